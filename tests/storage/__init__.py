"""The storage suite, run on SQLite and on PostgreSQL."""
