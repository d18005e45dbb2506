"""What the organisation wants to reach: `objective set`, `drop`, `list`."""

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import As, Home, Json, Key, command, speaker
from cli.session import application, reading
from cli.shown import Cell, out, say, show_json, table
from vocabulary.digits import percent
from vocabulary.people import Role
from vocabulary.refusals import Malformed

if TYPE_CHECKING:
    from projections.serving import Served

app = typer.Typer(no_args_is_help=True, help="Objectives of the organisation, and which communities own which part.")


def _named(said: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", said):
        raise Malformed(f"{said[:64]!r} is no id; ids are lower-case words such as fewer-defects")
    return said


Name = Annotated[str, typer.Argument(metavar="ID", help="Its id: KPIs name it by this.", callback=_named)]


@app.command("set")
def set_(
    objective: Name,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What is to be reached.")],
    under: Annotated[str | None, typer.Option(metavar="ID", help="The larger one that it is a part of.")] = None,
    owner: Annotated[str | None, typer.Option(metavar="PERSON", help="Who answers for it.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
) -> None:
    """Adds an objective, or says it otherwise: what is left out, it has no more."""
    from aggregates.commands.objectives import set_objective

    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        set_objective(perennial, objective, title, said, under=under, owner=owner)
    say(f"{objective} is an objective; a KPI serves it by `objective: {objective}`, with the `share` that it owns.")


@app.command()
def drop(
    objective: Name,
    why: Annotated[str, typer.Option(help="Why the organisation pursues it no more.")],
    by: As = None,
    key: Key = None,
    home: Home = None,
) -> None:
    """Says that the organisation pursues an objective no more; plans that serve it stay as they are."""
    from aggregates.commands.objectives import drop_objective

    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        drop_objective(perennial, objective, said, reason=why)
    say(f"{objective} is dropped.")


@app.command("list")
def list_(home: Home = None, as_json: Json = False) -> None:
    """Shows the objectives, what lies under what, who owns how much of each, and how much they have reached."""
    from projections.catalogue import OBJECTIVES, YEARS
    from projections.serving import latest_plans, served

    with reading(home) as (_, connection):
        found = served(OBJECTIVES.find(connection), latest_plans(YEARS.find(connection)))
    if as_json:
        show_json([_as_json(one) for one in found])
        return
    if not found:
        say("The organisation keeps no objectives here yet; set one: perennial objective set ID TITLE")
        return
    columns = ("Objective", "Owner", "Served by", "Owned", "Reached")
    out().print(table(columns, [_row(one) for one in found]))
    over = [one.objective.id for one in found if one.owned > 1]
    if over:
        say(f"More than all of {', '.join(over)} is owned: their communities overlap.")


def _row(one: "Served") -> list[Cell]:
    serving = [f"{part.community}: {part.kpi.title}, {percent(part.share)}" for part in one.segments]
    return [
        f"{'  ' * one.depth}{one.objective.title} ({one.objective.id})",
        one.objective.owner or "",
        serving,
        f"{one.owned:.0%}" if one.segments else "",
        f"{one.reached:.0%}" if one.segments else "",
    ]


def _as_json(one: "Served") -> dict[str, object]:
    return asdict(one) | {"owned": one.owned, "reached": one.reached}
