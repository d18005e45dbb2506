"""What the organisation settles about a community: its policy, place, exemption, and whether it is brought back."""

from datetime import datetime

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.pinned import pinned
from aggregates.desk import Desk
from vocabulary.ids import CommunityId, PolicyName
from vocabulary.people import PersonId, Role
from vocabulary.provenance import PolicyRef
from vocabulary.refusals import InFuture, UnknownItem, WrongRole
from vocabulary.tasks import ItemName


def adopt(app: Perennial, community: CommunityId, policy: PolicyName, version: int, command: Command) -> PolicyRef:
    """Lets a community live by a published version from now on; what is being decided ends under the old rules."""

    def decide(desk: Desk) -> Answer:
        return Answer(_adopt(desk, community, policy, version, command).model_dump_json())

    return PolicyRef.model_validate_json(
        app.carry_out(command.id, f"adopt {policy}@{version} {community}", decide, by=command.by)
    )


def would_adopt(app: Perennial, community: CommunityId, policy: PolicyName, version: int, command: Command) -> bool:
    """Decides as `adopt` does, refusals included, and records nothing. False where it lives by that version already."""
    desk = Desk(app, fresh=True)
    _adopt(desk, community, policy, version, command)
    return bool(desk.changed())


def _adopt(desk: Desk, community: CommunityId, policy: PolicyName, version: int, command: Command) -> PolicyRef:
    subject = desk.community(community)
    ref = desk.policy(policy).adoptable(version).ref
    if subject.level is not None:
        pinned(desk, ref).level(subject.level, ref)
    subject.adopt(ref, command.provenance(ref))
    return ref


def place(
    app: Perennial, community: CommunityId, command: Command, *, level: ItemName | None, group: ItemName | None
) -> str:
    """Says to which level, and to which group of the calendar, a community belongs. Answers the stage."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        if level is not None:
            pinned(desk, subject.policy).level(level, subject.policy)
        subject.place(level, group, command.provenance(subject.policy))
        return Answer(subject.stage.value)

    return app.carry_out(command.id, f"place {community} {level} {group}", decide, by=command.by)


def exempt(
    app: Perennial, community: CommunityId, command: Command, *, owner: PersonId, until: datetime, reason: str
) -> str:
    """Exempts a critical community from being followed up, within what its policy allows. Answers the stage."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        rule = pinned(desk, subject.policy).silence.exemption
        if rule is None:
            raise UnknownItem(f"{subject.policy} exempts nobody from being followed up")
        if command.by.role is not rule.approved_by:
            raise WrongRole(f"exemptions are approved by {rule.approved_by.value}, not by {command.by.role.value}")
        if until > (latest := rule.at_most.after(command.at)):
            raise InFuture(f"an exemption lasts at most {rule.at_most}; let it end by {latest:%Y-%m-%d}")
        asked = subject.open_tasks
        provenance = command.provenance(subject.policy)
        subject.exempt(owner, until, reason, provenance)
        cancel_dropped(desk, asked, subject, "the community is exempt", provenance)
        return Answer(subject.stage.value)

    return app.carry_out(command.id, f"exempt {community} until {until.isoformat()} {owner}", decide, by=command.by)


def revoke_exemption(app: Perennial, community: CommunityId, command: Command, *, reason: str) -> str:
    """Ends an exemption early; silence is counted from now. Answers the stage."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        rule = pinned(desk, subject.policy).silence.exemption
        if command.by.role not in {Role.KM, rule.approved_by if rule else Role.KM}:
            raise WrongRole("exemptions are revoked by whoever approves them, or by the KM team")
        subject.revoke_exemption(reason, command.provenance(subject.policy))
        return Answer(subject.stage.value)

    return app.carry_out(command.id, f"revoke exemption of {community}", decide, by=command.by)


def restore(app: Perennial, community: CommunityId, command: Command, *, reason: str) -> str:
    """Brings a community back that was ended by a sunset, within the time that its policy allows. Answers the stage."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        by = pinned(desk, subject.policy).sunset.restored_by
        if command.by.role is not by:
            raise WrongRole(f"communities are restored by {by.value}, not by {command.by.role.value}")
        subject.restore(reason, command.provenance(subject.policy))
        return Answer(subject.stage.value)

    return app.carry_out(command.id, f"restore {community}", decide, by=command.by)
