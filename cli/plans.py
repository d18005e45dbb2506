"""The plan of a community's year: `plan check`, `draft`, `submit`, `recall`, `show`."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.known import community_row
from cli.options import As, Community, Home, Json, Key, command, speaker
from cli.session import application, reading
from cli.shown import clock, day, facts, out, say, show_json, table
from vocabulary.digits import digits, some
from vocabulary.people import Role
from vocabulary.refusals import NothingAsked

if TYPE_CHECKING:
    from projections.year_row import InitiativeRow, KpiRow, YearRow
    from vocabulary.plans import Workplan

plan_app = typer.Typer(no_args_is_help=True, help="What a community sets out to do in a year, and how far it has come.")

File = Annotated[Path, typer.Argument(metavar="FILE.yaml", help="Initiatives and KPIs.")]
Year = Annotated[int | None, typer.Option(help="Which year, counted from the launch; else the present one.", min=1)]
STATES = {
    "drafted": "being written",
    "submitted": "being decided on",
    "returned": "came back to its authors",
    "approved": "holds",
}


@plan_app.command()
def check(file: File, as_json: Json = False) -> None:
    """Says what a plan holds, or what is wrong with it and in which line; nothing is written."""
    plan = read_plan(file)
    if as_json:
        show_json(plan.model_dump(mode="json"))
        return
    _show_plan(plan)


@plan_app.command()
def draft(
    community: Community,
    file: File,
    year: Year = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Writes a plan down, or anew; submit it when it is ready."""
    from aggregates.commands.plans import write_plan

    plan = read_plan(file)
    said = command(speaker(by, Role.LEAD), key)
    with application(home) as perennial:
        number = write_plan(perennial, community, plan, said, year=year)
    if as_json:
        show_json({"community": community, "year": number, "plan": plan.model_dump(mode="json")})
        return
    say(f"The plan of year {number} of {community} is written down: {_size(plan)}.")
    say(f"Submit it: perennial plan submit {community} --year {number}")


@plan_app.command()
def submit(
    community: Community, year: Year = None, by: As = None, key: Key = None, home: Home = None, as_json: Json = False
) -> None:
    """Puts the plan to those who decide on it, one after the other."""
    from aggregates.commands.plans import submit_plan

    said = command(speaker(by, Role.LEAD), key)
    with application(home) as perennial:
        change = submit_plan(perennial, community, said, year=year)
    if as_json:
        show_json({"community": community, "change": change})
    else:
        say(f"The plan is submitted (change {change} of {community}); what it waits for: perennial task list")


@plan_app.command()
def recall(
    community: Community,
    year: Year = None,
    reason: Annotated[str | None, typer.Option("--why", help="For the record.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
) -> None:
    """Takes a plan back before it is decided on, so that it may be changed."""
    from aggregates.commands.plans import recall_plan

    said = command(speaker(by, Role.LEAD), key)
    with application(home) as perennial:
        recall_plan(perennial, community, said, year=year, reason=reason)
    say(f"The plan of {community} is recalled; its authors may change it.")


@plan_app.command()
def show(
    community: Community,
    year: Annotated[int | None, typer.Option(help="Which year; else the newest.", min=1)] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Shows the plan that holds, each KPI with its way from baseline to target, and what was delivered."""
    from projections.catalogue import YEARS

    with reading(home) as (views, connection):
        community_row(views, connection, community)
        found = [row for row in YEARS.find(connection, community=community, number=year) if row.draft]
    if not found:
        which = f"year {year} of {community}" if year else community
        raise NothingAsked(f"{which} has no plan yet; write one: `perennial plan draft {community} FILE`")
    row = found[0]
    if as_json:
        from dataclasses import asdict

        plans = {
            name: plan and plan.model_dump(mode="json")
            for name, plan in (("draft", row.draft), ("approved", row.approved))
        }
        show_json(asdict(row) | plans)
        return
    _show_year(row)


def read_plan(file: Path) -> "Workplan":
    from policies.reader import read_yaml
    from vocabulary.plans import Workplan

    return read_yaml(file, Workplan)


def _show_year(row: "YearRow") -> None:
    state = STATES[row.state] if row.state else "not begun"
    again = f" (round {row.round})" if row.round > 1 else ""
    rows = [
        ("Year", f"{row.number} of {row.community}"),
        ("Plan", f"{state}{again}"),
        ("Because", row.reason or ""),
        ("Holds since", f"{clock(row.approved_at)} UTC" if row.approved_at else ""),
        ("Targets", f"{row.attained:.0%} reached" if row.approved else ""),
        ("Workplan", f"{row.delivered:.0%} delivered" if row.approved else ""),
        ("As of", f"{clock(row.as_of)} UTC"),
    ]
    out().print(facts(rows))
    if row.approved is None:
        if row.draft is not None:
            _show_plan(row.draft)
        return
    out().print(table(["KPI", "Now", "From", "To", "Weight", "Reached"], [_kpi(kpi) for kpi in row.kpis]))
    out().print(table(["Initiative", "Until", "Owner", "Delivered"], [_initiative(one) for one in row.initiatives]))
    if row.draft is not None and row.draft != row.approved:
        say("", f"Another plan is {STATES[row.state or 'drafted']}: {_size(row.draft)}.")


def _kpi(kpi: "KpiRow") -> list[str]:
    now = f"{_number(kpi.value)} on {day(kpi.on)}" if kpi.value is not None else "not measured"
    return [
        f"{kpi.title} ({kpi.id}, {kpi.unit})",
        now,
        _number(kpi.baseline),
        _number(kpi.target),
        _number(kpi.weight),
        f"{_bar(kpi.attained)} {kpi.attained:.0%}",
    ]


def _initiative(one: "InitiativeRow") -> list[str]:
    done = f"{day(one.delivered_on)}: {one.evidence}" if one.delivered_on else "not yet"
    return [f"{one.title} ({one.id})", day(datetime.combine(one.ends, datetime.min.time())), one.owner, done]


def _show_plan(plan: "Workplan") -> None:
    initiatives = [[f"{one.title} ({one.id})", str(one.starts), str(one.ends), one.owner] for one in plan.initiatives]
    out().print(table(["Initiative", "From", "Until", "Owner"], initiatives))
    kpis = [
        [f"{kpi.title} ({kpi.id}, {kpi.unit})", _number(kpi.baseline), _number(kpi.target), _number(kpi.weight)]
        for kpi in plan.kpis
    ]
    out().print(table(["KPI", "From", "To", "Weight"], kpis))


def _size(plan: "Workplan") -> str:
    return f"{some(len(plan.initiatives), 'initiative')}, {some(len(plan.kpis), 'KPI')}"


def _number(value: Decimal | None) -> str:
    return "" if value is None else digits(value)


def _bar(share: Decimal, width: int = 10) -> str:
    full = round(float(share) * width)
    return "█" * full + "░" * (width - full)
