"""What is read around verification: by the person, by stewards, by admins."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from ratingsbot.chat.feature import action
from ratingsbot.chat.replies import (
    Attachment,
    Button,
    Buttons,
    Divider,
    Fact,
    Facts,
    Heading,
    Node,
    Paragraph,
    Reply,
    SmallPrint,
    Style,
)
from ratingsbot.engine.roster import CODE_LIFE, Imported
from ratingsbot.engine.verification import Waiting

_SHOWN_REQUESTS = 5
_SHOWN_BAD_ROWS = 20
_SHOWN_CODES = 40


def asked() -> Reply:
    """The request waits for a steward."""
    return Reply(
        (
            Paragraph("Sent to the stewards here. You will get a message once they have decided."),
            SmallPrint(
                "What you entered is encrypted, and shown to stewards only while they decide."
            ),
        )
    )


def verified() -> Reply:
    """The person is in."""
    return Reply(
        (
            Paragraph("You are verified. Welcome."),
            Buttons((Button("Rate a drug", action("start"), Style.PRIMARY, opens_form=True),)),
        )
    )


def queue(waiting: Sequence[Waiting]) -> Reply:
    """Requests with what the person stated, oldest first."""
    nodes: list[Node] = [Heading("Waiting for verification")]
    if not waiting:
        nodes.append(Paragraph("Nobody is waiting."))
    for item in waiting[:_SHOWN_REQUESTS]:
        profile = item.profile
        nodes += [
            Facts(
                (
                    Fact("Name", profile.name),
                    Fact("Licence", f"{profile.country} · {profile.register} · {profile.number}"),
                    Fact("Specialty", profile.specialty),
                    Fact("Asked on", item.asked_on.isoformat()),
                )
            ),
            Buttons(
                (
                    Button("Approve", action("approve", item.id)),
                    Button("Decline", action("decline", item.id)),
                )
            ),
            Divider(),
        ]
    if len(waiting) > _SHOWN_REQUESTS:
        nodes.append(SmallPrint(f"{len(waiting) - _SHOWN_REQUESTS} more after these."))
    nodes.append(
        SmallPrint(
            "Approving says that you attest this person is this physician. Check the register "
            "first. To end a verification: /drug-admin verify revoke and the person."
        )
    )
    return Reply(tuple(nodes))


def decided(name: str, *, approved: bool) -> Reply:
    """One request is done; on to the next."""
    done = "is verified" if approved else "was declined"
    return Reply(
        (
            Paragraph(f"{name} {done} and has been told."),
            Buttons((Button("Next in the queue", action("queue")),)),
        )
    )


def confirm_revocation(member: str) -> Reply:
    """Asked once, with what it doesn't do."""
    return Reply(
        (
            Heading("End this verification?"),
            Paragraph(
                "It ends with their next action; what they rated stays. If they never were a "
                "physician, the operator removes their ratings: whoever did it from here could "
                "see whose comments go."
            ),
            Buttons((Button("End it", action("revoke", member), Style.DANGER),)),
        )
    )


def imported(result: Imported) -> Reply:
    """What an import did; or each bad row with its reason, and that nothing was imported."""
    if result.bad:
        rows = [f"Line {row.line}: {row.reason}" for row in result.bad[:_SHOWN_BAD_ROWS]]
        more = len(result.bad) - len(rows)
        nodes: list[Node] = [
            Heading("Nothing was imported"),
            Paragraph("Please mend these rows and send the file again:"),
            Paragraph("\n".join(rows)),
        ]
        if more > 0:
            nodes.append(SmallPrint(f"And {more} more: all of them are in the file."))
            nodes.append(Attachment("bad-rows.csv", _bad_rows(result)))
        return Reply(tuple(nodes))
    nodes = [
        Heading("Roster imported"),
        Facts(
            (
                Fact("Verified now", str(result.verified)),
                Fact("One-time codes", str(len(result.codes))),
            )
        ),
    ]
    if result.codes:
        nodes.append(
            Paragraph(
                "Hand each code to its person; they send /drug verify with it. A code works once, "
                f"for {CODE_LIFE.days} days, and is shown only here."
            )
        )
        shown = result.codes[:_SHOWN_CODES]
        nodes.append(Paragraph("\n".join(f"{code}  {name}" for name, code in shown)))
    if len(result.codes) > _SHOWN_CODES:
        nodes.append(SmallPrint("All of them are in the file. Delete it once they are handed out."))
        nodes.append(Attachment("codes.csv", _codes(result.codes)))
    return Reply(tuple(nodes))


def _codes(codes: Sequence[tuple[str, str]]) -> bytes:
    return _csv([("name", "code"), *((_inert(name), code) for name, code in codes)])


def _bad_rows(result: Imported) -> bytes:
    return _csv([("line", "reason"), *((str(row.line), row.reason) for row in result.bad)])


def _csv(rows: Sequence[tuple[str, str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _inert(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula, made text."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
