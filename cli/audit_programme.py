"""The whole programme as of a day: `audit programme`."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cli.budgets import year_of
from cli.communities import stage_of
from cli.options import As, Home, Json, now
from cli.seen import account_for
from cli.session import reached
from cli.shown import clock, counting, out, say, show_json, table
from cli.vantage import AsKnownOn, AsOf, as_said, vantage
from vocabulary.digits import some
from vocabulary.readings import EVERYTHING, Reading
from vocabulary.refusals import CommunityNotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.programme import Place, Standing


def programme(
    as_of: AsOf = None, as_known_on: AsKnownOn = None, by: As = None, home: Home = None, as_json: Json = False
) -> None:
    """Shows every community as of a day: stage, lead, money, and places, as published and as they hold.

    The money is of the latest year that has some; "over" where that year, or the community, was closed by then.
    The record is replayed up to the day; nothing that people read is touched.
    """
    from projections.programme import VIEWS
    from projections.programme import programme as whole
    from projections.replay import replayed

    seen_from = vantage(as_of, as_known_on)
    url = reached(home)
    with (
        counting("Replaying", "the record") as tell,
        replayed(url, seen_from, views=VIEWS, progress=tell) as connection,
    ):
        found = whole(connection, seen_from.as_of or seen_from.as_known_on or now())
    if found:
        account_for(home, by, Reading.PROGRAMME, EVERYTHING)
    if as_json:
        show_json(
            {"as_of": seen_from.as_of, "as_known_on": seen_from.as_known_on}
            | {"communities": [_as_values(one) for one in found]}
        )
        return
    if not found:
        sentence = f"no community is recorded{as_said(as_of, as_known_on)}; `perennial community list` shows all"
        raise CommunityNotFound(sentence)
    _show(found)
    say(f"{some(len(found), 'community')}, {seen_from}; replayed from the record at {clock(now())} UTC.")


def _show(found: "Sequence[Standing]") -> None:
    columns = ("Community", "Stage", "Lead", "Year", "Granted", "Spent", "Place", "Published", "Holds now")
    rows = [
        (
            one.row.id,
            stage_of(one.row),
            one.row.lead or "nobody",
            year_of(one.money.year, over=one.money_is_over) if one.money else "",
            str(one.money.allocated) if one.money else "",
            str(one.money.paid) if one.money else "",
            _place(one.present),
            ", then ".join(_place(place) for place in one.published),
            (_place(one.holds) or "not ranked") if one.differs else "",
        )
        for one in found
    ]
    used = [index for index, name in enumerate(columns) if name == "Community" or any(row[index] for row in rows)]
    out().print(table([columns[index] for index in used], [[row[index] for index in used] for row in rows]))
    if any(one.differs for one in found):
        say("What was published stays; what holds by what is known of that period stands beside it where it differs.")


def _place(place: "Place | None") -> str:
    """For example: `2 of 8 (61.50)`, of the young ones `1 of 3 apart (20.00)`."""
    if place is None:
        return ""
    return f"{place.place} of {place.of}{' apart' if place.apart else ''} ({place.points})"


def _as_values(one: "Standing") -> dict[str, Any]:
    return {
        "id": one.row.id,
        "title": one.row.title,
        "stage": one.row.stage,
        "since": one.row.since,
        "outcome": one.row.outcome,
        "lead": one.row.lead,
        "policy": one.row.policy,
        "budget": asdict(one.money) | {"paid": one.money.paid, "over": one.money_is_over} if one.money else None,
        "place": one.present,
        "published": one.published,
        "holds": one.holds,
        "differs": one.differs,
    }
