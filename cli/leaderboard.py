"""Who does best, and why: `leaderboard show`, `explain`, `publish`."""

from dataclasses import asdict, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli.leaderboard_beside import say_moved, up_to
from cli.moments import moment
from cli.options import As, Community, Home, Json, Key, command, now, speaker
from cli.session import application, reading
from cli.shown import Cell, clock, day, out, plain, say, show_json, table
from vocabulary.digits import digits, some
from vocabulary.measures import COUNTS, Measure
from vocabulary.people import Role
from vocabulary.refusals import UnknownItem

if TYPE_CHECKING:
    from rich.table import Table

    from projections.leaderboard.explaining import Explained
    from projections.leaderboard.reading import Board
    from projections.view import Connected
    from vocabulary.ranking import Placed

app = typer.Typer(no_args_is_help=True, help="The ranking of communities by the weights of their policy.")

SHORT: Final = {
    Measure.KPI_ATTAINMENT: "KPIs",
    Measure.ACCEPTED_PRODUCTS: "Products",
    Measure.ACTIVE_SHARE: "Active",
    Measure.WORKPLAN_DELIVERED: "Workplan",
    Measure.ON_TIME: "On time",
    Measure.NEW_IN_CORE: "New",
    Measure.BUDGET_USED: "Budget",
}
"""What stands above a column of points."""

Programme = Annotated[
    str | None, typer.Argument(metavar="POLICY", help="All who live by it are ranked; can be left out if it is one.")
]
In = Annotated[
    str | None, typer.Option("--in", metavar="DATE", help="A day of the period that is meant; else the present one.")
]


