"""Somebody says that something is wrong with a community, or that it was put right."""

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.pinned import pinned
from aggregates.desk import Desk
from vocabulary.ids import CommunityId
from vocabulary.people import Role
from vocabulary.refusals import WrongRole
from vocabulary.tasks import ItemName

WATCHFUL = frozenset({Role.KM, Role.MANAGEMENT, Role.ADMIN, Role.SPONSOR, Role.MENTOR, Role.SYSTEM})


def raise_concern(app: Perennial, community: CommunityId, cause: ItemName, command: Command) -> str:
    """Begins the grace that the policy gives for this cause. Answers the stage."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        if command.by.role not in WATCHFUL:
            raise WrongRole(f"concerns about {community} are raised by those who watch over it, not by its members")
        pinned(desk, subject.policy).concern(cause, subject.policy)
        subject.raise_concern(cause, command.provenance(subject.policy))
        return Answer(subject.stage.value)

    return app.carry_out(command.id, f"raise {cause} of {community}", decide, by=command.by)


def settle_concern(app: Perennial, community: CommunityId, cause: ItemName, command: Command, *, reason: str) -> str:
    """It was put right: whoever was asked about it is told that the question no longer stands. Answers the stage."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        if command.by.role not in WATCHFUL:
            raise WrongRole(f"that a concern about {community} is settled is said by those who watch over it")
        asked = subject.open_tasks
        provenance = command.provenance(subject.policy)
        subject.settle_concern(cause, reason, provenance)
        cancel_dropped(desk, asked, subject, "it was put right", provenance)
        return Answer(subject.stage.value)

    return app.carry_out(command.id, f"settle {cause} of {community}", decide, by=command.by)
