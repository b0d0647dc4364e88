"""Who somebody is in the workspace, from `users.info`, remembered for ten minutes.

Slack's events don't say whether a person is a guest, a stranger from a shared channel or a bot, so
this look-up stands before everything that a person asks for, and after the acknowledgement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from ratingsbot.chat.boundary import Actor, MemberKind
from ratingsbot_slack.failures import slack_error
from ratingsbot_slack.payload import Json, data_of

PLATFORM = "slack"

_KEPT_SECONDS = 600.0
_MOST_KEPT = 5_000
_INVISIBLE = frozenset({"user_not_found", "user_not_visible"})


@dataclass(frozen=True, slots=True)
class _Known:
    actor: Actor
    until: float


class Members:
    """`workspace` is the team id in which the bot is installed; `clock` gives seconds."""

    def __init__(self, client: AsyncWebClient, workspace: str, clock: Callable[[], float]) -> None:
        self._client = client
        self._workspace = workspace
        self._clock = clock
        self._known: dict[str, _Known] = {}

    async def actor(self, user: str) -> Actor:
        """The person with this id; someone whom Slack does not show us is a stranger.

        Raises SlackApiError and the client's network errors.
        """
        now = self._clock()
        known = self._known.get(user)
        if known is not None and now < known.until:
            return known.actor
        actor = await self._look_up(user)
        self._forget_the_old(now)
        self._known[user] = _Known(actor, now + _KEPT_SECONDS)
        return actor

    async def _look_up(self, user: str) -> Actor:
        try:
            response = await self._client.users_info(user=user, include_locale=True)
        except SlackApiError as error:
            if slack_error(error) not in _INVISIBLE:
                raise
            return Actor(PLATFORM, self._workspace, user, MemberKind.STRANGER)
        profile: Json = data_of(response)["user"]
        kind = member_kind(profile, self._workspace)
        ranks = profile.get("is_admin") or profile.get("is_owner")
        return Actor(
            platform=PLATFORM,
            workspace=self._workspace,
            user=user,
            kind=kind,
            is_platform_admin=bool(ranks) and kind is MemberKind.MEMBER,
            locale=str(profile.get("locale") or "en-US"),
            timezone=str(profile.get("tz") or "UTC"),
        )

    def _forget_the_old(self, now: float) -> None:
        if len(self._known) >= _MOST_KEPT:
            self._known = {user: one for user, one in self._known.items() if now < one.until}


def member_kind(profile: Json, workspace: str) -> MemberKind:
    """What a `user` object of the Web API says; the order matters, since flags combine.

    In an Enterprise organisation `team_id` may be another workspace of the same organisation:
    `enterprise_user.teams` then lists all to which the person belongs.
    """
    teams = {profile.get("team_id"), *profile.get("enterprise_user", {}).get("teams", ())}
    if profile.get("deleted"):
        return MemberKind.DEACTIVATED
    if profile.get("is_bot"):
        return MemberKind.BOT
    if profile.get("is_stranger") or workspace not in teams:
        return MemberKind.STRANGER
    if profile.get("is_restricted") or profile.get("is_ultra_restricted"):
        return MemberKind.GUEST
    return MemberKind.MEMBER
