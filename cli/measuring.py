"""What comes of a year's plan: `plan measure`, `plan correct`, `plan deliver`, `plan undeliver`, `plan objective`."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from cli.moments import moment
from cli.options import As, Community, Home, Json, Key, command, speaker
from cli.plans import plan_app
from cli.session import application
from cli.shown import say, show_json
from vocabulary.people import Role

__all__ = ["plan_app"]


def _figure(said: str) -> Decimal:
    try:
        figure = Decimal(said)
    except InvalidOperation:
        figure = Decimal("NaN")
    if not figure.is_finite():
        raise typer.BadParameter(f"{said!r} is no number; write for example 12 or 0.75")
    return figure


Kpi = Annotated[str, typer.Argument(metavar="KPI", help="Its id in the plan.")]
Initiative = Annotated[str, typer.Argument(metavar="INITIATIVE", help="Its id in the plan.")]
Value = Annotated[
    Decimal, typer.Argument(metavar="VALUE", parser=_figure, help="A number; after -- if it is negative.")
]
Evidence = Annotated[str, typer.Option(help="What shows it: a document, a link, who counted.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATETIME", help="For which day it holds (UTC); else now.")]
OfYear = Annotated[int, typer.Option("--year", help="Which year, counted from the launch.", min=1)]


@plan_app.command()
def measure(
    community: Community,
    kpi: Kpi,
    value: Value,
    evidence: Evidence,
    on: On = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Notes where a KPI stands, with what shows it."""
    from aggregates.commands.measuring import measure as note_measurement

    said = command(speaker(by, Role.LEAD), key)
    when = moment(on, "--on") if on else None
    with application(home) as perennial:
        number = note_measurement(perennial, community, kpi, value, said, evidence=evidence, on=when)
    if as_json:
        show_json({"community": community, "kpi": kpi, "value": value, "number": number})
    else:
        say(f"{kpi} of {community} stands at {value} (measurement {number}).")


@plan_app.command()
def correct(
    community: Community,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The measurement, as `plan measure` said.")],
    value: Value,
    year: OfYear,
    evidence: Evidence,
    reason: Annotated[str, typer.Option("--why", help="What was wrong.")],
    by: As = None,
    key: Key = None,
    home: Home = None,
) -> None:
    """Says what a measurement was in truth; the old value stays in the record."""
    from aggregates.commands.measuring import correct_measurement

    said = command(speaker(by, Role.LEAD), key)
    with application(home) as perennial:
        correct_measurement(perennial, community, year, number, value, said, evidence=evidence, reason=reason)
    say(f"Measurement {number} of year {year} of {community} is {value}; the old value stays in the history.")


@plan_app.command()
def deliver(
    community: Community,
    initiative: Initiative,
    evidence: Evidence,
    on: On = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
) -> None:
    """Notes that an initiative was done, with what shows it."""
    from aggregates.commands.measuring import deliver as note_delivery

    said = command(speaker(by, Role.LEAD), key)
    when = moment(on, "--on") if on else None
    with application(home) as perennial:
        note_delivery(perennial, community, initiative, said, evidence=evidence, on=when)
    say(f"{initiative} of {community} is delivered.")


@plan_app.command()
def undeliver(
    community: Community,
    initiative: Initiative,
    year: OfYear,
    reason: Annotated[str, typer.Option("--why", help="Why it is not delivered after all.")],
    by: As = None,
    key: Key = None,
    home: Home = None,
) -> None:
    """Takes back that an initiative was done."""
    from aggregates.commands.measuring import take_delivery_back

    said = command(speaker(by, Role.LEAD), key)
    with application(home) as perennial:
        take_delivery_back(perennial, community, year, initiative, said, reason=reason)
    say(f"{initiative} of year {year} of {community} is not delivered by the record any more.")


@plan_app.command()
def objective(
    community: Community,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The lead, or whoever has a part in it.")],
    evidence: Evidence,
    by: As = None,
    key: Key = None,
    home: Home = None,
) -> None:
    """Notes that what somebody does for the community counts among their own objectives of the year."""
    from aggregates.commands.measuring import agree_objective

    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        agree_objective(perennial, community, person, said, evidence=evidence)
    say(f"What {person} does for {community} counts among their objectives of the year.")
