"""Getting in, and looking after who does."""

from __future__ import annotations

from ratingsbot.chat.boundary import Upload
from ratingsbot.testing.contract.stage import Stage
from ratingsbot.testing.driver import Person, Seen

PROFILE = {
    "name": "Gita Rao",
    "country": "GB",
    "register": "GMC",
    "number": "7654321",
    "specialty": "Cardiology",
}
HEADER = "user,name,country,register,number,specialty,expiry\n"


class TestVerifying:
    """Requests, rosters, codes, stewards."""

    async def test_a_steward_approves_and_both_are_told(self, stage: Stage) -> None:
        dana = await stage.steward()
        gita = await stage.world.person("gita")
        form = await gita.command("drug verify")
        asked = await gita.fill(form, **PROFILE)
        assert "Sent to the stewards" in asked.text
        await stage.deliver()
        assert "/drug-admin verify" in (await dana.inbox())[-1].text

        queue = await dana.command("drug-admin verify")
        assert "Gita Rao" in queue.text
        assert "GB · GMC · 7654321" in queue.text
        done = await dana.press(queue, "Approve")

        assert "Gita Rao is verified" in done.text
        await stage.deliver()
        assert "You are verified" in (await gita.inbox())[-1].text
        assert "Not enough ratings yet" in (await gita.command("drug score", drug="Zoloft")).text

    async def test_a_declined_person_is_told_and_stays_out(self, stage: Stage) -> None:
        dana = await stage.steward()
        gita = await stage.world.person("gita")
        await gita.fill(await gita.command("drug verify"), **PROFILE)

        await dana.press(await dana.command("drug-admin verify"), "Decline")
        await stage.deliver()

        assert "could not verify" in (await gita.inbox())[-1].text
        assert "For verified physicians" in (await gita.command("drug mine")).text

    async def test_an_admin_appoints_the_first_steward_from_a_request(self, stage: Stage) -> None:
        eli = await stage.admin()
        gita = await stage.world.person("gita")
        await gita.fill(await gita.command("drug verify"), **PROFILE)

        done = await eli.command("drug-admin stewards", do="appoint", member=gita.user_id)

        assert "Appointed" in done.text
        assert "Nobody is waiting" in (await gita.command("drug-admin verify")).text
        assert "Gita Rao" in (await eli.command("drug-admin stewards")).text

    async def test_who_installs_gets_three_steps_with_a_message_to_post(self, stage: Stage) -> None:
        eli = await stage.admin()

        text = (await eli.inbox())[0].text

        assert "1." in text
        assert "2." in text
        assert "3." in text
        assert "Verify: /drug verify" in text

    async def test_a_roster_lets_many_in_at_once(self, stage: Stage) -> None:
        eli = await stage.admin()
        gita = await stage.world.person("gita")
        rows = (
            f"{gita.user_id},Gita Rao,GB,GMC,7654321,Cardiology,2026-12-31\n"
            ",Hugo Lind,SE,HOSP,1112223,Surgery,2026-12-31\n"
        )

        done = await _import(eli, HEADER + rows)

        assert "Roster imported" in done.text
        assert "ratings" in (await gita.command("drug mine")).text.lower()
        hugo = await stage.world.person("hugo")
        code = next(
            w for line in done.text.splitlines() if "Hugo Lind" in line for w in line.split()
        )
        assert "You are verified" in (await hugo.command("drug verify", code=code)).text
        thief = await stage.world.person("thief")
        assert "isn’t valid" in (await thief.command("drug verify", code=code)).text.replace(
            "'", "’"
        )

    async def test_a_bad_roster_imports_nothing_and_names_every_bad_row(self, stage: Stage) -> None:
        eli = await stage.admin()
        gita = await stage.world.person("gita")
        rows = (
            f"{gita.user_id},Gita Rao,GB,GMC,7654321,Cardiology,2026-12-31\n"
            ",Hugo Lind,Sweden,HOSP,1112223,Surgery,2026-12-31\n"
            ",Ines Roy,FR,RPPS,10001,Surgery,2020-01-01\n"
        )

        done = await _import(eli, HEADER + rows)

        assert "Nothing was imported" in done.text
        assert "Line 3" in done.text
        assert "two letters" in done.text
        assert "Line 4" in done.text
        assert "has passed" in done.text
        assert "For verified physicians" in (await gita.command("drug mine")).text

    async def test_revoking_takes_effect_on_the_next_action(self, stage: Stage) -> None:
        dana = await stage.steward()
        ada = await stage.physician()
        await stage.rate(ada, "sertraline", efficacy="4")

        question = await dana.command("drug-admin verify", do="revoke", member=ada.user_id)
        await dana.press(question, "End it")

        assert "For verified physicians" in (await ada.command("drug mine")).text


async def _import(eli: Person, text: str) -> Seen:
    """By the command's option, or in the form that a platform opens for it."""
    upload = Upload("roster.csv", text.encode())
    seen = await eli.command("drug-admin roster", file=upload)
    return await eli.fill(seen, file=upload) if seen.is_form else seen
