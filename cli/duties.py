"""What recurs: `duty request` for an extra one, `duty form` when a form came out."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.moments import moment
from cli.options import As, Community, Home, Json, Key, command, speaker
from cli.session import application
from cli.shown import day, plain, say, show_json
from vocabulary.people import Role
from vocabulary.refusals import UnknownItem

if TYPE_CHECKING:
    from policies.document import LifecycleRules

app = typer.Typer(no_args_is_help=True, help="Reports, plans and whatever else a policy asks for again and again.")


@app.command()
def request(
    community: Community,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The duty, as the policy names it.")],
    due: Annotated[str | None, typer.Option("--by", metavar="DATE", help="By when; else in the policy's time.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Asks a community for an extra one."""
    from aggregates.commands.duties import request_duty

    wanted = moment(due, "--by") if due else None
    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        on = datetime.fromisoformat(request_duty(perennial, community, name, said, by=wanted))
    if as_json:
        show_json({"community": community, "duty": name, "by": on})
    else:
        say(f"{community} is asked for an extra {plain(name)} by {day(on)}.")


@app.command()
def form(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="The policy's name.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The duty, as the policy names it.")],
    on: Annotated[str, typer.Option("--for", metavar="DATE", help="The date of the duty that it is for.")],
    out: Annotated[str, typer.Option("--out", metavar="DATE", help="When it came out (UTC).")],
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Notes when a form came out: late, and the date of its duty moves for everybody under the policy."""
    from aggregates.commands.duties import publish_form
    from cli.policy_named import recorded
    from vocabulary.affairs import FormOut

    asked_for, out_at = moment(on, "--for"), moment(out, "--out")
    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        known = recorded(perennial, policy)
        at = date_of(known.rules, name, asked_for.date(), known.called)
        publish_form(perennial, known.rules.name, FormOut(duty=name, on=at, out_at=out_at), said)
    if as_json:
        show_json({"policy": policy, "duty": name, "on": at, "out_at": out_at})
    else:
        say(f"The form for {plain(name)} of {asked_for:%-d %b %Y} came out on {day(out_at)}; {policy} knows.")


def date_of(rules: "LifecycleRules", name: str, on: date, called: str) -> datetime:
    """The moment (UTC) at which the policy's calendar has this date of a duty.

    Raises `UnknownItem` where it has none, or where no form would move it: such a note would be without effect.
    """
    from policies.local_time import beginning

    duty = rules.duty(name)
    if duty is None:
        known = ", ".join(one.name for one in rules.duties) or "none"
        raise UnknownItem(f"{called} has no duty {name!r}; it has {known}")
    if duty.form_out_before is None or duty.schedule is None:
        raise UnknownItem(f"{called} does not say when the form for {name} is out (`form_out_before`): no date moves")
    days = {*duty.schedule.on, *(one for days in duty.schedule.by_group.values() for one in days)}
    if not days:
        raise UnknownItem(f"{name} is due by each community's own calendar; no form moves one date for everybody")
    if not any(one.in_year(on.year) == on for one in days):
        dates = ", ".join(str(one) for one in sorted(days))
        raise UnknownItem(f"{name} is due each {dates}; {on:%-d %B} is no date of it")
    return beginning(on, rules.calendar.zone)
