"""What every command comes with."""

from datetime import datetime
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from vocabulary.ids import CommandId
from vocabulary.people import Actor
from vocabulary.provenance import Moment, PolicyRef, Provenance


def _new_id() -> str:
    return uuid4().hex


class Command(BaseModel):
    """Who asks, when, and under which id; a caller that may repeat itself gives the id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: Actor
    at: Moment
    id: CommandId = Field(default_factory=_new_id)

    def provenance(self, policy: PolicyRef | None = None, effective_at: datetime | None = None) -> Provenance:
        return Provenance(
            actor=self.by, recorded_at=self.at, command_id=self.id, policy=policy, effective_at=effective_at
        )
