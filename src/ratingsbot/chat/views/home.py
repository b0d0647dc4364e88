"""The start page (Slack's App Home): the same things without typing a command."""

from __future__ import annotations

from collections.abc import Sequence

from ratingsbot.chat.feature import action
from ratingsbot.chat.replies import Button, Buttons, Divider, Heading, Node, Paragraph, Reply, Style
from ratingsbot.chat.views.common import shorten
from ratingsbot.chat.views.rating import mine_page
from ratingsbot.domain.drugs import Drug
from ratingsbot.engine.ports import DrugCatalogue
from ratingsbot.engine.rating import Mine


def home_page(found: Mine, recent: Sequence[Drug], catalogue: DrugCatalogue) -> Reply:
    """Search, the last look-ups, and one's own ratings."""
    nodes: list[Node] = [
        Heading("What do colleagues think of a drug?"),
        Buttons((Button("Search or rate", action("start"), Style.PRIMARY, opens_form=True),)),
    ]
    if recent:
        nodes.append(Paragraph("Your last look-ups"))
        nodes.append(
            Buttons(
                tuple(Button(shorten(drug.name, 75), action("score", drug.id)) for drug in recent)
            )
        )
    nodes.append(Divider())
    nodes += mine_page(found, 0, catalogue).nodes
    return Reply(tuple(nodes))


def home_for_visitors() -> Reply:
    """For who isn't verified: what it is, and how to get in."""
    return Reply(
        (
            Heading("ratingsbot"),
            Paragraph(
                "Verified physicians rate drugs here and see what colleagues think. "
                "Nobody is ever shown who said what: /drug privacy."
            ),
            Buttons((Button("Verify", action("verify"), Style.PRIMARY, opens_form=True),)),
        )
    )
