"""Money as it stands: `budget show` for one year of a community, `budget burn` for all of them."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from cli import granting, spending
from cli.options import Community, Home, Json, now
from cli.session import application, reading
from cli.shown import Cell, clock, day, facts, out, say, show_json, table
from projections.burn import By
from vocabulary.digits import digits, percent
from vocabulary.money import Money
from vocabulary.refusals import Malformed
from vocabulary.stages import LIVING, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from aggregates.budget import Budget
    from aggregates.budget.lines import BudgetLine
    from projections.burn import Burn

app = typer.Typer(no_args_is_help=True, help="A community's money: asked for, granted, ordered, spent, given back.")
granting.register(app)
spending.register(app)

SUMS = ("requested", "granted", "released", "committed", "spent", "refunded", "free")


@app.command()
def show(
    community: Community,
    year: Annotated[int | None, typer.Option(min=1, help="Which year of the community; else the latest.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Shows a year's money, line by line, with what waits for an answer and what is ordered."""
    from aggregates.commands.granting import budget_of_year
    from aggregates.desk import Desk

    at = now()
    with application(home) as perennial:
        desk = Desk(perennial, fresh=True)
        subject = desk.community(community)
        budget = budget_of_year(desk, subject, subject.affairs.budget_year if year is None else year)
    over = _why_nothing(budget, subject.stage, at)
    if as_json:
        show_json(_as_json(budget, at, over=over is not None) | {"stage": subject.stage})
        return
    out().print(facts(_facts(budget, at, over)))
    lines = [*budget.lines, budget.total] if budget.lines else []
    if lines:
        out().print(table(("", *SUMS), [_cells(line) for line in lines]))
    for number, terms in sorted(budget.requests.items()):
        say(f"Request {number} waits: {terms.amount} for {terms.title}: {terms.reason}")
    for number, order in sorted(budget.orders.items()):
        say(f"Order {number}: {order.left} of {order.initiative} still to be paid")
    for number, entry in sorted(budget.entries.items()):
        of_order = f", order {entry.order}" if entry.order is not None else ""
        say(f"Entry {number}: {entry.amount} of {entry.initiative} {entry.kind.value}{of_order}")


@app.command()
def burn(
    by: Annotated[By, typer.Option("--by", help="What is summed.")] = By.COMMUNITY,
    community: Annotated[
        str | None, typer.Option(metavar="ID", help="All years of one community, those that are over too.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Shows what the present years have planned, were allocated, have ordered and spent, and where that leads."""
    from projections.burn import burn as burn_of
    from projections.present_money import present_years, years_of

    at = now()
    if community is not None and by is not By.COMMUNITY:
        raise Malformed(f"the years of one community are shown one by one; leave out `--by {by}`")
    with reading(home) as (views, connection):
        if community is None:
            rows, over = present_years(connection), frozenset[str]()
        else:
            rows, over = years_of(connection, community)
        sums = burn_of(rows, views.budgets.whose(connection), by, at, over=over)
    if as_json:
        show_json([asdict(one) | {"forecast_at": at} for one in sums])
        return
    if not sums:
        say("There are none: a year's budget begins when money is asked for.")
        return
    out().print(burn_table(sums, by))
    say(f"As of {clock(max(one.as_of for one in sums))} UTC, the last that is known of any of this money.")


def burn_table(sums: "Sequence[Burn]", by: By, *, title: Cell | None = None, brief: bool = False) -> Table:
    """A row each: planned, allocated, ordered, spent, and what it will have cost at the end of the year.

    `brief` leaves out which year it is.
    """
    columns = [by.value.title(), "Year", "Budget", "Planned", "Allocated", "Committed", "Spent", "Forecast"]
    cells = [
        [
            one.name,
            year_of(one.year, over=one.over) if one.year is not None else "",
            str(one.per_year),
            *map(_bare, (one.planned, one.allocated, one.committed, one.spent - one.refunded)),
            f"{one.forecast.amount:.0f}",
        ]
        for one in sums
    ]
    if brief:
        columns, cells = columns[:1] + columns[2:], [cell[:1] + cell[2:] for cell in cells]
    shown = table(columns, cells, title=title)
    for column in shown.columns[1:]:
        column.no_wrap = True
    return shown


def year_of(year: int, *, over: bool) -> str:
    """For example `2`, or `1, over`."""
    return f"{year}, over" if over else str(year)


def _bare(amount: Money) -> str:
    """Without its currency, which stands in the column of the budget."""
    return digits(amount.amount)


def _why_nothing(budget: "Budget", stage: Stage, at: "datetime") -> str | None:
    """Why nothing of a year is granted, ordered or paid any more; None where it may be."""
    if budget.closed_at is not None:
        return "the year is closed"
    if stage not in LIVING:
        ends = "is closed" if stage is Stage.CLOSED else "is about to end"
        return f"{budget.community} {ends}; what comes back, is not needed or was wrong is still noted"
    if at >= budget.ends:
        return "the year has ended, and is closed by the clock or whoever asks for money next"
    return None


def _facts(budget: "Budget", at: "datetime", over: str | None) -> list[tuple[str, str]]:
    carried = f", and {budget.carried_over} carried over" if budget.carried_over else ""
    until = f"closed on {day(budget.closed_at)}" if budget.closed_at else f"until {day(budget.ends)}"
    return [
        ("Community", budget.community),
        ("Year", f"{budget.year}, from {day(budget.starts)} {until}"),
        ("Budget", f"{budget.per_year} (level {budget.level}){carried}"),
        ("Has come", str(budget.there(at))),
        ("Available", str(budget.available(at)) if over is None else ""),
        ("To grant", str(budget.ungranted) if over is None else f"nothing: {over}"),
        ("Not spent", str(_unspent(budget)) if over is not None else ""),
        ("Marks", ", ".join(percent(share) for share in budget.marks)),
    ]


def _unspent(budget: "Budget") -> Money:
    return budget.whole.less(budget.total.paid)


def _cells(line: "BudgetLine") -> list[str]:
    return [line.title, *(str(getattr(line, name)) for name in SUMS)]


def _line(line: "BudgetLine") -> dict[str, Any]:
    return {"initiative": line.initiative, "title": line.title} | {name: getattr(line, name) for name in SUMS}


def _as_json(budget: "Budget", at: "datetime", *, over: bool) -> dict[str, Any]:
    return {
        "community": budget.community,
        "year": budget.year,
        "starts": budget.starts,
        "ends": budget.ends,
        "closed_at": budget.closed_at,
        "level": budget.level,
        "per_year": budget.per_year,
        "carried_over": budget.carried_over,
        "instalments": [part.model_dump() for part in budget.instalments],
        "come": budget.there(at),
        "available": budget.none if over else budget.available(at),
        "to_grant": budget.none if over else budget.ungranted,
        "unspent": _unspent(budget),
        "marks": budget.marks,
        "lines": [_line(line) for line in budget.lines],
        "total": _line(budget.total),
        "requests": [{"number": number, **terms.model_dump()} for number, terms in sorted(budget.requests.items())],
        "orders": [order.model_dump() | {"left": order.left} for _, order in sorted(budget.orders.items())],
        "entries": [entry.model_dump() for _, entry in sorted(budget.entries.items())],
        "as_of": budget.modified_on,
    }
