"""The Slack adapter's settings: environment variables that start with RATINGSBOT_SLACK_."""

from __future__ import annotations

from typing import Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ratingsbot.errors import ConfigError

ENV_PREFIX = "RATINGSBOT_SLACK_"


class SlackSettings(BaseSettings):
    """One workspace and one transport: Socket Mode or signed HTTP."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_ignore_empty=True, extra="ignore", frozen=True
    )

    bot_token: SecretStr = Field(
        description="The bot user's token (xoxb-…), from “OAuth & Permissions”."
    )
    app_token: SecretStr | None = Field(
        default=None,
        description="The app-level token (xapp-…) with connections:write. Set: Socket Mode, "
        "which needs no address reachable from outside.",
    )
    signing_secret: SecretStr | None = Field(
        default=None,
        description="The signing secret from “Basic Information”. Set: Slack posts to our own "
        "HTTP server, which a reverse proxy makes reachable over TLS.",
    )
    http_host: str = Field(
        default="127.0.0.1", description="Where the HTTP server listens; unused in Socket Mode."
    )
    http_port: int = Field(
        default=3000,
        ge=0,
        le=65535,
        description="The HTTP server's port; 0 takes any free one. Unused in Socket Mode.",
    )
    api_base: str = Field(
        default="https://slack.com/api/",
        description="The Web API's address; another one for GovSlack or for tests.",
    )

    @classmethod
    def load(cls, env_file: str | None = None) -> Self:
        """From the environment and, if named, a file of variables.

        Raises ConfigError that says which setting is missing or wrong, and what to do.
        """
        try:
            settings = cls(_env_file=env_file)  # type: ignore[call-arg]
        except ValidationError as error:
            raise ConfigError(_explain(error)) from None
        if (settings.app_token is None) == (settings.signing_secret is None):
            raise ConfigError(
                f"Slack needs exactly one transport. Set {ENV_PREFIX}APP_TOKEN for Socket Mode, or "
                f"{ENV_PREFIX}SIGNING_SECRET for HTTP, and not both."
            )
        return settings


def _explain(error: ValidationError) -> str:
    """Names and reasons only: the values may be secrets."""
    lines = [
        f"{ENV_PREFIX}{'_'.join(str(part) for part in one['loc']).upper()}: {one['msg']}"
        for one in error.errors(include_input=False, include_url=False)
    ]
    return "The Slack settings are incomplete.\n" + "\n".join(lines)
