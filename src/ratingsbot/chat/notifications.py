"""The bot's own messages, in words. None contains or implies a rating or a comment.

None has a button either: a press in a direct message on Discord comes from no workspace.
"""

from __future__ import annotations

from typing import assert_never

from ratingsbot.chat.boundary import Address
from ratingsbot.chat.replies import Heading, Paragraph, Reply
from ratingsbot.chat.views.common import say
from ratingsbot.engine.notifications import Kind, Notification


def address_of(notification: Notification) -> Address:
    """Always a person; channels come with digests."""
    return Address(notification.platform, notification.workspace, user=notification.user)


def render(notification: Notification) -> Reply:
    """The message for a notification."""
    match notification.kind:
        case Kind.WELCOME:
            return _welcome()
        case Kind.VERIFY_ASKED:
            return say(
                "A colleague asks to be verified as a physician. Stewards: /drug-admin verify. "
                "No steward yet? /drug-admin stewards appoint and the person."
            )
        case Kind.VERIFIED:
            return say(
                "You are verified as a physician here. Start with /drug rate or /drug score."
            )
        case Kind.DECLINED:
            return say(
                "The stewards could not verify you with what you sent. Please check it against "
                "your register and send /drug verify again, or ask a steward."
            )
        case Kind.REVOKED:
            return say(
                "Your verification here has ended. If that is a mistake, send /drug verify again."
            )
        case Kind.STEWARD_NAMED:
            return say(
                "You are a steward now: you verify colleagues with /drug-admin verify. "
                "You never see who rated or wrote what."
            )
        case Kind.NOTICE:
            return say("You have a notice. Open /drug mine.")
        case _:
            assert_never(notification.kind)


def _welcome() -> Reply:
    """Three steps for who installed the bot, the last a message to post."""
    return Reply(
        (
            Heading("ratingsbot is here. Three steps:"),
            Paragraph(
                "1. Ask a physician whom you know to send /drug verify, then make them a steward: "
                "/drug-admin stewards appoint and the person. Stewards verify colleagues."
            ),
            Paragraph(
                "2. Or import the hospital’s list of physicians: /drug-admin roster with a CSV."
            ),
            Paragraph("3. Tell your colleagues. A message to copy and post:"),
            Paragraph(
                "We have ratingsbot now: verified physicians rate drugs and see what colleagues "
                "think, without anybody seeing who said what.\n"
                "Verify: /drug verify\nRate: /drug rate\nPrivacy: /drug privacy"
            ),
        )
    )
