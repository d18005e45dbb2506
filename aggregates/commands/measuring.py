"""Figures are held against a year's plan: KPIs are measured and corrected, initiatives are delivered."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.plans import must_plan, opened, written
from aggregates.commands.years import its_year_at
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.year import CommunityYear
from vocabulary.ids import CommunityId
from vocabulary.people import Actor, PersonId, Role
from vocabulary.refusals import WrongRole
from vocabulary.tasks import ItemName
from vocabulary.years import YearSpan

SETS_OBJECTIVES: Final = frozenset({Role.KM, Role.MANAGEMENT, Role.ADMIN})


def measure(
    app: Perennial,
    community: CommunityId,
    kpi: ItemName,
    value: Decimal,
    command: Command,
    *,
    evidence: str,
    on: datetime | None = None,
) -> int:
    """Notes where a KPI stood on a day, in the year that the day lies in. Answers the measurement's number there."""
    moment = on or command.at

    def decide(desk: Desk) -> Answer:
        subject, one, span = _in_year(desk, community, command.by, moment)
        provenance = command.provenance(subject.policy, effective_at=on)
        return Answer(str(one.measure(kpi, value, moment, evidence, span, provenance)))

    said = f"measure {community} {kpi} {value} {moment.isoformat() if on else ''} {evidence}"
    return int(app.carry_out(command.id, said, decide, by=command.by))


def correct_measurement(
    app: Perennial,
    community: CommunityId,
    year: int,
    number: int,
    value: Decimal,
    command: Command,
    *,
    evidence: str,
    reason: str,
) -> None:
    """Says what the value was in truth; the old one stays in the record."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        must_plan(subject, command.by)
        one = written(desk, subject, year)
        one.correct(number, value, evidence, reason, command.provenance(subject.policy))
        return Answer("")

    said = f"correct {community} {year} {number} {value} {evidence}: {reason}"
    app.carry_out(command.id, said, decide, by=command.by)


def deliver(
    app: Perennial,
    community: CommunityId,
    initiative: ItemName,
    command: Command,
    *,
    evidence: str,
    on: datetime | None = None,
) -> None:
    """Notes that an initiative was done, in the year that the day lies in."""
    moment = on or command.at

    def decide(desk: Desk) -> Answer:
        subject, one, span = _in_year(desk, community, command.by, moment)
        one.deliver(initiative, moment, evidence, span, command.provenance(subject.policy, effective_at=on))
        return Answer("")

    app.carry_out(command.id, f"deliver {community} {initiative} {evidence}", decide, by=command.by)


def take_delivery_back(
    app: Perennial, community: CommunityId, year: int, initiative: ItemName, command: Command, *, reason: str
) -> None:
    """It was said to be done, and is not."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        must_plan(subject, command.by)
        written(desk, subject, year).take_delivery_back(initiative, reason, command.provenance(subject.policy))
        return Answer("")

    app.carry_out(command.id, f"take back {community} {year} {initiative}: {reason}", decide, by=command.by)


def agree_objective(
    app: Perennial, community: CommunityId, person: PersonId, command: Command, *, evidence: str
) -> None:
    """Notes that what somebody does for the community counts among their own objectives of the present year.

    Said by whoever sets or keeps objectives, and by nobody for themselves.
    """

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        must_plan(subject, command.by, also=SETS_OBJECTIVES)
        if command.by.role not in SETS_OBJECTIVES or person in {command.by.person, command.by.principal}:
            raise WrongRole(
                f"that it is an objective of {person} is said by Management or the KM team, not by {person}"
            )
        year = its_year_at(desk, subject, command.at, before_launch="objectives are agreed in its years")
        desk.must_be_there(person, command.at)
        provenance = command.provenance(subject.policy)
        opened(desk, subject, year.number, provenance).agree_objective(person, evidence, provenance)
        return Answer("")

    app.carry_out(command.id, f"objective {community} {person} {evidence}", decide, by=command.by)


def _in_year(
    desk: Desk, community: CommunityId, by: Actor, moment: datetime
) -> tuple[Community, CommunityYear, YearSpan]:
    subject = desk.community(community)
    must_plan(subject, by)
    span = its_year_at(desk, subject, moment, before_launch="its first year begins with the launch")
    return subject, written(desk, subject, span.number), span
