"""Plain text in Discord's markdown: what people typed can become no markup, mention or link."""

from __future__ import annotations

import re

_ANYWHERE = re.compile(r"[\\*_~`|\[\]<&]")
_LINE_START = re.compile(r"^(\s*)(?:([#>+=\-])|(\d+)(?=[.)](?:\s|$)))", re.MULTILINE)
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
_COLON = re.compile(r":(?=//|[\w+\-]+:)")

_WORD_JOINER = "\u2060"


def plain(text: str) -> str:
    """`text` as Discord shows it literally.

    Discord takes a backslash before any punctuation as "literally": that covers emphasis, code,
    spoilers, masked links, timestamps and `<…>` mentions everywhere, headings, quotes and lists at
    the start of a line, and the colon that would make `https://` a link or `:smile:` an emoji.
    Only "@everyone" ignores the backslash (and "-#" in some readers): an invisible word joiner
    inside disarms it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    inert = _ANYWHERE.sub(r"\\\g<0>", lines)
    inert = _LINE_START.sub(_start, inert)
    inert = _COLON.sub(r"\\:", inert)
    return _MENTION.sub("@" + _WORD_JOINER, inert)


def one_line(text: str) -> str:
    """Like `plain`, with line breaks turned into spaces (headings, labels)."""
    return plain(" ".join(text.split()))


def _start(match: re.Match[str]) -> str:
    indent, symbol, number = match.groups()
    if number:
        return f"{indent}{number}\\"
    subtext = symbol == "-" and match.string[match.end() : match.end() + 1] == "#"
    return f"{indent}\\{symbol}{_WORD_JOINER if subtext else ''}"
