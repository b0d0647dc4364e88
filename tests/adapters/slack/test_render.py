"""Rendering, without a Slack: what people typed stays inert, and nothing is cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.slack.reading import readable
from adapters.slack.scripted import RATE, ROSTER, form
from ratingsbot.chat.boundary import OpenForm
from ratingsbot.chat.commands import CommandSpec, OptionKind, OptionSpec
from ratingsbot.chat.replies import (
    Attachment,
    Button,
    Buttons,
    Divider,
    Fact,
    Facts,
    Heading,
    Link,
    Links,
    Node,
    Paragraph,
    Picture,
    Quote,
    Reply,
    SmallPrint,
    Style,
)
from ratingsbot.dialogs.model import Choice, Dialog, Page, Pick, Step, Suggest, Text
from ratingsbot.errors import TooLarge
from ratingsbot_slack.forms import form_view, suggestions
from ratingsbot_slack.payload import Json
from ratingsbot_slack.render import blocks, home_view, loading_view, message, reply_view
from ratingsbot_slack.text import escape, read_options, unescape
from slackworld.blocks import problems_in_message, problems_in_view

NASTY = "<!channel> <@U1> *bold* _it_ `code` :smile: https://evil.example & <https://x|y>"
EVERYTHING = Reply(
    (
        Heading("Sertraline"),
        Paragraph("First\nsecond"),
        SmallPrint("Updated March"),
        Facts(tuple(Fact(f"Label {n}", f"value {n}") for n in range(7))),
        Quote("Worked well", "March 2026"),
        Picture("k", "Effect 4.2 of 5"),
        Links((Link("Method", "https://bot.example/method?a=1&b=2"),)),
        Attachment("codes.txt", b"x"),
        Divider(),
        Buttons(
            (
                Button("Rate", "rate:d1", Style.PRIMARY, opens_form=True),
                Button("Delete", "delete:d1", Style.DANGER),
            )
        ),
        Buttons((Button("More", "more:2"),)),
    )
)


def parts(node: object) -> Iterator[Json]:
    """Every text object."""
    if isinstance(node, dict):
        if node.get("type") in {"plain_text", "mrkdwn"}:
            yield node
        for value in node.values():
            yield from parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from parts(value)


def field_view(*fields: Pick | Suggest | Text, **answers: str) -> Json:
    dialog = Dialog("d", 1, "Title", (Step("s", fields),))
    return form_view(OpenForm("t", dialog, Page(0, fields, is_last=True), answers))


def element(view: Json, index: int = 0) -> Json:
    found: Json = view["blocks"][index]["element"]
    return found


def test_everything_at_once_is_taken_on_every_surface() -> None:
    known = {"k": "F1"}
    assert problems_in_message(message(EVERYTHING, known), lambda _: True) == []
    assert problems_in_view(reply_view(EVERYTHING, known), "modal", lambda _: True) == []
    assert problems_in_view(home_view(EVERYTHING, known), "home", lambda _: True) == []
    assert problems_in_view(loading_view(), "modal", lambda _: True) == []


def test_a_loading_view_has_nothing_to_fill_in() -> None:
    assert {block["type"] for block in loading_view()["blocks"]} == {"section"}


@pytest.mark.parametrize(
    "node",
    [
        Heading(NASTY),
        Paragraph(NASTY),
        SmallPrint(NASTY),
        Facts((Fact("Label", NASTY),)),
        Facts((Fact(NASTY, "value"),)),
        Quote(NASTY, NASTY),
        Attachment(NASTY, b""),
    ],
)
def test_what_people_typed_is_never_markup(node: Node) -> None:
    holding = [one for one in parts(blocks(Reply((node,)))) if "evil.example" in one["text"]]
    assert holding
    assert {one["type"] for one in holding} == {"plain_text"}
    assert not any(one["emoji"] for one in holding)
    assert NASTY in holding[0]["text"]


def test_the_fallback_text_mentions_nobody() -> None:
    assert "<" not in message(Reply((Paragraph(NASTY),)))["text"]


def test_a_link_cannot_be_broken_out_of() -> None:
    (block,) = blocks(Reply((Links((Link("a>b|<!here>", "https://x/?q=>|<!channel>"),)),)))
    assert block["text"]["verbatim"]
    assert block["text"]["text"] == ("<https://x/?q=%3E%7C%3C!channel%3E|a&gt;b|&lt;!here&gt;>")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_a_quote_reads_back_as_it_was_typed(text: str) -> None:
    (block,) = blocks(Reply((Quote(text),)))
    assert readable(block["text"]) == f"“{text}”"


@given(st.text(max_size=200))
@example("&lt; &amp;gt;")
def test_unescaping_undoes_escaping(text: str) -> None:
    assert unescape(escape(text)) == text


def test_a_picture_shows_only_once_it_is_uploaded() -> None:
    reply = Reply((Heading("Card"), Picture("k", "Effect 4.2 of 5")))
    assert [block["type"] for block in blocks(reply)] == ["header"]
    image = blocks(reply, {"k": "F1"})[1]
    assert image["slack_file"] == {"id": "F1"}
    assert image["alt_text"] == "Effect 4.2 of 5"


def test_buttons_have_ids_of_their_own_and_carry_their_action() -> None:
    buttons = [
        one
        for block in blocks(EVERYTHING)
        if block["type"] == "actions"
        for one in block["elements"]
    ]
    assert [(one["action_id"], one["value"]) for one in buttons] == [
        ("rb1:form:0", "rate:d1"),
        ("rb1:press:1", "delete:d1"),
        ("rb1:press:2", "more:2"),
    ]
    assert [one.get("style") for one in buttons] == ["primary", "danger", None]


@pytest.mark.parametrize(
    "reply",
    [
        Reply((Heading("x" * 151),)),
        Reply((Paragraph("x" * 3_001),)),
        Reply((Paragraph(""),)),
        Reply((Quote("x" * 2_999),)),
        Reply((Facts((Fact("l", "x" * 2_001),)),)),
        Reply((Buttons((Button("x" * 76, "a"),)),)),
        Reply(tuple(Divider() for _ in range(51))),
        Reply(tuple(Paragraph("x" * 2_900) for _ in range(4))),
        Reply(()),
    ],
)
def test_a_message_over_a_limit_is_refused_and_not_cut(reply: Reply) -> None:
    with pytest.raises(TooLarge):
        message(reply)


def test_a_view_holds_a_hundred_blocks_and_no_more() -> None:
    reply_view(Reply((Divider(),) * 100))
    with pytest.raises(TooLarge):
        reply_view(Reply((Divider(),) * 101))


def test_only_the_title_is_shortened_and_shows_it() -> None:
    view = reply_view(Reply((Heading("Sertraline for depression in adults"),)))
    assert view["title"]["text"] == "Sertraline for depressi…"
    assert len(view["title"]["text"]) == 24
    assert view["blocks"][0]["text"]["text"] == "Sertraline for depression in adults"


@pytest.mark.parametrize("page", [0, 1])
def test_every_page_of_a_form_is_taken(page: int) -> None:
    view = form_view(form(page=page, errors={"effect": "No.", "": "Not so."}))
    assert problems_in_view(view, "modal", lambda _: True) == []
    assert view["private_metadata"] == f"tok3n {page}"
    assert view["submit"]["text"] == ("Next" if page == 0 else "Save")


def test_a_file_field_takes_its_suffixes_only() -> None:
    view = form_view(form(ROSTER))
    assert problems_in_view(view, "modal", lambda _: True) == []
    assert element(view)["filetypes"] == ["csv"]
    assert not view["blocks"][0]["optional"]


def test_field_ids_are_block_ids_and_optional_ones_say_so() -> None:
    inputs = [one for one in form_view(form(RATE))["blocks"] if one["type"] == "input"]
    assert [(one["block_id"], one["optional"]) for one in inputs] == [
        ("drug", True),
        ("indication", True),
        ("effect", False),
    ]


@pytest.mark.parametrize(
    ("count", "kind"), [(2, "radio_buttons"), (10, "radio_buttons"), (11, "static_select")]
)
def test_few_options_are_radio_buttons_and_many_a_menu(count: int, kind: str) -> None:
    options = tuple(Choice(str(n), f"Option {n}") for n in range(count))
    picked = element(field_view(Pick("p", "Pick", options), p="1"))
    assert picked["type"] == kind
    assert picked["initial_option"]["text"]["text"] == "Option 1"


def test_an_answer_no_longer_offered_is_not_preselected() -> None:
    assert "initial_option" not in element(field_view(Pick("p", "P", (Choice("1", "One"),)), p="9"))


@pytest.mark.parametrize(("value", "label"), [("d1", "Sertraline"), ("d9", "d9")])
def test_a_typeahead_shows_its_prefill_by_label_where_known(value: str, label: str) -> None:
    field = Suggest("s", "S", "drug", "ctx:1", offered=(Choice("d1", "Sertraline"),))
    shown = element(field_view(field, s=value))
    assert shown["initial_option"]["text"]["text"] == label
    assert shown["action_id"] == "rb1:suggest:drug:ctx:1"
    assert shown["min_query_length"] == 0


def test_a_text_too_long_comes_back_whole() -> None:
    shown = element(field_view(Text("t", "T", max_length=5), t="longer than five"))
    assert shown["initial_value"] == "longer than five"
    assert shown["max_length"] == len("longer than five")
    assert element(field_view(Text("t", "T", max_length=5)))["max_length"] == 5


def test_a_label_too_long_for_a_list_is_refused() -> None:
    assert suggestions([]) == []
    with pytest.raises(TooLarge):
        suggestions([Choice("v", "x" * 76)])
    with pytest.raises(TooLarge):
        suggestions([Choice(str(n), "x") for n in range(101)])


SPEC = CommandSpec(
    "drug",
    "ask",
    "Ask",
    (OptionSpec("who", OptionKind.MEMBER, "Who"), OptionSpec("text", OptionKind.TEXT, "What")),
)


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("<@U1|ada> hello", {"who": "U1", "text": "hello"}),
        ("<@U1|ada l> hello", {"who": "U1", "text": "hello"}),
        ("<@U1> &lt;b&gt; &amp;amp;", {"who": "U1", "text": "<b> &amp;"}),
        ("U1 ask <@U2|ben> in <#C1|ward>", {"who": "U1", "text": "ask @ben in #ward"}),
        ("U1 see <https://a.example/?x=1&amp;y|a.example>", {"who": "U1", "text": "see a.example"}),
        ("U1 <!here> <!subteam^S1|@team>", {"who": "U1", "text": "@here @team"}),
        ("", {}),
    ],
)
def test_slacks_wrapping_of_typed_text_is_undone(typed: str, options: dict[str, str]) -> None:
    assert read_options(SPEC, typed) == options
