"""How mature communities are: `maturity model`, `assess`, `show`, `board`."""

import re
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.table import Table

from cli.known import community_row
from cli.options import As, Community, Home, Json, Key, command, speaker
from cli.session import application, reading
from cli.shown import Cell, clock, out, say, show_json, table
from vocabulary.people import Role
from vocabulary.refusals import NothingAsked

if TYPE_CHECKING:
    from projections.maturity_row import DimensionRow, MaturityRow

app = typer.Typer(no_args_is_help=True, help="How mature communities are, by the model of their policy.")

_SHOWN: Final = re.compile(r"(\d)\.(\d{1,2})=(.+)")


@app.command()
def model(community: Community, home: Home = None, as_json: Json = False) -> None:
    """Shows the model that a community lives by: what each level of each dimension needs, with its number."""
    from aggregates.commands.assessing import model_of

    with application(home) as perennial:
        dimensions = model_of(perennial, community)
    if as_json:
        show_json([one.model_dump() for one in dimensions])
        return
    rows = [
        [
            f"{one.title} ({one.name})" if (at, number) == (1, 1) else "",
            f"{at} {level.title}" if number == 1 else "",
            f"{at}.{number}",
            need,
        ]
        for one in dimensions
        for at, level in enumerate(one.levels, start=1)
        for number, need in enumerate(level.needs, start=1)
    ]
    out().print(table(["Dimension", "Level", "Need", "What is to be shown"], rows))


@app.command()
def assess(
    community: Community,
    dimension: Annotated[str, typer.Argument(metavar="DIMENSION", help="As `maturity model` calls it.")],
    shown: Annotated[
        list[str] | None, typer.Option(metavar="NEED=WHAT", help="What shows that a need is met: 1.1='the charter'.")
    ] = None,
    level: Annotated[int | None, typer.Option(help="Another level than was suggested; say why.", min=0, max=5)] = None,
    reason: Annotated[str | None, typer.Option("--why", help="Why it is another level.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Assesses one dimension: the evidence suggests a level, `--level` with `--why` overrides it; both are kept."""
    from aggregates.commands.assessing import assess as note_assessment

    said = command(speaker(by, Role.KM), key)
    evidence = dict(_evidence(one) for one in shown or [])
    with application(home) as perennial:
        found = note_assessment(perennial, community, dimension, evidence, said, level=level, reason=reason)
    if as_json:
        show_json({"community": community, "dimension": dimension, "level": found})
    else:
        say(f"{dimension} of {community} is at level {found}; what is missing: perennial maturity show {community}")


@app.command()
def show(community: Community, home: Home = None, as_json: Json = False) -> None:
    """Shows each dimension with its level, who found it, and what is to be shown for the next one."""
    from projections.catalogue import MATURITY
    from projections.maturity import moved

    with reading(home) as (views, connection):
        community_row(views, connection, community)
        rows = MATURITY.find(connection, community=community)
    if not rows:
        raise NothingAsked(f"nobody has assessed {community} yet; begin with `perennial maturity model {community}`")
    row, before = rows[0], rows[1] if len(rows) > 1 else None
    if as_json:
        from dataclasses import asdict

        show_json(asdict(row) | {"moved": moved(row, before)})
        return
    steps = moved(row, before)
    shown: list[list[Cell]] = [[*_dimension(one), _step(steps.get(one.name)), one.missing] for one in row.dimensions]
    out().print(table(["Dimension", "Level", "By", "Moved", "Missing for the next"], shown))
    for one in row.dimensions:
        if one.level is not None and one.level != one.suggested:
            say(f"{one.title}: what was shown suggests {one.suggested}; {one.by} chose {one.level}: {one.reason}")
    say(f"Year {row.year}: {row.total} of {row.of}, as of {clock(row.as_of)} UTC")


@app.command()
def board(home: Home = None, as_json: Json = False) -> None:
    """All communities that were assessed, the most mature first, with their movement since the year before.

    By the share of the levels that their model has, then by total, then by id.
    """
    from projections.catalogue import MATURITY
    from projections.maturity import moved

    with reading(home) as (_, connection):
        found = MATURITY.board(connection)
    if as_json:
        from dataclasses import asdict

        show_json([asdict(row) | {"moved": moved(row, before)} for row, before in found])
        return
    if not found:
        say("Nobody has assessed any community yet.")
        return
    out().print(board_table(found))
    say("By the share of the levels that each model has, then by total, then by id.")


def board_table(found: "list[tuple[MaturityRow, MaturityRow | None]]", *, title: Cell | None = None) -> Table:
    """A row a community: levels of all dimensions, and how they moved since the year before."""
    names = list(dict.fromkeys(one.name for row, _ in found for one in row.dimensions))
    rows = [
        [row.community, f"{row.total}/{row.of} ({float(row.share):.0%})", *_levels(row, before, names)]
        for row, before in found
    ]
    return table(["Community", "Total", *names], rows, title=title)


def _levels(row: "MaturityRow", before: "MaturityRow | None", names: list[str]) -> list[str]:
    from projections.maturity import moved

    steps, known = moved(row, before), {one.name: one for one in row.dimensions}
    return [f"{known[name].level or 0}{_step(steps.get(name))}" if name in known else "" for name in names]


def _dimension(one: "DimensionRow") -> list[str]:
    own = f" (itself: {one.own_level})" if one.own_level is not None else ""
    if one.level is None:
        return [f"{one.title} ({one.name})", f"not assessed{own}", ""]
    title = f" {one.level_title}" if one.level_title else ""
    return [f"{one.title} ({one.name})", f"{one.level} of {one.of}{title}{own}", one.by or ""]


def _step(step: int | None) -> str:
    if not step:
        return ""
    return f" ▲{step}" if step > 0 else f" ▼{-step}"


def _evidence(said: str) -> tuple[tuple[int, int], str]:
    found = _SHOWN.fullmatch(said)
    if found is None:
        raise typer.BadParameter(f"{said!r} is not NEED=WHAT, for example 1.1='the charter'", param_hint="--shown")
    return (int(found[1]), int(found[2])), found[3]