@app.command()
def show(
    programme: Programme = None,
    within: In = None,
    live: Annotated[bool, typer.Option("--live", help="As known now, even where a ranking was published.")] = False,
    top: Annotated[int | None, typer.Option(min=1, help="Only so many.")] = None,
    edition: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="As it was published so; else the last edition.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Shows who stands where, with the points of each figure; a ranking that was published stays as it was."""
    from projections.leaderboard.beside import moved
    from projections.leaderboard.reading import board, editions, published

    at = now()
    when = moment(within, "--in") if within else at
    with reading(home) as (_, connection):
        name = _named(connection, programme)
        printed = [] if live else editions(connection, name, when)
        present = board(connection, name, when, at)
        locked = [published(connection, one) for one in up_to(edition, printed)]
    found = locked[-1] if locked else present
    beside = moved(found, present) if locked else ()
    before = moved(locked[-2], found) if len(locked) > 1 else ()
    if as_json:
        values = _as_json(found, top)
        show_json(values | {"holds_now": [asdict(one) for one in beside], "corrected": [asdict(one) for one in before]})
        return
    show_board(replace(found, placed=found.placed[:top]))
    say_moved("Corrected in this edition", before)
    say_moved("By what is known now", beside)


@app.command()
def explain(community: Community, within: In = None, home: Home = None, as_json: Json = False) -> None:
    """Shows where each point of a community comes from, to the line, as known now."""
    from projections.leaderboard.explaining import explain as why

    at = now()
    with reading(home) as (_, connection):
        found = why(connection, community, moment(within, "--in") if within else at, at)
    placed, board = found.placed, found.board
    if as_json:
        show_json(_as_json(board) | {"parts": [asdict(one) for one in found.parts]})
        return
    among = "those ranked apart" if placed.apart else some(board.communities, "community")
    say(f"{placed.title} ({community}): place {placed.place} among {among}, {placed.points} of 100 points")
    for one in found.parts:
        say("", _worth(one))
        for line in one.lines or ("nothing",):
            say(f"  {line}")
    say("", *_about(board))


@app.command()
def publish(
    programme: Programme = None,
    within: Annotated[
        str | None, typer.Option("--in", metavar="DATE", help="A day of the period; else the one before the present.")
    ] = None,
    why: Annotated[str | None, typer.Option(help="Why it is published again, where it was before.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Publishes the ranking of a period that is over, and locks it: what is found out later makes another edition.

    One that is as it was published last is not published again.
    """
    from aggregates.commands.rankings import publish_ranking
    from projections.leaderboard.reading import board, editions, period_of

    said = command(speaker(by, Role.KM), key)
    named = moment(within, "--in") if within else None
    with reading(home) as (_, connection):
        name = _named(connection, programme)
        when = named or period_of(connection, name, said.at)[0].starts - timedelta(seconds=1)
        found = board(connection, name, when, said.at)
        printed = editions(connection, name, when)
    with application(home) as perennial:
        edition = publish_ranking(perennial, name, when, found.placed, said, as_of=found.as_of or said.at, reason=why)
    if as_json:
        new = edition > len(printed)
        show_json({"programme": name, "period": str(found.period), "edition": edition, "new": new})
        return
    what = f"{some(found.communities, 'community')} of {name}, {span_of(found)}"
    if edition > len(printed):
        say(f"Published{f', edition {edition}' if edition > 1 else ''}: {what}.")
    else:
        was = printed[edition - 1]
        say(f"Unchanged: {what}, as published on {day(was.published_at)} (edition {edition}); nothing was written.")
    say(f"See it: perennial leaderboard show {name} --in {found.period.starts:%Y-%m-%d}")


def show_board(found: "Board") -> None:
    """The table, those who are ranked apart below, and what it is as of."""
    if any(not one.apart for one in found.placed):
        out().print(board_table(found))
    if any(one.apart for one in found.placed):
        title = f"Younger than {found.rules.apart_under}, ranked apart"
        out().print(board_table(found, apart=True, title=title))
    if not found.placed:
        say(f"No community of {found.programme} lived in this period.")
    elif len(found.placed) < found.communities:
        say(f"{len(found.placed)} of {some(found.communities, 'community')}; without --top all are listed")
    say(*_about(found))


def board_table(found: "Board", *, apart: bool = False, title: Cell | None = None) -> "Table":
    """Places and points, of those who are ranked apart or of the others; above each column what it may bring."""
    weights = found.rules.weights
    columns = ("", "Community", "Points", *(f"{SHORT[one]} /{digits(weights[one].points)}" for one in weights))
    return table(columns, [_row(found, one) for one in found.placed if one.apart is apart], title=title)


def _named(connection: "Connected", programme: str | None) -> str:
    from projections.leaderboard.reading import programmes

    known = programmes(connection)
    if programme is not None:
        return programme
    if len(known) == 1:
        return known[0]
    if not known:
        raise UnknownItem(
            "no policy with a part `leaderboard` was published; write one, or publish the standard policy"
        )
    raise UnknownItem(f"there are several rankings; name one of {', '.join(known)}")


def _row(found: "Board", placed: "Placed") -> list[str]:
    from vocabulary.scores import score

    parts = score(found.rules.weights, placed.figures).parts
    points = [f"{parts[one]:.1f}" for one in found.rules.weights]
    return [str(placed.place), f"{placed.title} ({placed.community})", f"{placed.points:.2f}", *points]


def _worth(one: "Explained") -> str:
    full = f" ({digits(one.full_at)} count in full)" if one.full_at is not None else ""
    figure = f"{_figure(one.measure, one.figure)}{full}"
    return f"{_label(one.measure)}: {figure}: {one.points} of {digits(one.weight)} points"


def _label(measure: Measure) -> str:
    words = plain(measure)
    return "KPI" + words.removeprefix("kpi") if words.startswith("kpi") else words.capitalize()


def _figure(measure: Measure, figure: Decimal) -> str:
    return digits(figure) if measure in COUNTS else f"{figure:.0%}"


def _about(found: "Board") -> list[str]:
    weights = ", ".join(f"{_label(one)} {digits(weight.points)}" for one, weight in found.rules.weights.items())
    if found.edition is not None:
        again = f"; edition {found.edition.edition}: {found.edition.reason}" if found.edition.reason else ""
        state = f"published by {found.edition.by} on {day(found.edition.published_at)}{again}"
    else:
        state = "not published, so it goes on changing"
    as_of = f", as of {clock(found.as_of)} UTC" if found.as_of else ""
    return [f"{found.programme}, {span_of(found)}: {state}{as_of}.", f"Weights of {found.policy}: {weights}."]


def span_of(found: "Board") -> str:
    """The period in words."""
    last = found.period.ends - timedelta(seconds=1)
    return f"from {day(found.period.starts)} to {day(last)}"


def _as_json(found: "Board", top: int | None = None) -> dict[str, Any]:
    return {
        "programme": found.programme,
        "starts": found.period.starts,
        "ends": found.period.ends,
        "policy": found.policy,
        "as_of": found.as_of,
        "communities": found.communities,
        "edition": asdict(found.edition) if found.edition else None,
        "weights": {one.value: weight.model_dump(mode="json") for one, weight in found.rules.weights.items()},
        "placed": [one.model_dump(mode="json") for one in found.placed[:top]],
    }
