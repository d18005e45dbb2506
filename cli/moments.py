"""Days and moments as people write them."""

from datetime import UTC, datetime, timedelta

import typer


def moment(said: str, option: str, *, end_of_day: bool = False) -> datetime:
    """A day or a moment as people write it; UTC where they don't say otherwise."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        hint = f"{said!r} is no date that exists; write 2026-03-31, or 2026-03-31T14:00"
        raise typer.BadParameter(hint, param_hint=option) from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    whole_day = len(said) <= len("2026-03-31")
    try:
        return found + timedelta(days=1, microseconds=-1) if end_of_day and whole_day else found.astimezone(UTC)
    except OverflowError:
        raise typer.BadParameter(f"{said!r} lies outside of time", param_hint=option) from None
