"""`--as-of` and `--as-known-on`: from where in time somebody looks."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.moments import end_of
from cli.options import now
from vocabulary.refusals import InFuture

if TYPE_CHECKING:
    from projections.vantage import Vantage

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Only what was true by the end of it, by what is known.")
]
AsKnownOn = Annotated[
    str | None, typer.Option("--as-known-on", metavar="DATE", help="Only what was recorded by the end of it.")
]


def vantage(as_of: str | None, as_known_on: str | None) -> "Vantage":
    """Refuses days that have not come: the record tells of what was."""
    from projections.vantage import Vantage

    at = now()
    return Vantage(_passed(as_of, "--as-of", at), _passed(as_known_on, "--as-known-on", at))


def day_passed(said: str, name: str) -> datetime:
    """The end of a day that somebody named, today's at the latest."""
    return _end(said, name, now())


def _passed(said: str | None, option: str, at: datetime) -> datetime | None:
    return None if said is None else _end(said, option, at)


def _end(said: str, option: str, at: datetime) -> datetime:
    found = end_of(said, option)
    if found.date() > at.date():
        raise InFuture(f"{said} has not come yet; name today ({at:%Y-%m-%d}) or a day before it")
    return found


def as_said(as_of: str | None, as_known_on: str | None) -> str:
    """The two as part of a refusal: " by 2026-03-31, as known on 2026-03-04"."""
    true = f" by {as_of}" if as_of else ""
    known = f"{',' if as_of else ''} as known on {as_known_on}" if as_known_on else ""
    return true + known
