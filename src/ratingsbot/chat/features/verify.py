"""/drug verify, and the stewards' queue behind /drug-admin verify."""

from __future__ import annotations

from collections.abc import Sequence

from ratingsbot.chat.boundary import Invocation, Outcome, Press
from ratingsbot.chat.commands import Audience, CommandSpec, OptionKind, OptionSpec
from ratingsbot.chat.feature import Action, Command, Completed, Feature, Form, Turn
from ratingsbot.chat.views import verifying as views
from ratingsbot.chat.views.common import say
from ratingsbot.dialogs.model import Choice, Dialog
from ratingsbot.dialogs.verifying import read_profile, verify_dialog
from ratingsbot.engine import verification, workspaces
from ratingsbot.engine.drafts import Draft


async def _verify(turn: Turn, call: Invocation) -> Outcome:
    code = call.options.get("code", "")
    if code:
        await verification.redeem(turn.services, turn.caller, code)
        return views.verified()
    return await turn.open("verify")


async def _press_verify(turn: Turn, _: Press, __: Sequence[str]) -> Outcome:
    return await turn.open("verify")


def _form(_: Turn, __: Draft) -> Dialog:
    return verify_dialog()


async def _stated(turn: Turn, done: Completed) -> Outcome:
    outcome = await verification.ask(
        turn.services, turn.caller, read_profile(done.answers), done.cause
    )
    return views.verified() if outcome == "verified" else views.asked()


async def _admin_verify(turn: Turn, call: Invocation) -> Outcome:
    member = call.options.get("member", "")
    if call.options.get("do") == "revoke":
        if not member:
            return say("Whose? Name the person: /drug-admin verify revoke and a mention.")
        return views.confirm_revocation(member)
    return await _queue(turn)


async def _queue(turn: Turn) -> Outcome:
    return views.queue(await verification.queue(turn.services, turn.caller))


async def _press_queue(turn: Turn, _: Press, __: Sequence[str]) -> Outcome:
    return await _queue(turn)


async def _press_approve(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    return await _decide(turn, arguments[0], approve=True)


async def _press_decline(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    return await _decide(turn, arguments[0], approve=False)


async def _decide(turn: Turn, request: str, *, approve: bool) -> Outcome:
    verb = "approve" if approve else "decline"
    name = await verification.decide(
        turn.services,
        turn.caller,
        request,
        approve=approve,
        cause=(verb, request, turn.actor.user),
    )
    return views.decided(name, approved=approve)


async def _press_revoke(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    await workspaces.revoke(turn.services, turn.caller, arguments[0])
    return say("The verification has ended, and the person has been told.")


FEATURE = Feature(
    commands=(
        Command(
            CommandSpec(
                "drug",
                "verify",
                "Become a verified physician here",
                (OptionSpec("code", OptionKind.TEXT, "A one-time code you were given"),),
                audience=Audience.ANYONE,
                opens_form=True,
            ),
            _verify,
        ),
        Command(
            CommandSpec(
                "drug-admin",
                "verify",
                "Requests for verification; end a verification",
                (
                    OptionSpec(
                        "do",
                        OptionKind.CHOICE,
                        "The queue, or end somebody’s verification",
                        choices=(Choice("queue", "Queue"), Choice("revoke", "Revoke")),
                    ),
                    OptionSpec("member", OptionKind.MEMBER, "Whose verification to end"),
                ),
                audience=Audience.OFFICER,
            ),
            _admin_verify,
        ),
    ),
    actions={
        "verify": Action(_press_verify, Audience.ANYONE),
        "queue": Action(_press_queue, Audience.OFFICER),
        "approve": Action(_press_approve, Audience.OFFICER),
        "decline": Action(_press_decline, Audience.OFFICER),
        "revoke": Action(_press_revoke, Audience.OFFICER),
    },
    forms={"verify": Form(1, _form, _stated, Audience.ANYONE)},
)
