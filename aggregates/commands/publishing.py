"""The KM team drafts, publishes and withdraws policies."""

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.desk import Desk
from aggregates.lifecycle_policy import LifecyclePolicy
from vocabulary.ids import PolicyName, policy_stream
from vocabulary.provenance import PolicyRef


def draft(app: Perennial, name: PolicyName, document: str, command: Command, *, why: str | None = None) -> str:
    """Keeps a checked document (canonical JSON) as the policy's one draft, and returns its digest."""

    def decide(desk: Desk) -> Answer:
        return Answer(_begun(desk, name, command).write_draft(document, why, command.provenance()))

    return app.carry_out(command.id, f"draft {name} {document}", decide, by=command.by)


def publish(app: Perennial, name: PolicyName, document: str, command: Command, *, why: str | None = None) -> PolicyRef:
    """Publishes a checked document (canonical JSON) as the next version; the newest again changes nothing."""

    def decide(desk: Desk) -> Answer:
        return Answer(_begun(desk, name, command).publish(document, why, command.provenance()).model_dump_json())

    return PolicyRef.model_validate_json(app.carry_out(command.id, f"publish {name} {document}", decide, by=command.by))


def publish_draft(
    app: Perennial, name: PolicyName, command: Command, *, seen: str | None = None, why: str | None = None
) -> PolicyRef:
    """Publishes the policy's draft as the next version; `seen` is the digest of the draft that was looked at."""

    def decide(desk: Desk) -> Answer:
        return Answer(desk.policy(name).publish_draft(why, command.provenance(), seen=seen).model_dump_json())

    return PolicyRef.model_validate_json(app.carry_out(command.id, f"publish {name}@draft", decide, by=command.by))


def withdraw(app: Perennial, name: PolicyName, number: int, command: Command, *, why: str) -> str:
    """Nobody adopts the version any more; who has adopted it keeps it."""

    def decide(desk: Desk) -> Answer:
        desk.policy(name).withdraw(number, why, command.provenance())
        return Answer(f"{name}@{number}")

    return app.carry_out(command.id, f"withdraw policy {name} {number}", decide, by=command.by)


def _begun(desk: Desk, name: PolicyName, command: Command) -> LifecyclePolicy:
    policy = desk.find(LifecyclePolicy, policy_stream(name))
    if policy is None:
        policy = LifecyclePolicy.begin(name, command.provenance())
        desk.add(policy)
    return policy
