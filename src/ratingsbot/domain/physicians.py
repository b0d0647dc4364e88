"""People: who someone is on a platform, what they may do, and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as a platform knows them. Never stored in clear, never logged."""

    platform: str
    workspace: str
    user: str


class Role(StrEnum):
    """What our own record lets someone look after. Neither role ever sees an author."""

    ADMIN = "admin"
    """Configures and appoints stewards; must be a platform admin as well, on every action."""
    STEWARD = "steward"
    """A verified physician who verifies colleagues."""


class Level(IntEnum):
    """What a verification rests on; the levels are never blurred."""

    NONE = 0
    FORMAT = 1
    """The identifier's format is right."""
    MATCHED = 2
    """It was matched in a register."""
    ATTESTED = 3
    """A steward, or an admin by roster or appointment, attested it."""
    DOCUMENT = 4
    """A document was checked outside of the bot."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a physician states, sealed at rest; stewards see it while they decide, nobody after."""

    name: str
    country: str
    """ISO 3166-1 alpha-2."""
    register: str
    number: str
    specialty: str


MAX_VERIFICATION_DAYS = 365
"""A verification holds at most 12 months."""
