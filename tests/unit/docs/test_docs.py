"""The documents say what the code does, and point to what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import document
from ratingsbot.chat.app import FEATURES

ROOT = Path(document.__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_every_setting_and_scope_is_described_as_the_code_has_it() -> None:
    page = document.PAGE.read_text("utf-8")
    assert "RATINGSBOT_OPERATOR" in page
    assert "RATINGSBOT_SLACK_BOT_TOKEN" in page
    assert document.documented(page) == page, "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_pictures_in_the_documents_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} points to {target}"


def test_every_command_is_told_to_the_people_it_is_for() -> None:
    told = "".join(
        (ROOT / "docs" / name).read_text("utf-8")
        for name in ("physicians.md", "admins.md", "operators.md")
    )
    for command in FEATURES.commands.values():
        if command.listed:
            assert f"/{command.spec.full_name}" in told, command.spec.full_name
