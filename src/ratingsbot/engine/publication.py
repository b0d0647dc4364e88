"""The release job: recount the drugs that changed, publish what the rule allows, forget the marks.

METHOD.md's rule lives in `ratingsbot.scoring.publication`; here is only who calls it, in one
transaction a pool.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import structlog

from ratingsbot.domain.drugs import DrugId
from ratingsbot.domain.releases import NOTHING, Release, ReleaseId, Tier
from ratingsbot.domain.reviews import Dimension
from ratingsbot.engine import formulary
from ratingsbot.engine.notifications import leave_notice
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.records import Changes, Counts, Pool, WaitingComment
from ratingsbot.engine.results import watch_ref
from ratingsbot.engine.services import Services
from ratingsbot.errors import StorageUnavailable
from ratingsbot.scoring.publication import (
    comment_batch_due,
    is_due,
    publish,
    renewed,
    shown_raters,
    tier_of,
)

log = structlog.get_logger()

NOBODY = Counts(0, {}, synthetic=False)


@dataclass(frozen=True, slots=True)
class Published:
    """What one run did, over all pools."""

    releases: int
    comments: int
    failed: int = 0
    """Pools that could not be published; the log says why."""


async def publish_all(services: Services) -> Published:
    """Run the rule over every pool; running it twice on a day changes nothing the second time."""
    pools = await services.store.read(lambda uow: uow.people.pools())
    done = [await _one_pool(services, pool) for pool in pools]
    return Published(
        sum(d.releases for d in done), sum(d.comments for d in done), sum(d.failed for d in done)
    )


async def _one_pool(services: Services, pool: Pool) -> Published:
    try:
        return await _publish_pool(services, pool)
    except StorageUnavailable:
        raise
    except Exception:  # a pool that can't be published must not keep the others waiting
        log.exception("a pool was not published", pool=pool.id)
        return Published(0, 0, 1)


async def _publish_pool(services: Services, pool: Pool) -> Published:
    async def transaction(uow: UnitOfWork) -> Published:
        releases = await _publish_drugs(services, uow, pool)
        comments = await _publish_comments(services, uow, pool)
        return Published(releases, comments)

    return await services.store.write(transaction)


async def _publish_drugs(services: Services, uow: UnitOfWork, pool: Pool) -> int:
    today = services.today()
    changed = await uow.reviews.changed(pool.id)
    latest = await uow.releases.latest(pool.id, list(changed))
    counts = await uow.reviews.recount(pool.id, list(changed))
    due = [
        drug
        for drug, changes in changed.items()
        if is_due(
            raters_now=counts[drug].raters if drug in counts else 0,
            tier_published=latest[drug].tier if drug in latest else None,
            changed=changes.physicians,
            last_day=latest[drug].day if drug in latest else None,
            today=today,
            strict=pool.strict,
        )
    ]
    taken: dict[DrugId, frozenset[Dimension]] = {}
    releases: list[Release] = []
    for drug in due:
        found = counts.get(drug, NOBODY)
        release, taken[drug] = _release(
            services, pool, drug, found, changed[drug], latest.get(drug)
        )
        releases.append(release)
    await uow.releases.add(releases)
    await uow.reviews.clear_changes(pool.id, taken)
    await _tell_watchers(services, uow, pool, releases, latest)
    return len(releases)


def _release(
    services: Services,
    pool: Pool,
    drug: DrugId,
    counts: Counts,
    changes: Changes,
    before: Release | None,
) -> tuple[Release, frozenset[Dimension]]:
    """The drug's new release, and which dimensions' figures in it are new."""
    rows = np.array([counts.histograms.get(d, (0, 0, 0, 0, 0)) for d in Dimension])
    tier = tier_of(counts.raters, strict=pool.strict)
    fresh = publish(rows, counts.raters, strict=pool.strict)
    old = before.results if before is not None else {}
    taken = renewed(rows, changed=changes.of_dimension, published=old, strict=pool.strict)
    if tier is Tier.NONE:
        taken = frozenset(Dimension)  # nothing is shown any more, so nothing stays
    release = Release(
        id=ReleaseId(services.random.token()),
        pool=pool.id,
        drug=drug,
        day=services.today(),
        tier=tier,
        raters=shown_raters(counts.raters),
        results={d: fresh[d] if d in taken else old.get(d, NOTHING) for d in Dimension},
        synthetic=counts.synthetic,
    )
    return release, taken


async def _tell_watchers(
    services: Services,
    uow: UnitOfWork,
    pool: Pool,
    releases: Sequence[Release],
    before: Mapping[DrugId, Release],
) -> None:
    local = await formulary.for_pool(services, uow, pool.id)
    for release in releases:
        earlier = before.get(release.drug)
        if not release.has_results or (earlier is not None and earlier.has_results):
            continue
        drug = local.catalogue.get(release.drug)
        name = drug.name if drug else release.drug
        for account_id in await uow.people.take_watchers(
            watch_ref(services, pool.id, release.drug)
        ):
            account = await uow.people.account_by_id(account_id)
            if account is not None:
                text = f"Colleagues’ ratings of {name} are ready: /drug score {name}"
                await leave_notice(services, uow, account, text)


async def _publish_comments(services: Services, uow: UnitOfWork, pool: Pool) -> int:
    today = services.today()
    number, last_day = await uow.reviews.last_batch(pool.id)
    if last_day is not None and last_day >= today:
        return 0
    waiting = await _publishable(uow, pool)
    authors = {comment.author for comment in waiting}
    oldest = min((comment.day for comment in waiting), default=today)
    if not comment_batch_due(len(authors), (today - oldest).days):
        return 0
    order = sorted(comment.id for comment in waiting)
    services.random.shuffle(order)
    month = today.strftime("%Y-%m")
    await uow.reviews.publish_comments(pool.id, number + 1, order, month)
    await uow.reviews.record_batch(pool.id, number + 1, today)
    return len(order)


async def _publishable(uow: UnitOfWork, pool: Pool) -> list[WaitingComment]:
    """Waiting comments on drugs that have a release; the others go on waiting."""
    waiting = await uow.reviews.waiting_comments(pool.id)
    drugs = sorted({comment.drug for comment in waiting})
    releases = await uow.releases.latest(pool.id, drugs)
    shown = {drug for drug, found in releases.items() if found.has_results}
    return [comment for comment in waiting if comment.drug in shown]
