"""A platform's local preview: the real adapter behind a simulated platform, in a browser page.

Found by entry point (`ratingsbot.previews`), like adapters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ratingsbot.chat.boundary import Adapter, App


@dataclass(frozen=True, slots=True)
class PreviewPerson:
    """Somebody to be in the demo. `admin`: may administer the server."""

    name: str
    admin: bool = False


@dataclass(frozen=True, slots=True)
class PreviewIds:
    """Who they are to the simulated platform: the workspace's id, and each person's by name."""

    platform: str
    workspace: str
    users: Mapping[str, str]


class Preview(Protocol):
    """What the demo needs of it."""

    @property
    def adapter(self) -> Adapter:
        """Sends through the simulation while it is served."""
        ...

    def ids(self, people: Sequence[PreviewPerson]) -> PreviewIds:
        """The ids that `serve` will give these people: the same in every run, as long as the
        people are named in the same order. Raises ConfigError."""
        ...

    async def serve(
        self,
        app: App,
        people: Sequence[PreviewPerson],
        *,
        on_ready: Callable[[str], None],
        port: int | None = None,
    ) -> None:
        """Serve the page until somebody ends it there or the task is cancelled.

        `on_ready` is called with the page's address. Raises ConfigError.
        """
        ...
