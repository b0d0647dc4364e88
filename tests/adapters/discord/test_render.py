"""What goes over the wire, without Discord."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simcord.preview._markdown import markdown_tokens  # an independent reader of the markdown

from adapters.discord.injections import INJECTIONS, leaves
from adapters.discord.scripted import COMMANDS, DETAILS_PAGE, FIVE_SCALES, RATING, SCALES_PAGE
from adapters.discord.seen import readable, seen_message, seen_modal, walk
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
)
from ratingsbot.dialogs.model import Choice, Field, File, Page, Pick, Suggest, Text
from ratingsbot.errors import TooLarge
from ratingsbot_discord.escape import plain
from ratingsbot_discord.forms import render_form
from ratingsbot_discord.ids import form_id, parse_form_id
from ratingsbot_discord.limits import check_choices, check_commands
from ratingsbot_discord.render import Message, form_reply, in_a_file, not_confirmed, render_reply


def components(message: Message) -> Sequence[Mapping[str, Any]]:
    payload: Sequence[Mapping[str, Any]] = message.view.to_components()  # type: ignore[no-untyped-call]
    return payload


def texts(*nodes: Node) -> list[str]:
    rendered = render_reply(Reply(nodes), {})
    return [part["content"] for part in walk(components(rendered)) if part["type"] == 10]


def assert_inert(typed: str) -> None:
    """Discord's reader finds nothing but text in it, and the text is what was typed."""
    found = list(leaves(markdown_tokens(plain(typed))))
    assert {token["type"] for token in found} <= {"inline", "paragraph", "text", "break"}
    read = " ".join(str(token.get("content", " ")) for token in found)
    assert "".join(read.split()).replace("\u2060", "") == "".join(typed.split())


@pytest.mark.parametrize("typed", INJECTIONS)
def test_what_people_type_is_shown_literally(typed: str) -> None:
    assert_inert(typed)
    assert readable(plain(typed)) == typed


@given(st.text(alphabet="\\*_~`|[]()<>#-+.:@!&/ahe1 \n", max_size=40))
def test_no_mixture_of_signs_becomes_markup(typed: str) -> None:
    # Discord knows no indented code blocks; the reader does.
    assert_inert("\n".join(line.strip() for line in typed.splitlines()))


@pytest.mark.parametrize("typed", ["@everyone", "@here", "@Everyone", "<@&123456789012345678>"])
def test_a_mention_is_broken_for_good(typed: str) -> None:
    assert typed not in plain(typed)


@pytest.mark.parametrize("typed", INJECTIONS)
def test_every_node_escapes_what_it_shows(typed: str) -> None:
    flat = " ".join(typed.split())
    nodes = (
        Heading(typed),
        Paragraph(typed),
        SmallPrint(typed),
        Facts((Fact(typed, typed),)),
        Quote(typed, typed),
    )
    seen = [readable(text) for text in texts(*nodes)]
    assert [" ".join(text.split()) for text in seen] == [
        flat,
        flat,
        flat,
        f"{flat}: {flat}",
        f"{flat} {flat}",
    ]


def test_a_card_shows_all_its_parts_in_order() -> None:
    card = Reply(
        (
            Heading("Sertraline"),
            Facts((Fact("Efficacy", "4.1"), Fact("Safety", "3.9"))),
            Picture("chart", "Two bars"),
            Divider(),
            Links((Link("Method", "https://example.org/a b?c=1"),)),
            Attachment("my codes.txt", b"one"),
            Buttons((Button("Rate", "rate:1"), Button("Follow", "watch:1"))),
        )
    )
    message = render_reply(card, {"chart": b"PNG"})
    files = dict(message.files)
    seen = seen_message(
        components(message),
        lambda url: files[url.removeprefix("attachment://")],
        private=True,
        handle=None,
    )
    assert seen.text == (
        "Sertraline\nEfficacy: 4.1\nSafety: 3.9\nMethod: https://example.org/a%20b?c=1"
    )
    assert seen.pictures == ("Two bars",)
    assert seen.files == {"my_codes.txt": b"one"}
    assert seen.buttons == ("Rate", "Follow")
    assert files["picture-1.png"] == b"PNG"


def test_a_picture_that_could_not_be_drawn_leaves_the_text_alone() -> None:
    message = render_reply(Reply((Paragraph("words"), Picture("chart", "bars"))), {})
    assert [part["type"] for part in walk(components(message))] == [17, 10]
    assert message.files == ()


def test_two_files_of_one_name_stay_apart() -> None:
    message = render_reply(Reply((Attachment("a.txt", b"1"), Attachment("a.txt", b"2"))), {})
    assert dict(message.files) == {"a.txt": b"1", "2-a.txt": b"2"}


