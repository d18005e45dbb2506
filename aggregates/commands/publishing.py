"""The KM team publishes and withdraws policies."""

from aggregates.application import Answer, Desk, Perennial
from aggregates.commands.command import Command
from aggregates.lifecycle_policy import LifecyclePolicy
from vocabulary.ids import PolicyName, policy_stream
from vocabulary.provenance import PolicyRef


def publish(app: Perennial, name: PolicyName, document: str, command: Command, *, why: str | None = None) -> PolicyRef:
    """Publishes a checked document (canonical JSON) as the next version; the newest again changes nothing."""

    def decide(desk: Desk) -> Answer:
        provenance = command.provenance()
        policy = desk.find(LifecyclePolicy, policy_stream(name))
        if policy is None:
            policy = LifecyclePolicy.begin(name, provenance)
            desk.add(policy)
        return Answer(policy.publish(document, why, provenance).model_dump_json())

    return PolicyRef.model_validate_json(app.carry_out(command.id, f"publish {name} {document}", decide))


def withdraw(app: Perennial, name: PolicyName, number: int, command: Command, *, why: str) -> str:
    """Nobody adopts the version any more; who has adopted it keeps it."""

    def decide(desk: Desk) -> Answer:
        desk.policy(name).withdraw(number, why, command.provenance())
        return Answer(f"{name}@{number}")

    return app.carry_out(command.id, f"withdraw policy {name} {number}", decide)
