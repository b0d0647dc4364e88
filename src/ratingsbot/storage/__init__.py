"""The database: SQLite in one file, or PostgreSQL.

`engine` opens a store and runs units of work; `uow` bundles the repositories (`people`, `reviews`,
`releases`, `drafts`, `outbox`, `jobs`); `tables` says what is kept; `migrate` brings a database
up to date. Nothing here knows the key: blind indexes and sealed texts are opaque bytes.
"""
