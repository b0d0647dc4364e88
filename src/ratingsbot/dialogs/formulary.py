"""The dialog that adds a pool's own name or product."""

from __future__ import annotations

from ratingsbot.dialogs.model import Choice, Dialog, Step, Suggest, Text


def formulary_dialog(offered: tuple[Choice, ...], *, name_max: int, contents_max: int) -> Dialog:
    """A name; then either the drug that it means, or what is in the product."""
    return Dialog(
        "formulary",
        1,
        "Add to the formulary",
        (
            Step(
                "item",
                (
                    Text("name", "Name, as your colleagues say it", name_max, required=True),
                    Suggest(
                        "drug",
                        "It is another name of",
                        "drug",
                        offered=offered,
                        hint="Leave empty for a product of your own",
                    ),
                    Text(
                        "ingredients",
                        "Or what is in it, with strengths",
                        contents_max,
                        hint="For products made or named here",
                    ),
                ),
            ),
        ),
        submit="Add",
    )
