"""The plan of a community's year: its authors write it, submit it, and take it back; the chain decides."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from aggregates.application import Answer, Perennial
from aggregates.commands.changes import must_ask
from aggregates.commands.command import Command
from aggregates.commands.objectives import must_serve_what_is_pursued
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.pinned import pinned
from aggregates.commands.plan_changes import told_the_year
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.year import CommunityYear
from vocabulary.affairs import ChangeTerms
from vocabulary.ids import CommunityId, community_stream
from vocabulary.people import Actor, Role
from vocabulary.plans import PLAN, Workplan
from vocabulary.provenance import Provenance
from vocabulary.refusals import InFuture, InPast, NothingAsked, WrongRole, WrongStage
from vocabulary.stages import Stage
from vocabulary.years import year_at, year_of

KEEPS: Final = frozenset({Role.KM, Role.ADMIN})
"""They write down for others what they were told."""
_LONGEST: Final = 5_000


def write_plan(
    app: Perennial, community: CommunityId, plan: Workplan, command: Command, *, year: int | None = None
) -> int:
    """Writes a plan down, or anew; `year` is the present one unless said otherwise. Answers the number of the year."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        must_plan(subject, command.by)
        number = _year_to_plan(desk, subject, year, command.at)
        provenance = command.provenance(subject.policy)
        one = opened(desk, subject, number, provenance)
        if one.change is not None and _was_dropped(app, one.change, community):
            one.send_back(one.change, "what was being decided was dropped when the community stopped", provenance)
        must_serve_what_is_pursued(desk, plan)
        one.write_plan(plan, provenance)
        return Answer(str(number))

    said = f"plan {community} {year} {plan.model_dump_json()}"
    return int(app.carry_out(command.id, said, decide, by=command.by))


def submit_plan(app: Perennial, community: CommunityId, command: Command, *, year: int | None = None) -> int:
    """Puts a plan to the chain that decides on plans. Answers the number of the change."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        number = _year_to_plan(desk, subject, year, command.at)
        must_ask(subject, pinned(desk, subject.policy).change(PLAN, subject.policy), command.by)
        one = written(desk, subject, number)
        plan = one.must_be_ready()
        provenance = command.provenance(subject.policy)
        terms = ChangeTerms(kind=PLAN, title=f"Year {number}", what=in_words(plan), year=number)
        change = subject.request_change(terms, provenance)
        one.submit(change, provenance)
        return Answer(str(change))

    return int(app.carry_out(command.id, f"submit plan {community} {year}", decide, by=command.by))


def recall_plan(
    app: Perennial, community: CommunityId, command: Command, *, year: int | None = None, reason: str | None = None
) -> None:
    """Takes it back before it is decided on, wherever in its chain it is."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        must_plan(subject, command.by)
        number = _year_to_plan(desk, subject, year, command.at)
        one = written(desk, subject, number)
        if one.change is None:
            raise NothingAsked(f"the plan of {one.name} is not being decided on; change it as you like")
        provenance, asked = command.provenance(subject.policy), subject.open_tasks
        with told_the_year(desk, subject, provenance, reason=reason):
            subject.recall_change(one.change, reason, provenance)
        cancel_dropped(desk, asked, subject, f"recalled by {command.by}", provenance)
        return Answer("")

    app.carry_out(command.id, f"recall plan {community} {year}", decide, by=command.by)


def in_words(plan: Workplan) -> str:
    """What whoever decides reads: each initiative and each KPI in a line."""
    lines = [f"{one.title} ({one.starts} to {one.ends}, {one.owner})" for one in plan.initiatives]
    for kpi in plan.kpis:
        whose = f", {kpi.share:.0%} of “{kpi.objective}”" if kpi.share else ""
        lines.append(f"{kpi.title}: from {kpi.baseline} to {kpi.target} {kpi.unit}{whose}")
    text = "\n".join(lines)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 2] + " …"


def must_plan(community: Community, actor: Actor, *, also: Collection[Role] = ()) -> None:
    """Refuses whoever has no part in what the community plans and measures."""
    if community.stage is Stage.CLOSED:
        raise WrongStage(f"{community.community} is closed; nothing is planned or measured any more")
    if actor.role in KEEPS or actor.role in also or actor.principal in community.insiders:
        return
    raise WrongRole(f"the plan of {community.community} is its lead's, its core members' and the KM team's")


def opened(desk: Desk, community: Community, number: int, provenance: Provenance) -> CommunityYear:
    """The year; begun where nobody has planned it yet."""
    one = desk.year(community.community, number)
    if one is None:
        one = CommunityYear.open(community.community, number, provenance)
        desk.add(one)
    return one


def written(desk: Desk, community: Community, number: int) -> CommunityYear:
    """The year; refuses where nobody has begun to plan it."""
    one = desk.year(community.community, number)
    if one is None:
        name = community.community
        raise NothingAsked(f"year {number} of {name} has no plan yet; write one: `perennial plan draft {name} FILE`")
    return one


def _was_dropped(app: Perennial, change: int, community: CommunityId) -> bool:
    """Looked up after the year: a community that was read before it may not know yet what was submitted meanwhile."""
    newest = app.load(community_stream(community), fresh=True)
    return not isinstance(newest, Community) or newest.affairs.change(change) is None


def _year_to_plan(desk: Desk, community: Community, asked_for: int | None, at: datetime) -> int:
    """The present year or the next; before the launch there is the first alone."""
    every = pinned(desk, community.policy).annual_review.every
    present = year_at(at, community.anchor, every).number if community.anchor else 1
    number = asked_for if asked_for is not None else present
    if number < present:
        over = f"{year_of(number, community.anchor, every).ends:%Y-%m-%d}" if community.anchor and number > 0 else ""
        raise InPast(f"year {number} of {community.community} is over{over and f' since {over}'}; plan year {present}")
    if number > present + (community.anchor is not None):
        last = present + (community.anchor is not None)
        raise InFuture(f"year {number} of {community.community} is not planned yet; at most year {last} is")
    return number
