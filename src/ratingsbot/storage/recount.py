"""How many physicians gave which rating, counted by the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Executable, Integer, RowMapping, case, func, select

from ratingsbot.domain.drugs import DrugId
from ratingsbot.domain.releases import PoolId
from ratingsbot.domain.reviews import SCALE, Dimension
from ratingsbot.engine.records import Counts
from ratingsbot.storage import tables as t


def recount_query(pool: PoolId, drugs: Sequence[DrugId]) -> Executable:
    """One row a drug: raters, whether any review is synthetic, and 25 counts."""
    c = t.review.c
    own = (
        select(
            c.drug,
            *(_rounded_mean(c[dimension.value]).label(dimension.value) for dimension in Dimension),
            func.max(case((c.synthetic, 1), else_=0)).label("synthetic"),
        )
        .where(c.pool == pool, c.drug.in_(drugs))
        .group_by(c.drug, c.author)
        .subquery("own")
    )
    answers = (
        func.sum(case((own.c[dimension.value] == value, 1), else_=0)).label(
            _label(dimension, value)
        )
        for dimension in Dimension
        for value in SCALE
    )
    return select(
        own.c.drug,
        func.count().label("raters"),
        func.max(own.c.synthetic).label("synthetic"),
        *answers,
    ).group_by(own.c.drug)


def counts_of(row: RowMapping) -> Counts:
    """A row of `recount_query` as a value."""
    return Counts(
        raters=row["raters"],
        histograms={dimension: _histogram(row, dimension) for dimension in Dimension},
        synthetic=bool(row["synthetic"]),
    )


def _rounded_mean(rating: ColumnElement[int]) -> ColumnElement[int]:
    """The mean rounded half up, in whole numbers, so that both databases agree.

    floor(sum / count + 1/2) = floor((2 sum + count) / (2 count)); null when nothing was rated.
    """
    count = func.count(rating)
    return (2 * func.sum(rating, type_=Integer) + count) // func.nullif(2 * count, 0, type_=Integer)


def _histogram(row: RowMapping, dimension: Dimension) -> tuple[int, int, int, int, int]:
    one, two, three, four, five = (int(row[_label(dimension, value)]) for value in SCALE)
    return one, two, three, four, five


def _label(dimension: Dimension, value: int) -> str:
    return f"{dimension.value}_{value}"
