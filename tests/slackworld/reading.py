"""Messages and views as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator

from slackworld.model import Blocks, Json, Message, View


def text_of(shown: Message | View) -> str:
    """All visible text, a line a thing, mrkdwn left raw; buttons as `[label]`, images as
    `[image: alt]`. A message's `text` is read only when it has no blocks."""
    lines: list[str] = []
    if isinstance(shown, Message):
        lines += [] if shown.blocks else [shown.text]
    else:
        lines.append(shown.title)
    for block in shown.blocks:
        lines += _block_lines(block)
        if isinstance(shown, View) and block["block_id"] in shown.errors:
            lines.append(shown.errors[block["block_id"]])
    if isinstance(shown, View):
        lines += [
            f"[{shown.spec[key]['text']}]" for key in ("submit", "close") if key in shown.spec
        ]
    return "\n".join(line for line in lines if line)


def buttons_of(shown: Message | View) -> tuple[Json, ...]:
    """The buttons, in order, as the bot gave them."""
    return tuple(one for one in _walk(shown.blocks) if one.get("type") == "button")


def images_of(shown: Message | View) -> tuple[Json, ...]:
    """The image blocks and image elements, in order."""
    return tuple(one for one in _walk(shown.blocks) if one.get("type") == "image")


def _walk(blocks: Blocks) -> Iterator[Json]:
    for block in blocks:
        yield block
        yield from block.get("elements", ())
        yield from (block[key] for key in ("accessory", "element") if key in block)


def _block_lines(block: Json) -> Iterator[str]:
    kind = block["type"]
    if kind == "image":
        yield from _part_lines(block)
    if kind == "input":
        yield str(block["label"]["text"])
        yield from _part_lines(block["element"])
    for key in ("text", "hint", "title"):
        if key in block:
            yield str(block[key]["text"])
    for field in block.get("fields", ()):
        yield str(field["text"])
    for part in (*block.get("elements", ()), *filter(None, (block.get("accessory"),))):
        yield from _part_lines(part)


def _part_lines(part: Json) -> Iterator[str]:
    match part["type"]:
        case "plain_text" | "mrkdwn":
            yield str(part["text"])
        case "button":
            yield f"[{part['text']['text']}]"
        case "image":
            yield f"[image: {part['alt_text']}]"
        case _:
            if "placeholder" in part:
                yield str(part["placeholder"]["text"])
            if "initial_value" in part:
                yield str(part["initial_value"])
            options = list(part.get("options", ()))
            for group in part.get("option_groups", ()):
                options += group["options"]
            for option in options or filter(None, (part.get("initial_option"),)):
                yield str(option["text"]["text"])
                if "description" in option:
                    yield str(option["description"]["text"])
