"""Days and moments as people write them."""

from datetime import UTC, datetime, timedelta
from typing import Final

import typer

YEARS: Final = range(1900, 3000)
"""Of the days that can be named: a policy's longest spans can be counted from them, forwards and back."""


def moment(said: str, option: str) -> datetime:
    """A day or a moment of `YEARS` as people write it; UTC where they don't say otherwise."""
    found = _read(said, option)
    if found.year not in YEARS:
        hint = f"{said!r} lies outside the years {YEARS[0]} to {YEARS[-1]}; write a day within them"
        raise typer.BadParameter(hint, param_hint=option)
    return found


def end_of(said: str, option: str) -> datetime:
    """The last moment of a day, or the moment that was named; from the first of the calendar to its last."""
    found = _read(said, option)
    return found + timedelta(days=1, microseconds=-1) if len(said) <= len("2026-03-31") else found


def _read(said: str, option: str) -> datetime:
    try:
        found = datetime.fromisoformat(said)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError:
        hint = f"{said!r} is no date that exists; write 2026-03-31, or 2026-03-31T14:00"
        raise typer.BadParameter(hint, param_hint=option) from None
    except OverflowError:
        raise typer.BadParameter(f"{said!r} lies outside of time", param_hint=option) from None
