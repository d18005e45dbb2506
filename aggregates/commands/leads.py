"""Somebody says who leads a community, or that nobody does, and who belongs to its core."""

from collections.abc import Collection
from datetime import datetime

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.pinned import pinned
from aggregates.community import Community
from aggregates.desk import Desk
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId
from vocabulary.provenance import Provenance


def name_lead(
    app: Perennial, community: CommunityId, lead: PersonId, command: Command, *, reason: str | None = None
) -> str:
    """Puts somebody in the lead; whoever was asked what becomes of it without one is told. Answers the stage."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        provenance = command.provenance(subject.policy)
        desk.must_be_there(lead, command.at)
        before = subject.tenure
        subject.name_lead(lead, reason, provenance)
        if subject.affairs.concerns and subject.tenure != before:
            _put_right(desk, subject, lead, provenance)
        return Answer(subject.stage.value)

    return app.carry_out(command.id, f"name {lead} lead of {community}", decide, by=command.by)


def change_core(
    app: Perennial,
    community: CommunityId,
    command: Command,
    *,
    join: Collection[PersonId] = (),
    leave: Collection[PersonId] = (),
    reason: str | None = None,
) -> tuple[PersonId, ...]:
    """Says who belongs to the core from now on, and who does no more. Answers the core, by id."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        for person in join:
            desk.must_be_there(person, command.at)
        subject.change_core(join, leave, reason, command.provenance(subject.policy))
        return Answer(" ".join(sorted(subject.core)))

    said = f"change the core of {community} {sorted(join)} {sorted(leave)} {reason}"
    return tuple(app.carry_out(command.id, said, decide, by=command.by).split())


def count_members(
    app: Perennial, community: CommunityId, members: int, command: Command, *, on: datetime | None = None
) -> int:
    """Notes how many members there are, now or on a day that is past (UTC). Answers the number."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        subject.count_members(members, command.provenance(subject.policy, on))
        return Answer(str(members))

    return int(app.carry_out(command.id, f"count members of {community} {members} {on}", decide, by=command.by))


def release_lead(app: Perennial, community: CommunityId, command: Command, *, reason: str) -> str:
    """Lets the lead step down, with nobody in their place; the policy says what follows. Answers the stage."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        subject.release_lead(reason, command.provenance(subject.policy))
        return Answer(subject.stage.value)

    return app.carry_out(command.id, f"release the lead of {community}", decide, by=command.by)


def _put_right(desk: Desk, community: Community, lead: PersonId, provenance: Provenance) -> None:
    asked, rules = community.open_tasks, pinned(desk, community.policy).concerns
    causes = {rule.cause for rule in rules if rule.when_without_lead}
    for concern in community.affairs.concerns:
        if concern.cause in causes:
            community.settle_concern(concern.cause, f"{lead} leads it", provenance)
    cancel_dropped(desk, asked, community, "a lead was named", provenance)
