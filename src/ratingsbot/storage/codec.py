"""A release's results as JSON text and back. Pure; every value survives the round trip exactly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.domain.reviews import Dimension


def dump_results(results: Mapping[Dimension, DimensionResult]) -> str:
    """JSON text with sorted keys: equal results give equal text."""
    body = {dimension.value: _to_plain(result) for dimension, result in results.items()}
    return json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False)


def load_results(text: str) -> dict[Dimension, DimensionResult]:
    """What `dump_results` wrote, in the dimensions' own order."""
    body: dict[str, dict[str, Any]] = json.loads(text)
    return {
        dimension: _from_plain(body[dimension.value])
        for dimension in Dimension
        if dimension.value in body
    }


def _to_plain(result: DimensionResult) -> dict[str, Any]:
    plain = {
        "tier": int(result.tier),
        "mean": result.mean,
        "low": result.low,
        "high": result.high,
        "shares": None if result.shares is None else list(result.shares),
    }
    return {name: value for name, value in plain.items() if value is not None}


def _from_plain(plain: Mapping[str, Any]) -> DimensionResult:
    shares = None
    if "shares" in plain:
        one, two, three, four, five = plain["shares"]
        shares = (one, two, three, four, five)
    return DimensionResult(
        tier=Tier(plain["tier"]),
        mean=plain.get("mean"),
        low=plain.get("low"),
        high=plain.get("high"),
        shares=shares,
    )
