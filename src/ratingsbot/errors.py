"""Every error ratingsbot raises on purpose.

    RatingsBotError
    ├── DomainError            its text is safe to show to the person who caused it
    │   ├── Refused            not for this person; one wording whatever the cause
    │   ├── Unknown            no such drug, review, request, dialog …
    │   ├── Invalid            an answer out of range; names the field
    │   └── TooMany            this person's rate limit
    ├── AdapterError           a chat platform said no
    │   ├── RateLimited        retried, after `retry_after` seconds
    │   ├── Unreachable        retried: nobody answered, or 5xx
    │   ├── Forbidden          permanent: the bot may not post there
    │   ├── Gone               permanent: the channel, message or person no longer exists
    │   ├── Uncertain          sent, the answer was lost: never repeated blindly
    │   └── TooLarge           a payload over the platform's limit: our defect, never cut silently
    ├── StorageError           the database failed: "not confirmed", never "not saved"
    │   ├── StorageBusy        retried by the store, then raised
    │   └── StorageUnavailable
    └── ConfigError            what is missing in the settings, and what to do

Only RateLimited and Unreachable are retried by the outbox.
"""


class RatingsBotError(Exception):
    """The root: catch it where a person must get an answer."""


class DomainError(RatingsBotError):
    """A rule said no. `str(error)` is written for people and names no one."""


NOT_VERIFIED = "For verified physicians here."


class Refused(DomainError):
    """This person may not do that. The wording never tells why, so that nothing leaks."""

    def __init__(self, text: str = NOT_VERIFIED) -> None:
        super().__init__(text)


class Unknown(DomainError):
    """What was asked for isn't there (any more)."""


class Invalid(DomainError):
    """An answer can't be taken. `field` is the field's id, or "" for the whole form."""

    def __init__(self, text: str, *, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class TooMany(DomainError):
    """One person's limit. `retry_after` is in seconds."""

    def __init__(self, text: str, *, retry_after: float) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class AdapterError(RatingsBotError):
    """A chat platform failed or refused."""


class RateLimited(AdapterError):
    """Try again after `retry_after` seconds."""

    def __init__(self, text: str, *, retry_after: float) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class Unreachable(AdapterError):
    """The platform did not take the request: no connection, or a 5xx before acceptance."""


class Forbidden(AdapterError):
    """The bot may not do that there; only a person can mend it."""


class Gone(AdapterError):
    """The address no longer exists."""


class Uncertain(AdapterError):
    """The request left and its answer was lost: it may have been delivered."""


class TooLarge(AdapterError):
    """A payload exceeds the platform's limit. Raised before sending; nothing is cut silently."""


class StorageError(RatingsBotError):
    """The database failed. Nothing was changed, unless the connection broke during a commit: so
    people are told "not confirmed", never "not saved"."""


class StorageBusy(StorageError):
    """Another writer held the database for too long."""


class StorageUnavailable(StorageError):
    """The database can't be reached."""


class ConfigError(RatingsBotError):
    """A setting is missing or wrong; the text says which, and what to do."""
