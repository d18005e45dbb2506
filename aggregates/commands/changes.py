"""Somebody asks for a change to a community: of its level, its terms, whatever kinds its policy decides on."""

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.pinned import PinnedChange, must_meet, pinned
from aggregates.community import Community
from aggregates.desk import Desk
from vocabulary.affairs import ChangeTerms
from vocabulary.ids import CommunityId
from vocabulary.people import Actor, Role
from vocabulary.plans import PLAN
from vocabulary.refusals import AlreadyAsked, Malformed, RequirementsUnmet, UnknownItem, WrongRole


def request_change(app: Perennial, community: CommunityId, change: ChangeTerms, command: Command) -> int:
    """Asks for a change, which the policy's chain for its kind decides on. Answers its number in the community."""

    def decide(desk: Desk) -> Answer:
        if change.kind == PLAN:
            raise Malformed(f"the plan of a year is put by `perennial plan submit {community}`, with what it says")
        subject = desk.community(community)
        rules = pinned(desk, subject.policy)
        kind = rules.change(change.kind, subject.policy)
        must_ask(subject, kind, command.by)
        asks: tuple[str, ...] = ()
        if change.level is not None:
            level = rules.level(change.level, subject.policy)
            if level.reached_by != change.kind:
                raise UnknownItem(f"level {level.name} is reached by a change of kind {level.reached_by or 'none'}")
            if level.requirements and subject.terms is None:
                raise RequirementsUnmet(f"{community} was brought in without terms of reference; write them down first")
            if subject.terms is not None:
                asks = must_meet(level.requirements, subject.terms)
        asked = change.model_copy(update={"sunsets": kind.effect == "sunset"})
        return Answer(str(subject.request_change(asked, command.provenance(subject.policy), asks=asks)))

    return int(app.carry_out(command.id, f"request {community} {change.model_dump_json()}", decide, by=command.by))


def edit_change(app: Perennial, community: CommunityId, number: int, what: str, command: Command) -> str:
    """Edits what is asked for; where the policy says so, the clock of whoever decides begins anew."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        provenance = command.provenance(subject.policy)
        change = subject.open_change(number)
        if change.terms.year is not None:
            year = change.terms.year
            raise AlreadyAsked(f"recall the plan to change it: `perennial plan recall {community} --year {year}`")
        rules = pinned(desk, subject.policy)
        if any(kind.kind == change.terms.kind for kind in rules.changes):
            must_ask(subject, rules.change(change.terms.kind, subject.policy), command.by)
        subject.edit_change(number, what, provenance)
        if change.task is not None and subject.pending_events:
            desk.task(change.task).restart("what is asked for was edited", provenance)
        return Answer(subject.stage.value)

    return app.carry_out(command.id, f"edit change {number} of {community}: {what}", decide, by=command.by)


def must_ask(community: Community, kind: PinnedChange, by: Actor) -> None:
    """Refuses whoever may not ask for a change of this kind."""
    if by.role not in kind.asked_by:
        whom = " or ".join(role.value for role in kind.asked_by)
        raise WrongRole(f"a change of kind {kind.kind} is asked for by {whom}, not by {by.role.value}")
    if by.role is Role.LEAD and by.person != community.lead:
        leads = community.lead or "nobody"
        raise WrongRole(f"{by.person} does not lead {community.community}, {leads} does; ask {leads}, or the KM team")