def test_an_empty_text_takes_no_room() -> None:
    assert texts(Paragraph("  "), Paragraph("words")) == ["words"]


def test_a_link_to_anything_but_the_web_is_refused() -> None:
    with pytest.raises(TooLarge):
        render_reply(Reply((Links((Link("x", "javascript:alert(1)"),)),)), {})


@pytest.mark.parametrize(
    "nodes",
    [
        (Paragraph("x" * 4_001),),
        (Paragraph("x" * 2_001), Paragraph("x" * 2_000)),
        (Paragraph("*" * 2_001),),
        tuple(Paragraph("x") for _ in range(40)),
        (Buttons(tuple(Button("x", str(n)) for n in range(6))),),
        (Buttons((Button("x" * 81, "a"),)),),
        (Buttons((Button("", "a"),)),),
        (Buttons((Button("x", "a" * 95),)),),
        (Buttons((Button("x", "a"), Button("y", "a"))),),
        (Attachment("big.txt", b"x" * (10 * 1024 * 1024 + 1)),),
        (),
    ],
    ids=lambda nodes: f"{len(nodes)} nodes",
)
def test_a_message_over_a_limit_is_never_sent(nodes: tuple[Node, ...]) -> None:
    with pytest.raises(TooLarge):
        render_reply(Reply(nodes), {})


def test_a_message_at_the_limits_is_sent() -> None:
    texts_and_container = tuple(Paragraph("x" * 102) for _ in range(39))
    assert len(list(walk(components(render_reply(Reply(texts_and_container), {}))))) == 40


def test_an_alternative_text_over_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge):
        render_reply(Reply((Picture("k", "x" * 1_025),)), {"k": b""})


def test_a_reply_too_long_goes_into_a_file_with_its_buttons() -> None:
    long = Reply((Paragraph("x" * 5_000), Buttons((Button("Next", "n"),))))
    message = render_reply(in_a_file(long), {})
    assert dict(message.files)["answer.txt"].decode() == long.plain


def open_form(page: Page, **changes: Any) -> OpenForm:
    return OpenForm("token", RATING, page, **changes)


def test_five_scales_fill_one_modal_as_radio_groups() -> None:
    seen = seen_modal(render_form(open_form(SCALES_PAGE)).to_dict(), None)
    assert list(seen.fields) == [scale.id for scale in FIVE_SCALES]
    assert list(seen.fields["safety"].options or {}) == ["5", "4", "3", "2", "1", "none"]


def test_each_field_becomes_its_component_and_keeps_its_prefill() -> None:
    answers = {"setting": "ward", "specialty": "s3", "indication": "i9", "comment": "hello"}
    modal = render_form(open_form(DETAILS_PAGE, answers=answers)).to_dict()
    kinds = {
        part["custom_id"]: part["type"] for part in walk(modal["components"]) if "custom_id" in part
    }
    assert kinds == {"setting": 21, "specialty": 3, "indication": 3, "comment": 4}
    seen = seen_modal(modal, None)
    assert {key: field.value for key, field in seen.fields.items()} == answers
    assert seen.fields["indication"].options == {"i9": "i9", "i1": "Depression"}


def test_a_text_too_long_to_be_taken_still_comes_back_whole() -> None:
    modal = render_form(open_form(DETAILS_PAGE, answers={"comment": "x" * 1_200})).to_dict()
    assert seen_modal(modal, None).fields["comment"].value == "x" * 1_200


def test_a_complaint_stands_by_its_field_when_it_fits() -> None:
    form = open_form(SCALES_PAGE, errors={"safety": "Please answer this one."})
    assert "Please answer this one." in seen_modal(render_form(form).to_dict(), None).text
    long = open_form(SCALES_PAGE, errors={"safety": "x" * 101})
    assert "Safety: 5 is best" in seen_modal(render_form(long).to_dict(), None).text


def test_only_the_title_is_shortened() -> None:
    dialog = replace(RATING, title="Rate " + "x" * 60)
    title = render_form(OpenForm("t", dialog, SCALES_PAGE)).title
    assert len(title) == 45
    assert title.endswith("…")


def test_the_intro_is_shown_where_there_is_room() -> None:
    dialog = replace(RATING, intro="Read *this*")
    assert (
        "Read *this*"
        in seen_modal(render_form(OpenForm("t", dialog, DETAILS_PAGE)).to_dict(), None).text
    )
    assert (
        "Read"
        not in seen_modal(render_form(OpenForm("t", dialog, SCALES_PAGE)).to_dict(), None).text
    )


