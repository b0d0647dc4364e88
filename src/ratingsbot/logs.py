"""Logging: structlog to standard error. Identities and what people typed never get in."""

from __future__ import annotations

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Readable lines on a terminal, JSON elsewhere.

    Of libraries' own warnings only the place is kept: their texts may name people (slack-bolt
    prints whole payloads).
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(
        level=max(threshold, logging.WARNING),
        stream=sys.stderr,
        format="%(levelname)s in %(name)s, %(funcName)s, line %(lineno)d",
    )
    renderer = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
