"""The clock that our processes read: time goes down from here as an argument."""

from datetime import UTC, datetime


def now_in_utc() -> datetime:
    return datetime.now(UTC)
