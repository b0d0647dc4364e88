"""The shape of what travels to and from Slack."""

from __future__ import annotations

from typing import Any, TypeAlias

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from ratingsbot.errors import Unreachable

Json: TypeAlias = dict[str, Any]
"""A JSON object."""


def data_of(response: AsyncSlackResponse) -> Json:
    """A Web API answer's JSON object. Raises Unreachable when it is none."""
    if isinstance(response.data, dict):
        return response.data
    raise Unreachable("Slack's answer is no JSON object")
