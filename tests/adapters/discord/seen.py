"""From Discord's payloads back to what a person sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from ratingsbot.testing.driver import Seen, SeenField

Payload: TypeAlias = Mapping[str, Any]

_MARK = re.compile(r"^(?:##? |-# |> )")


def readable(markdown: str) -> str:
    """Discord's markdown as it is read: our few marks taken away, escaped characters bare."""
    lines = (_MARK.sub("", line) for line in markdown.split("\n"))
    text = re.sub(r"(?<!\\)\*\*", "", "\n".join(lines))
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text).replace("\u2060", "")


def walk(components: Sequence[Payload]) -> Iterator[Payload]:
    """Every component, in the order of reading."""
    for part in components:
        yield part
        yield from walk(part.get("components") or ())
        yield from walk([part["component"]] if "component" in part else [])


def seen_modal(modal: Payload, handle: object) -> Seen:
    """An open form."""
    lines = [modal["title"]]
    fields: dict[str, SeenField] = {}
    label = ""
    for part in walk(modal["components"]):
        match part["type"]:
            case 10:
                lines.append(readable(part["content"]))
            case 18:
                label = part["label"]
                lines += [label, part.get("description") or ""]
            case 3 | 4 | 21:
                fields[part["custom_id"]] = _field(part, label)
            case _:
                raise AssertionError(f"unexpected in a modal: {part['type']}")
    return Seen("\n".join(filter(None, lines)), fields=fields, handle=handle)


def _field(part: Payload, label: str) -> SeenField:
    options: Sequence[Payload] = part.get("options") or ()
    chosen = next((o["value"] for o in options if o.get("default")), "")
    value = (part.get("value") or "") if part["type"] == 4 else chosen
    shown = None if part["type"] == 4 else {o["value"]: o["label"] for o in options}
    return SeenField(part["custom_id"], label, shown, value)


def seen_message(
    components: Sequence[Payload],
    content: Callable[[str], bytes],
    *,
    private: bool,
    handle: object,
) -> Seen:
    """A message. `content` gives a file's bytes by its address."""
    lines: list[str] = []
    buttons: list[str] = []
    pictures: list[str] = []
    files: dict[str, bytes] = {}
    for part in walk(components):
        match part["type"]:
            case 10:
                lines.append(readable(part["content"]))
            case 2 if part.get("url"):
                lines.append(f"{part['label']}: {part['url']}")
            case 2:
                buttons.append(part["label"])
            case 12:
                pictures += [item["description"] for item in part["items"]]
            case 13:
                url = part["file"]["url"]
                files[url.rsplit("/", 1)[-1]] = content(url)
            case _:
                pass  # containers, rows and separators say nothing themselves
    return Seen(
        "\n".join(lines),
        tuple(buttons),
        pictures=tuple(pictures),
        files=files,
        private=private,
        handle=handle,
    )