@pytest.mark.parametrize(
    "field",
    [
        replace(FIVE_SCALES[0], label="x" * 46),
        replace(FIVE_SCALES[0], hint="x" * 101),
        replace(FIVE_SCALES[0], id="x" * 101),
        Pick("p", "Pick", tuple(Choice(str(n), str(n)) for n in range(26))),
        Pick("p", "Pick", (Choice("a", "x" * 101), Choice("b", "b"))),
        Pick("p", "Pick", (Choice("a", "a"), Choice("a", "b"))),
        Suggest("s", "Nothing offered", "drug"),
        Text("t", "Text", 4_000, placeholder="x" * 101),
        File("f", "File", (".csv",), 1_000),
    ],
    ids=lambda field: type(field).__name__,
)
def test_a_form_over_a_limit_is_never_sent(field: Any) -> None:
    with pytest.raises(TooLarge):
        render_form(open_form(Page(0, (field,), True)))


def test_a_sixth_field_is_refused() -> None:
    six: tuple[Field, ...] = (*FIVE_SCALES, Text("t", "Text", 100))
    with pytest.raises(TooLarge):
        render_form(open_form(Page(0, six, True)))


def test_a_prefill_beyond_what_discord_takes_is_refused() -> None:
    with pytest.raises(TooLarge):
        render_form(open_form(DETAILS_PAGE, answers={"comment": "x" * 4_001}))


def test_a_form_that_cant_open_becomes_a_message_with_a_way_in() -> None:
    assert "[Open]" in form_reply(open_form(SCALES_PAGE)).plain
    assert "[Continue]" in form_reply(open_form(DETAILS_PAGE)).plain
    errors = {"safety": "Please answer this one.", "": "Something else."}
    fix = form_reply(open_form(SCALES_PAGE, errors=errors)).plain
    assert "Safety: Please answer this one.\nSomething else." in fix
    assert "[Fix]" in fix


def test_nothing_confirmed_gives_back_what_was_typed_and_a_way_to_try_again() -> None:
    said = not_confirmed({"comment": "my words"}, "token").plain
    assert said.startswith("That is not confirmed.")
    assert "“my words”" in said
    assert "[Open again]" in said
    assert "nothing you typed is lost" in not_confirmed({}).plain.lower()


def test_a_form_id_survives_the_journey() -> None:
    parsed = parse_form_id(form_id("to:ken", 12))
    assert parsed is not None
    assert (parsed.token, parsed.page) == ("to:ken", 12)
    assert parse_form_id("somebody-elses") is None


def as_payload(spec: CommandSpec) -> dict[str, Any]:
    options = [
        {
            "type": 3,
            "name": option.name,
            "description": option.description,
            "required": option.required,
            "choices": [{"name": c.label, "value": c.value} for c in option.choices],
        }
        for option in spec.options
    ]
    return {"type": 1, "name": spec.name, "description": spec.summary, "options": options}


def test_ordinary_commands_pass() -> None:
    check_commands([as_payload(spec) for spec in COMMANDS])


@pytest.mark.parametrize(
    "spec",
    [
        CommandSpec("drug", "Upper", "x"),
        CommandSpec("drug", "x" * 33, "x"),
        CommandSpec("drug", "x", ""),
        CommandSpec("drug", "x", "x" * 101),
        CommandSpec(
            "drug", "x", "x", tuple(OptionSpec(f"o{n}", OptionKind.TEXT, "x") for n in range(26))
        ),
        CommandSpec(
            "drug",
            "x",
            "x",
            (OptionSpec("a", OptionKind.TEXT, "x"), OptionSpec("b", OptionKind.TEXT, "x", True)),
        ),
        CommandSpec(
            "drug",
            "x",
            "x",
            (
                OptionSpec(
                    "o",
                    OptionKind.CHOICE,
                    "x",
                    choices=tuple(Choice(str(n), str(n)) for n in range(26)),
                ),
            ),
        ),
        CommandSpec(
            "drug",
            "x",
            "x",
            tuple(
                OptionSpec(
                    f"o{n}", OptionKind.CHOICE, "x" * 100, choices=(Choice("v", "n" * 100),) * 25
                )
                for n in range(4)
            ),
        ),
    ],
    ids=["case", "name", "empty", "summary", "options", "order", "choices", "total"],
)
def test_commands_that_discord_would_refuse_are_refused_here(spec: CommandSpec) -> None:
    with pytest.raises(TooLarge):
        check_commands([as_payload(spec)])


def test_typeahead_keeps_to_its_limits() -> None:
    check_choices([("x" * 100, "v")] * 25)
    for wrong in ([("x", "v")] * 26, [("x" * 101, "v")], [("", "v")], [("x", "v" * 101)]):
        with pytest.raises(TooLarge):
            check_choices(wrong)
