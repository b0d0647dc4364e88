"""Slack's payloads as plain values. Pure: nothing is looked up here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ratingsbot.chat.boundary import Actor, Invocation, OptionQuery, Press
from ratingsbot.chat.commands import CommandSpec
from ratingsbot_slack import ids
from ratingsbot_slack.payload import Json
from ratingsbot_slack.text import read_options

HELP = "drug help"
START = "drug start"
SUGGESTIONS = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """A slash command as typed."""

    command: str
    options: Mapping[str, str] = field(default_factory=dict)
    opens_form: bool = False

    def by(self, actor: Actor) -> Invocation:
        """The command, given by this person."""
        return Invocation(actor, self.command, self.options)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button pressed. `view` is the modal it stands in; "" on a message or on App Home."""

    action: str
    place: str
    opens_form: bool
    is_current: bool
    """Of this version of ours."""
    view: str = ""
    is_home: bool = False
    is_ephemeral: bool = False
    is_direct: bool = False

    def by(self, actor: Actor) -> Press:
        """The press, by this person."""
        return Press(actor, self.action, self.place)


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that a person uploaded into a form; `size` in bytes, `most` is what we take."""

    name: str
    size: int
    most: int
    url: str
    is_external: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """A form's page, submitted."""

    view: str
    token: str
    page: int
    answers: Mapping[str, str]
    blocks: tuple[str, ...]
    """The input blocks, in order."""
    files: Mapping[str, FileRef] = field(default_factory=dict)

    def oversized(self) -> Mapping[str, str]:
        """Complaints by block about files that are too large."""
        return {
            block: f"That file has {_size(file.size)}; at most {_size(file.most)} fit."
            for block, file in self.files.items()
            if file.size > file.most
        }


def read_command(body: Json, commands: Sequence[CommandSpec]) -> Typed:
    """The first word behind `/drug` or `/drug-admin` chooses the command; help otherwise."""
    group = str(body["command"]).lstrip("/")
    word, _, rest = str(body.get("text", "")).strip().partition(" ")
    for spec in commands:
        if spec.group == group and spec.name == word.casefold():
            return Typed(spec.full_name, read_options(spec, rest), spec.opens_form)
    return Typed(HELP)


def read_press(body: Json) -> Pressed:
    """A `block_actions` payload.

    A place includes its state, since a press on what replaced it is another press, while a
    redelivery or a double click is the same: a view has a hash, and in a message the block's id,
    which we leave to Slack, is a new one after each replacement.
    """
    action: Json = body["actions"][0]
    action_id = str(action.get("action_id", ""))
    container: Json = body.get("container", {})
    view: Json = body.get("view") or {}
    in_modal = view.get("type") == "modal"
    if view:
        place = f"{view['id']}:{view.get('hash', '')}"
    else:
        where = (container.get("channel_id"), container.get("message_ts"), action.get("block_id"))
        place = ":".join(str(part or "") for part in where)
    return Pressed(
        action=str(action.get("value", "")),
        place=place,
        opens_form=ids.opens_form(action_id),
        is_current=ids.is_button(action_id),
        view=str(view["id"]) if in_modal else "",
        is_home=bool(view) and not in_modal,
        is_ephemeral=bool(container.get("is_ephemeral")),
        is_direct=str(container.get("channel_id", "")).startswith("D"),
    )


def read_submission(view: Json) -> Sent:
    """The `view` of a `view_submission`."""
    token, page = ids.read_metadata(str(view.get("private_metadata", "")))
    answers: dict[str, str] = {}
    files: dict[str, FileRef] = {}
    for block, action_id, entry in _entries(view):
        if entry.get("type") == "file_input":
            for file in entry.get("files") or ():
                files[block] = _file(file, ids.read_file(action_id))
        elif value := _value(entry):
            answers[block] = value
    blocks = tuple(str(one["block_id"]) for one in view["blocks"] if one["type"] == "input")
    return Sent(str(view["id"]), token, page, answers, blocks, files)


def read_query(body: Json, actor: Actor) -> OptionQuery | None:
    """A `block_suggestion` payload, None when it isn't one of ours."""
    parameters = ids.read_suggest(str(body.get("action_id", "")))
    if parameters is None:
        return None
    source, context = parameters
    return OptionQuery(actor, source, str(body.get("value", "")), context, SUGGESTIONS)


def _entries(view: Json) -> Iterator[tuple[str, str, Json]]:
    values: Mapping[str, Mapping[str, Json]] = view.get("state", {}).get("values", {})
    for block, inputs in values.items():
        for action_id, entry in inputs.items():
            yield block, action_id, entry


def _value(entry: Json) -> str:
    """What an input holds, "" for nothing."""
    if "selected_option" in entry:
        option: Json = entry["selected_option"] or {}
        return str(option.get("value", ""))
    return str(entry.get("value") or "")


def _file(file: Json, most: int) -> FileRef:
    return FileRef(
        name=str(file.get("name", "")),
        size=int(file.get("size", 0)),
        most=most,
        url=str(file.get("url_private", "")),
        is_external=bool(file.get("is_external")),
    )


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1000:.1f} kB"
