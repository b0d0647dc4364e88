"""What people might type to make more of it than text, and a reader that would notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

INJECTIONS = (
    "*bold* **strong** _under_ __line__ ~~gone~~",
    "||spoiler||",
    "`code` ```py\nfence\n```",
    "[free money](https://evil.example)",
    "[free money](<https://evil.example>)",
    "https://evil.example/a_b_c",
    "http://evil.example discord://evil steam://run/1",
    "<https://evil.example>",
    "@everyone and @here, <@123456789012345678> <@!123456789012345678> <@&123456789012345678>",
    "<#123456789012345678> </drug rate:123456789012345678> <id:guide> <t:0:R> <:a:1> <a:b:2>",
    ":skull: :smile:",
    "# heading\n## smaller\n### smallest\n-# subtext",
    "> quote\n>>> everything quoted",
    "- item\n* item\n+ item\n1. first\n2) second\n  - nested",
    "a backslash \\*not bold\\* \\\\ \\",
    "---\n***\n===\ntext\n===",
    "<script>alert(1)</script> &amp; &lt;b&gt;",
    "-5 mg, 10:30, 3.5 * 2 = 7, #1 choice, a_b, 50/50 (ok)",
)


def leaves(tokens: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The tokens of simcord's reader of Discord's markdown, blocks before their content."""
    for token in tokens:
        if "children" in token:
            yield {"type": token["type"]}
            yield from leaves(token["children"])
        else:
            yield token
