"""Extra reports on request, and forms that come out late for everybody."""

from datetime import datetime

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.pinned import pinned
from aggregates.desk import Desk
from vocabulary.affairs import FormOut
from vocabulary.ids import CommunityId, PolicyName
from vocabulary.people import Role
from vocabulary.refusals import WrongRole, WrongStage
from vocabulary.tasks import ItemName

MAY_ASK = frozenset({Role.KM, Role.MANAGEMENT, Role.BOARD, Role.ADMIN})


def request_duty(
    app: Perennial, community: CommunityId, name: ItemName, command: Command, *, by: datetime | None = None
) -> str:
    """Asks a community for an extra one, by a date or within the policy's time. Answers the date (ISO 8601, UTC)."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        if command.by.role not in MAY_ASK:
            raise WrongRole("extra reports are asked for by the KM team or by Management")
        duty = pinned(desk, subject.policy).duty(name, subject.policy)
        if duty.on_request is None:
            raise WrongStage(f"{subject.policy} does not let anybody ask for an extra {name}")
        on = by or duty.on_request.after(command.at)
        subject.request_duty(name, on, command.provenance(subject.policy), sign_offs=duty.sign_offs)
        return Answer(on.isoformat())

    return app.carry_out(command.id, f"request {name} of {community} by {by}", decide, by=command.by)


def publish_form(app: Perennial, policy: PolicyName, form: FormOut, command: Command) -> str:
    """Notes when the form for one date of a duty came out; late, and the date moves for everybody under the policy."""

    def decide(desk: Desk) -> Answer:
        rules = desk.policy(policy)
        newest = rules.latest
        pinned(desk, newest.ref).duty(form.duty, newest.ref)
        rules.publish_form(form, command.provenance(newest.ref))
        return Answer(policy)

    return app.carry_out(command.id, f"form {form.model_dump_json()} of {policy}", decide, by=command.by)
