"""The one key: made at first run, kept in a file outside of the database and its backups.

From it come two sub-keys by HKDF-SHA256 (RFC 5869): one for blind indexes (HMAC-SHA256), one for
sealing (AES-256-GCM, the purpose as associated data). Who has the database without the key can
link nobody; who has lost the key can't read a licence or find a review's author ever again.
"""

from __future__ import annotations

import base64
import hmac
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ratingsbot.errors import ConfigError, StorageError

KEY_BYTES = 32
_NONCE_BYTES = 12
_FINGERPRINT = "key-fingerprint"


class MetaStore(Protocol):
    """Where the key's fingerprint is kept: the database's small table of facts about itself."""

    async def meta_get(self, key: str) -> bytes | None:
        """The value, or None."""
        ...

    async def meta_set(self, key: str, value: bytes) -> None:
        """Insert or replace it."""
        ...


class SecretKeyring:
    """Implements `ratingsbot.engine.ports.Keyring`."""

    def __init__(self, key: bytes) -> None:
        """Raises ConfigError unless the key has 32 bytes."""
        if len(key) != KEY_BYTES:
            raise ConfigError(f"The key must have {KEY_BYTES} bytes, this one has {len(key)}.")
        self._index_key = _derive(key, b"ratingsbot blind index v1")
        self._cipher = AESGCM(_derive(key, b"ratingsbot seal v1"))

    def blind(self, purpose: str, *parts: str) -> bytes:
        """HMAC-SHA256 over the length-prefixed purpose and parts: ("a", "bc") ≠ ("ab", "c")."""
        mac = hmac.new(self._index_key, digestmod=sha256)
        for part in (purpose, *parts):
            data = part.encode()
            mac.update(len(data).to_bytes(4, "big") + data)
        return mac.digest()

    def seal(self, purpose: str, text: str) -> bytes:
        """Nonce (12 bytes, random), then ciphertext and tag."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), purpose.encode())

    def unseal(self, purpose: str, sealed: bytes) -> str:
        """Raises StorageError when it was tampered with or sealed for something else."""
        try:
            plain = self._cipher.decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode()
            )
        except (InvalidTag, ValueError) as error:
            raise StorageError(f"A sealed {purpose} can’t be opened with this key.") from error
        return plain.decode()


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """A key ready for use; `created` when it was made just now and wants a copy kept."""

    keyring: SecretKeyring
    created: bool


async def open_key(path: Path, meta: MetaStore) -> OpenedKey:
    """The key that belongs to this database; made when the database is new.

    Raises ConfigError when the database knows a key that isn't there, or another one: with a
    fresh key the bot would take every physician for a stranger and open nothing it had sealed.
    """
    fingerprint = await meta.meta_get(_FINGERPRINT)
    created = False
    if not path.exists():  # noqa: ASYNC240 - once, at start
        if fingerprint is not None:
            raise ConfigError(
                f"The key file {path.name} is missing, and the database was made with one. "
                "Put your copy of the key back where RATINGSBOT_KEY_FILE points to. Without it "
                "ratingsbot can’t tell who is who, so it doesn’t start."
            )
        _create(path)
        created = True
    keyring = SecretKeyring(_read(path))
    mine = keyring.blind(_FINGERPRINT)
    if fingerprint is None:
        await meta.meta_set(_FINGERPRINT, mine)
    elif not hmac.compare_digest(fingerprint, mine):
        raise ConfigError(
            f"The key file {path.name} isn’t the one this database was made with. "
            "Put the right copy back where RATINGSBOT_KEY_FILE points to."
        )
    return OpenedKey(keyring, created)


def _derive(key: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key)


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # O_EXCL: two processes starting at once must not each make a key.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(base64.urlsafe_b64encode(os.urandom(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> bytes:
    try:
        return base64.urlsafe_b64decode(path.read_bytes().strip())
    except (OSError, ValueError) as error:
        raise ConfigError(f"The key file {path.name} can’t be read: {error}.") from error
