"""Where a community stands: the small value that the next step is computed from."""

from pydantic import BaseModel, ConfigDict

from vocabulary.ids import CommunityId
from vocabulary.people import PersonId
from vocabulary.provenance import Moment, PolicyRef
from vocabulary.stages import Outcome, SilenceRung, Stage, Sunsetting
from vocabulary.tasks import ItemName, TaskTerms


class OpenTask(BaseModel):
    """A question that waits for an answer; its dates are absolute."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    terms: TaskTerms
    reminded: int = 0
    escalated: int = 0


class Standing(BaseModel):
    """Facts only, read from the aggregates; the workflow keeps the last one and nothing else."""

    model_config = ConfigDict(frozen=True, extra="ignore")  # a newer worker's standing is readable by an older one

    community: CommunityId
    title: str
    stage: Stage
    episode: int
    since: Moment
    policy: PolicyRef
    outcome: Outcome | None = None
    lead: PersonId | None = None
    round: int = 0
    returned: bool = False
    anchor: Moment | None = None
    anniversary: int = 0
    year_began: Moment | None = None
    heard_since: Moment
    last_sign: Moment | None = None
    silence: SilenceRung | None = None
    silence_since: Moment | None = None
    quiet_since: Moment | None = None
    sunsetting: Sunsetting | None = None
    checklist: tuple[ItemName, ...] | None = None
    not_before: Moment | None = None
    open_tasks: tuple[OpenTask, ...] = ()
