"""Files on their way to Slack: reserved, uploaded, completed."""

from __future__ import annotations

from dataclasses import replace

from slackworld.model import StoredFile
from slackworld.state import Refusal, State


def reserve(state: State, name: str, length: str, owner: str) -> StoredFile:
    """Step 1, `files.getUploadURLExternal`. Raises Refusal("invalid_arguments")."""
    if not name or not length.isdecimal() or int(length) == 0:
        raise Refusal("invalid_arguments", ("filename and a positive length are required",))
    file = StoredFile(state.new_id("F"), name, owner, int(length))
    state.files[file.id] = file
    return file


def receive(state: State, file_id: str, content: bytes) -> None:
    """Step 2, the bytes. Raises Refusal when they were not announced so."""
    file = state.files.get(file_id)
    if file is None or file.content is not None:
        raise Refusal("file_not_found")
    if len(content) != file.length:
        state.violate("upload", f"{len(content)} bytes came, {file.length} were announced")
        raise Refusal("invalid_length")
    state.files[file_id] = replace(file, content=content)
    state.pulse.beat()


def complete(state: State, listed: object, owner: str) -> list[StoredFile]:
    """Step 3, `files.completeUploadExternal`: `listed` is [{"id": …, "title": …}, …].

    Raises Refusal("file_not_found") for a file not uploaded, or not by this owner.
    """
    if not isinstance(listed, list) or not listed:
        raise Refusal("invalid_arguments", ("files must be a list",))
    done: list[StoredFile] = []
    for entry in listed:
        file = state.files.get(entry.get("id", "") if isinstance(entry, dict) else "")
        if file is None or file.content is None or file.completed or file.owner != owner:
            raise Refusal("file_not_found")
        title = entry.get("title") or file.name
        done.append(replace(file, completed=True, title=title, polls_left=state.polls_until_ready))
    state.files |= {file.id: file for file in done}
    state.pulse.beat()
    return done


def person_uploads(state: State, owner: str, name: str, content: bytes) -> StoredFile:
    """A person's own upload, complete at once."""
    file = StoredFile(
        state.new_id("F"), name, owner, len(content), title=name, content=content, completed=True
    )
    state.files[file.id] = file
    state.pulse.beat()
    return file
