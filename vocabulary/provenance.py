"""Where a fact comes from: who, for whom, when, by which command, under which policy."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints

from vocabulary.ids import CommandId, PolicyName
from vocabulary.people import Actor


def _to_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""A point in time, always aware and in UTC."""


class PolicyRef(BaseModel):
    """Names one published policy version, and proves its content."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: PolicyName
    version: int
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the policy document's canonical JSON, in hexadecimal."""

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


class Provenance(BaseModel):
    """The envelope of every event: nothing is recorded without it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actor: Actor
    recorded_at: Moment
    command_id: CommandId
    effective_at: Moment | None = None
    """When the fact became true, where that differs from when it was recorded (imports, late entries)."""
    policy: PolicyRef | None = None
    """The policy version that was applied, where one was."""

    @property
    def true_since(self) -> datetime:
        """When the fact became true."""
        return self.effective_at or self.recorded_at
