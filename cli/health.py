"""`health`: which communities somebody should look at, why, since when, and what happens next by itself."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import Home, Json, now
from cli.session import application, reading
from cli.shown import Cell, clock, day, out, plain, say, show_json, table

if TYPE_CHECKING:
    from cli.ahead import Ahead
    from projections.health import Health


def health(
    everything: Annotated[bool, typer.Option("--all", help="Those of whom nothing is to be said, too.")] = False,
    gone: Annotated[bool, typer.Option("--ended", help="Those that are gone: what was to be seen before.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Shows who is at risk, early warnings with what shows them, and what comes next and when."""
    from projections.health import health as board

    if gone:
        _show_ended(home, as_json=as_json)
        return
    at = now()
    with reading(home) as (_, connection):
        found = [one for one in board(connection, at) if everything or one.warnings]
    ahead = _ahead(home, [one.community.id for one in found], at)
    if as_json:
        show_json([_as_json(one, ahead[one.community.id]) for one in found])
        return
    if not found:
        say("Nothing is to be said of any community." if not everything else "There are no open communities.")
        return
    rows: list[list[Cell]] = [[_whose(one), _why(one), _next(ahead[one.community.id])] for one in found]
    out().print(table(["Community", "Why, and since when", "What comes next"], rows))
    say(f"As of {clock(at)} UTC")


def _show_ended(home: Path | None, *, as_json: bool) -> None:
    from cli import health_ended
    from projections.health import ended

    with reading(home) as (_, connection):
        found = ended(connection)
    if as_json:
        show_json([health_ended.as_json(one) for one in found])
    elif not found:
        say("No community that was launched has ended.")
    else:
        out().print(health_ended.ended_table(found))


def _ahead(home: Path | None, communities: list[str], at: datetime) -> "dict[str, Ahead | None]":
    """What happens first, by the community's own policy and its newest facts."""
    from activities.standing import rules_of, standing_of
    from cli.ahead import ahead

    with application(home, connections=1) as perennial:
        standings = [standing_of(perennial, community) for community in communities]
        return {one.community: ahead(rules_of(perennial, one.policy), one, at) for one in standings}


def _as_json(one: "Health", ahead: "Ahead | None") -> dict[str, object]:
    row = one.community
    return {
        "community": row.id,
        "title": row.title,
        "stage": row.stage,
        "lead": row.lead,
        "at_risk": row.at_risk,
        "warnings": [asdict(warned) for warned in one.warnings],
        "next": {"at": ahead.at, "what": ahead.what} if ahead else None,
    }


def _whose(one: "Health") -> list[str]:
    row = one.community
    return [f"{row.title} ({row.id})", f"{plain(row.stage)}{', at risk' if row.at_risk else ''}"]


def _why(one: "Health") -> list[str]:
    return [f"{plain(warned.cause)}: {warned.evidence} (since {day(warned.since)})" for warned in one.warnings]


def _next(ahead: "Ahead | None") -> str:
    return f"{day(ahead.at)}: {ahead.what}" if ahead else ""
