"""Filling the demo: people with their roles, invented reviews, and a first publication."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from ratingsbot.chat.preview import PreviewIds, PreviewPerson
from ratingsbot.demo.shape import COMMENT_SHARE, JOINT, RATERS
from ratingsbot.demo.words import COMMENTS
from ratingsbot.domain.drugs import NO_INDICATION, Drug, DrugId
from ratingsbot.domain.physicians import Identity, Level, Profile, Role
from ratingsbot.domain.releases import PoolId
from ratingsbot.domain.reviews import Details, Dimension, LastPrescribed, PatientsTreated, Review
from ratingsbot.engine import access, profiles, publication, workspaces
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.records import Account, Pool, VerificationRequest, Workspace
from ratingsbot.engine.services import Services

ADMIN = PreviewPerson("Eli Novak (admin)", admin=True)
STEWARD = PreviewPerson("Dr Dana Weiss (steward)")
PHYSICIANS = (
    PreviewPerson("Dr Ada Okafor"),
    PreviewPerson("Dr Ben Ruiz"),
    PreviewPerson("Dr Chiara Rossi"),
)
VISITOR = PreviewPerson("Finn Larsen (not verified)")
APPLICANT = PreviewPerson("Dr Gita Rao (asked to be verified)")
PEOPLE: Sequence[PreviewPerson] = (*PHYSICIANS, STEWARD, ADMIN, VISITOR, APPLICANT)

POOL = PoolId("demo")

DRUGS = (
    "sertraline",
    "metformin",
    "atorvastatin",
    "apixaban",
    "semaglutide",
    "lisinopril",
    "escitalopram",
    "omeprazole",
    "amlodipine",
    "adalimumab",
    "levothyroxine",
    "pregabalin",
    "quetiapine",
    "rivaroxaban",
    "empagliflozin",
    "duloxetine",
    "montelukast",
    "topiramate",
    "methotrexate",
    "isotretinoin",
)
"""By id, most rated first, to go with `RATERS`."""


async def seed(services: Services, ids: PreviewIds) -> bool:
    """Fill an empty demo database; one that was filled before stays as it is. True when filled."""
    if await services.store.read(lambda uow: uow.people.workspace(ids.platform, ids.workspace)):
        return False
    chance = random.Random(20_261_124)  # noqa: S311 - invented people need no secrets

    async def transaction(uow: UnitOfWork) -> None:
        await uow.people.add_pool(Pool(POOL, synthetic=True))
        workspace = Workspace(
            services.random.token(), ids.platform, ids.workspace, POOL, "Example Hospital"
        )
        await uow.people.add_workspace(workspace)
        await _seed_people(services, uow, workspace, ids)
        for author, review in _reviews(services, chance):
            yesterday = services.today() - timedelta(days=1)
            await uow.reviews.save(POOL, author, review, yesterday, synthetic=True)

    await services.store.write(transaction)
    await publication.publish_all(services)
    return True


async def _seed_people(
    services: Services, uow: UnitOfWork, workspace: Workspace, ids: PreviewIds
) -> None:
    verified = (*PHYSICIANS, STEWARD)
    for number, person in enumerate(PEOPLE):
        if person is VISITOR:
            continue
        identity = Identity(ids.platform, ids.workspace, ids.users[person.name])
        account = await workspaces.ensure_account(services, uow, workspace, identity)
        profile = Profile(
            person.name.partition(" (")[0], "ZZ", "Invented register", f"DEMO-{number}", "Medicine"
        )
        if person in verified:
            account = await _verify(services, uow, account, profile)
        if person is STEWARD:
            account = replace(account, roles=frozenset({Role.STEWARD}))
        if person is ADMIN:
            account = replace(account, roles=frozenset({Role.ADMIN}))
        await uow.people.put_account(account)
        if person is APPLICANT:
            await uow.people.add_request(_request(services, workspace, account, profile))


async def _verify(
    services: Services, uow: UnitOfWork, account: Account, profile: Profile
) -> Account:
    licence = profiles.licence_ref(services, profile)
    until = services.today() + timedelta(days=365)
    sealed = profiles.seal(services, profile)
    linked = await profiles.link(services, uow, account, licence, sealed, until)
    return replace(linked, level=Level.ATTESTED)


def _request(
    services: Services, workspace: Workspace, account: Account, profile: Profile
) -> VerificationRequest:
    return VerificationRequest(
        services.random.token(),
        workspace.id,
        account.id,
        profiles.licence_ref(services, profile),
        profiles.seal(services, profile),
        services.today(),
    )


def _reviews(services: Services, chance: random.Random) -> Iterator[tuple[bytes, Review]]:
    """Invented reviews, each by an invented author whom nobody can log in as."""
    for drug_id, raters in zip(DRUGS, RATERS, strict=True):
        drug = services.catalogue.get(DrugId(drug_id))
        if drug is None:
            continue
        leaning = chance.gauss(0, 0.5)
        for rater in range(raters):
            author = access.author_of(services, POOL, f"invented {rater}")
            yield author, _review(drug, leaning, chance)


def _review(drug: Drug, leaning: float, chance: random.Random) -> Review:
    efficacy, tolerability = _joint(chance)

    def near(value: int) -> int:
        return max(1, min(5, round(value + leaning + chance.gauss(0, 0.8))))

    ratings = {
        Dimension.EFFICACY: near(efficacy),
        Dimension.SAFETY: near(tolerability),
        Dimension.TOLERABILITY: near(tolerability),
        Dimension.ACCESSIBILITY: near(4),
        Dimension.ADHERENCE: near((efficacy + tolerability) // 2),
    }
    for dimension in (Dimension.ACCESSIBILITY, Dimension.ADHERENCE):
        if chance.random() < 0.2:
            del ratings[dimension]
    comment = ""
    if chance.randrange(COMMENT_SHARE) == 0:
        comment = chance.choice(COMMENTS)
    indication = drug.indications[0].code if drug.indications else NO_INDICATION
    details = Details(
        patients=chance.choice(list(PatientsTreated)),
        last_prescribed=chance.choice(list(LastPrescribed)),
    )
    return Review(drug.id, ratings, indication, comment, details)


def _joint(chance: random.Random) -> tuple[int, int]:
    pairs = [(e, t) for e in range(5) for t in range(5)]
    weights = [JOINT[e][t] for e, t in pairs]
    efficacy, tolerability = chance.choices(pairs, weights)[0]
    return efficacy + 1, tolerability + 1
