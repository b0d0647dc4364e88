"""Slack's failures in our words, and how they are logged: without identities."""

from __future__ import annotations

import traceback

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from ratingsbot.errors import (
    AdapterError,
    Forbidden,
    Gone,
    RateLimited,
    RatingsBotError,
    TooLarge,
    Uncertain,
    Unreachable,
)

_log = structlog.get_logger("ratingsbot.slack")

_GONE = frozenset(
    {
        "account_inactive",
        "channel_not_found",
        "is_archived",
        "message_not_found",
        "user_disabled",
        "user_not_found",
        "users_not_found",
    }
)
_TOO_LARGE = frozenset({"invalid_blocks", "msg_blocks_too_long", "msg_too_long", "no_text"})
_NOT_TAKEN = frozenset({"ratelimited", "request_timeout", "service_unavailable"})
_HALF_DONE = frozenset({"fatal_error", "internal_error"})
"""Slack's reference: "some aspect of the operation" may have succeeded."""
_DEFAULT_RETRY_AFTER = 30.0


def slack_error(error: BaseException) -> str:
    """Slack's error code, such as "not_in_channel", or "" when it is another failure."""
    if isinstance(error, SlackApiError) and isinstance(error.response, AsyncSlackResponse):
        return str(error.response.get("error", ""))
    return ""


def translate(error: Exception, *, posted: bool) -> AdapterError:
    """An AdapterError for a failed call. `posted`: repeating it could show something twice, so a
    lost answer is Uncertain."""
    if isinstance(error, AdapterError):
        return error
    if isinstance(error, SlackApiError):
        return _refused(error, posted=posted)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Unreachable("Slack could not be reached")
    if posted:
        return Uncertain(f"Slack's answer was lost ({type(error).__name__})")
    return Unreachable(f"Slack did not answer ({type(error).__name__})")


def _refused(error: SlackApiError, *, posted: bool) -> AdapterError:
    response = error.response
    if not isinstance(response, AsyncSlackResponse):
        return Uncertain("Slack's answer is unreadable") if posted else Unreachable("unreadable")
    code = slack_error(error)
    if response.status_code == 429 or code == "ratelimited":
        wait = str(response.headers.get("Retry-After", ""))
        seconds = float(wait) if wait.isdecimal() else _DEFAULT_RETRY_AFTER
        return RateLimited("Slack asks to wait", retry_after=seconds)
    if code in _HALF_DONE and response.status_code < 500:
        return Uncertain(f"Slack failed midway ({code})") if posted else Unreachable(code)
    if response.status_code >= 500 or code in _NOT_TAKEN:
        return Unreachable(f"Slack is unavailable ({response.status_code} {code})")
    if code in _GONE:
        return Gone(f"no longer there ({code})")
    if code in _TOO_LARGE:
        return TooLarge(f"Slack refused the message's form ({code})")
    return Forbidden(f"Slack refused ({code})")


def log_failure(event: str, error: BaseException) -> None:
    """Log what failed and where. Never the error's text: it may quote what a person typed, or say
    who they are; only our own errors' texts are known to name no one."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    _log.error(
        event,
        error=type(error).__name__,
        slack_error=slack_error(error),
        reason=str(error) if isinstance(error, RatingsBotError) else "",
        where=[f"{frame.name}:{frame.lineno}" for frame in frames],
    )
