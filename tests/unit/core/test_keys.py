"""The key: what it tells apart, what it opens, and when the bot doesn't start."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratingsbot.errors import ConfigError, StorageError
from ratingsbot.keys import KEY_BYTES, SecretKeyring, open_key

KEYRING = SecretKeyring(bytes(range(KEY_BYTES)))
OTHER = SecretKeyring(bytes(KEY_BYTES))


class Facts:
    """A database's facts about itself."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def meta_get(self, key: str) -> bytes | None:
        """The value."""
        return self.kept.get(key)

    async def meta_set(self, key: str, value: bytes) -> None:
        """Keep it."""
        self.kept[key] = value


def test_an_index_tells_parts_from_their_concatenation() -> None:
    assert KEYRING.blind("x", "a", "bc") != KEYRING.blind("x", "ab", "c")
    assert KEYRING.blind("x", "abc") != KEYRING.blind("x", "a", "bc")
    assert KEYRING.blind("x", "a", "") != KEYRING.blind("x", "a")
    assert KEYRING.blind("xa", "b") != KEYRING.blind("x", "ab")


Parts = st.lists(st.text(max_size=5), min_size=1, max_size=4)


@given(Parts, Parts)
def test_an_index_is_equal_for_equal_parts_only(one: list[str], other: list[str]) -> None:
    assert (KEYRING.blind(*one) == KEYRING.blind(*other)) == (one == other)
    assert OTHER.blind(*one) != KEYRING.blind(*one)


@given(st.text(), st.text())
def test_what_is_sealed_opens_for_its_purpose(purpose: str, text: str) -> None:
    assert KEYRING.unseal(purpose, KEYRING.seal(purpose, text)) == text


def test_the_same_text_is_never_sealed_alike() -> None:
    assert KEYRING.seal("profile", "text") != KEYRING.seal("profile", "text")


@given(st.data())
def test_what_was_tampered_with_does_not_open(data: st.DataObject) -> None:
    sealed = KEYRING.seal("profile", "a text")
    place = data.draw(st.integers(0, len(sealed) - 1))
    changed = data.draw(st.integers(1, 255))
    broken = sealed[:place] + bytes([sealed[place] ^ changed]) + sealed[place + 1 :]
    with pytest.raises(StorageError, match="sealed profile"):
        KEYRING.unseal("profile", broken)


@given(st.integers(0, 33))
def test_what_was_cut_short_does_not_open(length: int) -> None:
    with pytest.raises(StorageError):
        KEYRING.unseal("profile", KEYRING.seal("profile", "a text")[:length])


def test_another_purpose_or_another_key_opens_nothing() -> None:
    sealed = KEYRING.seal("profile", "a text")
    with pytest.raises(StorageError):
        KEYRING.unseal("notice", sealed)
    with pytest.raises(StorageError):
        OTHER.unseal("profile", sealed)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ConfigError, match="32 bytes"):
        SecretKeyring(bytes(length))


async def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path, facts = tmp_path / "keys" / "bot.key", Facts()
    first = await open_key(path, facts)
    assert first.created
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    written = path.read_bytes()
    second = await open_key(path, facts)
    assert not second.created
    assert path.read_bytes() == written
    assert second.keyring.blind("x", "a") == first.keyring.blind("x", "a")
    assert (await open_key(tmp_path / "other.key", Facts())).keyring.blind(
        "x", "a"
    ) != first.keyring.blind("x", "a")


async def test_a_missing_key_stops_the_start_and_none_is_made(tmp_path: Path) -> None:
    path, facts = tmp_path / "bot.key", Facts()
    await open_key(path, facts)
    path.unlink()
    with pytest.raises(ConfigError, match=r"bot\.key is missing") as caught:
        await open_key(path, facts)
    assert "RATINGSBOT_KEY_FILE" in str(caught.value)
    assert not path.exists()


async def test_a_wrong_key_stops_the_start(tmp_path: Path) -> None:
    facts = Facts()
    await open_key(tmp_path / "bot.key", facts)
    wrong = tmp_path / "wrong.key"
    await open_key(wrong, Facts())
    with pytest.raises(ConfigError, match=r"wrong\.key isn’t the one"):
        await open_key(wrong, facts)


@pytest.mark.parametrize("content", [b"", b"not a key", b"a" * 43, b"!" * 44])
async def test_a_broken_key_file_stops_the_start(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bot.key"
    path.write_bytes(content)
    with pytest.raises(ConfigError):
        await open_key(path, Facts())
