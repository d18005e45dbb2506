"""Where a community stands: the small value that the next step is computed from."""

from pydantic import BaseModel, ConfigDict, Field

from vocabulary.affairs import Concern, Duty, FormOut, OpenChange, Settled
from vocabulary.ballot import Stop, Vote
from vocabulary.ids import CommunityId, TaskId
from vocabulary.money import Money
from vocabulary.people import PersonId
from vocabulary.provenance import Moment, PolicyRef
from vocabulary.signs import SignKind
from vocabulary.stages import Outcome, SilenceRung, Stage, Sunsetting
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import ItemName, TaskKind


class Gone(BaseModel):
    """Somebody whom a question waits for leaves, or has left."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: PersonId | None
    """None where nobody ever knew who led the community."""
    at: Moment
    led: bool = False
    """It waits for the lead of its community, and there is none since then."""


class OpenTask(BaseModel):
    """A question that waits for an answer; its dates are absolute."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    terms: TaskTerms
    reminded: int = 0
    escalated: int = 0
    restarts: int = 0
    """How often its clock began anew."""
    votes: tuple[Vote, ...] = ()
    stopped: Stop | None = None
    passed_on: int = 0
    """How often it came from somebody who was gone."""
    gone: tuple[Gone, ...] = ()
    """Whoever of those that it waits for is gone, or about to go, and was not replaced yet."""


class MoneyAsked(BaseModel):
    """A request for money that waits for an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: int
    title: str
    amount: Money
    by_lead: bool
    """Its lead stands behind it, and does not decide on it."""
    task: TaskId | None = None


class BudgetStanding(BaseModel):
    """The latest budget, as far as it has dates; 0 and nothing where none was begun."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    year: int = 0
    ends: Moment | None = None
    """Of one that is not closed yet."""
    asked_at: Moment | None = None
    noted_at: Moment | None = None
    """When it was noted last that nobody asked for money."""


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
    lead_since: Moment | None = None
    tenure: int = 0
    """Which of its leads that is, counted from 1."""
    lead_left_at: Moment | None = None
    """Since or from when the lead is gone from the organisation; None where nobody has said so."""
    without_lead_since: Moment | None = None
    """When it lost its lead; None too where nobody ever knew who leads it."""
    round: int = 0
    returned: bool = False
    anchor: Moment | None = None
    living_since: Moment | None = None
    """When it came (back) to life; what fell due before is asked of nobody."""
    anniversary: int = 0
    year_began: Moment | None = None
    heard_since: Moment
    last_sign: Moment | None = None
    last_of: dict[SignKind, Moment] = Field(default={})
    """The latest sign of each kind that the policy's concerns look at."""
    silence: SilenceRung | None = None
    silence_since: Moment | None = None
    quiet_since: Moment | None = None
    sunsetting: Sunsetting | None = None
    checklist: tuple[ItemName, ...] | None = None
    not_before: Moment | None = None
    open_tasks: tuple[OpenTask, ...] = ()
    ruled_since: Moment | None = None
    """When it adopted the policy that it lives by."""
    asks: tuple[str, ...] = ()
    """What the policy asks for (SHOULD) and the proposal does not bring."""
    level: ItemName | None = None
    group: ItemName | None = None
    exempt_until: Moment | None = None
    changes: tuple[OpenChange, ...] = ()
    concerns: tuple[Concern, ...] = ()
    duties: tuple[Duty, ...] = ()
    settled: tuple[Settled, ...] = ()
    """When each cause of concern was settled last."""
    forms: tuple[FormOut, ...] = ()
    """The latest form of each duty, as far as one came out."""
    spendings: tuple[MoneyAsked, ...] = ()
    budget: BudgetStanding | None = None
    """None where nothing about it has a date."""

    def asks_for(self, kind: TaskKind) -> bool:
        """Whether a question of this kind waits for an answer."""
        return any(task.terms.kind is kind for task in self.open_tasks)
