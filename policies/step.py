"""What comes next for a community: a small closed union. Each kind but the first two is an activity's name."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from vocabulary.ids import CommunityId, TaskId
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Moment, PolicyRef
from vocabulary.stages import Outcome
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import ItemName


class _Step(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wait(_Step):
    """Nothing is due; look again at `until`, or when something happens."""

    kind: Literal["wait"] = "wait"
    until: Moment | None
    why: str
    """What is waited for, in words; shown on the timer in the Temporal UI."""


class Finish(_Step):
    """The life is over; so is its workflow."""

    kind: Literal["finish"] = "finish"
    outcome: Outcome


class ExtraDuty(_Step):
    """An extra occurrence of a duty, by a date."""

    name: ItemName
    on: Moment


class _Act(_Step):
    community: CommunityId
    episode: int
    policy: PolicyRef | None = None
    """Under which it was found to be due; none in steps that were on their way before they said so."""
    at: Moment
    """When the step was found to be due: the time that its facts are recorded with."""
    lead_leaves: bool = False
    """Its lead, or somebody whom a question waits for, is known to leave: whoever records the step may never have
    heard of that, and looks afresh."""


class OpenReviewTask(_Act):
    kind: Literal["open_review_task"] = "open_review_task"
    task: TaskTerms


class OpenChecklist(_Act):
    kind: Literal["open_checklist"] = "open_checklist"
    tasks: tuple[TaskTerms, ...]
    not_before: Moment | None = None


class Remind(_Act):
    kind: Literal["remind"] = "remind"
    task: TaskId
    number: int
    restarts: int = 0
    """How often the question's clock had begun anew by then."""


class Escalate(_Act):
    kind: Literal["escalate"] = "escalate"
    task: TaskId
    level: int
    restarts: int = 0


class LetExpire(_Act):
    """Nobody answered: the policy's own answer holds."""

    kind: Literal["let_expire"] = "let_expire"
    task: TaskId


class LapseProposal(_Act):
    kind: Literal["lapse_proposal"] = "lapse_proposal"


class Launch(_Act):
    kind: Literal["launch"] = "launch"


class OpenAnnualReview(_Act):
    kind: Literal["open_annual_review"] = "open_annual_review"
    anniversary: int
    on: Moment
    task: TaskTerms


class SuspectSilence(_Act):
    """First tier: the lead is asked."""

    kind: Literal["suspect_silence"] = "suspect_silence"
    silent_since: Moment
    starts: tuple[ExtraDuty, ...] = ()
    """Duties asked for at once."""


class ReportSilence(_Act):
    """The lead did not answer: the KM team is told."""

    kind: Literal["report_silence"] = "report_silence"
    silent_since: Moment


class ConfirmSilence(_Act):
    """Second tier: Management is asked."""

    kind: Literal["confirm_silence"] = "confirm_silence"
    silent_since: Moment
    task: TaskTerms
    starts: tuple[ExtraDuty, ...] = ()


class Revive(_Act):
    kind: Literal["revive"] = "revive"
    sign_at: Moment


class CloseCommunity(_Act):
    kind: Literal["close_community"] = "close_community"
    restorable_until: Moment | None = None


class SettleBallot(_Act):
    """A ballot is over: it was carried and may take effect, or its time ran out."""

    kind: Literal["settle_ballot"] = "settle_ballot"
    task: TaskId
    votes: int
    due: Moment


class RenewItself(_Act):
    """It shows signs of life, and the policy asks for no more."""

    kind: Literal["renew_itself"] = "renew_itself"
    anniversary: int
    on: Moment
    sign_at: Moment


class AskDuty(_Act):
    kind: Literal["ask_duty"] = "ask_duty"
    name: ItemName
    on: Moment
    round: int
    task: TaskTerms


class AskSignOff(_Act):
    kind: Literal["ask_sign_off"] = "ask_sign_off"
    name: ItemName
    on: Moment
    task: TaskTerms


class PostponeDuty(_Act):
    """The form for it came late: its date moves for everybody."""

    kind: Literal["postpone_duty"] = "postpone_duty"
    task: TaskId
    due: Moment


class PutChange(_Act):
    """The next step of a change's chain is put to whoever decides on it."""

    kind: Literal["put_change"] = "put_change"
    number: int
    step: int
    task: TaskTerms


class DropChange(_Act):
    """The policy has no chain for it (any more)."""

    kind: Literal["drop_change"] = "drop_change"
    number: int
    because: str


class RaiseConcern(_Act):
    """Signs of a kind have been missing for too long, or a lead is missing."""

    kind: Literal["raise_concern"] = "raise_concern"
    cause: ItemName
    missing_since: Moment


class SettleConcern(_Act):
    """What was missing has come."""

    kind: Literal["settle_concern"] = "settle_concern"
    cause: ItemName
    number: int


class PassOn(_Act):
    """Somebody whom a question waits for is gone: it comes to those above them."""

    kind: Literal["pass_on"] = "pass_on"
    task: TaskId
    person: PersonId | None
    since: Moment
    """When they went, or the community lost its lead."""
    to: Role | None = None
    """Who stands in for a lead; None where the question did not wait for the lead."""
    number: int = 0
    """How often the question had been passed on by then."""


class NoteVacancy(_Act):
    """Its lead has left the organisation."""

    kind: Literal["note_vacancy"] = "note_vacancy"
    lead: PersonId
    tenure: int
    """Which of its leads it is, counted from 1."""


class PutConcern(_Act):
    kind: Literal["put_concern"] = "put_concern"
    cause: ItemName
    number: int
    task: TaskTerms


class PutSpending(_Act):
    """A request for money is put to whoever approves so much."""

    kind: Literal["put_spending"] = "put_spending"
    number: int
    task: TaskTerms


class DropSpending(_Act):
    """The policy lets nobody approve it (any more)."""

    kind: Literal["drop_spending"] = "drop_spending"
    number: int
    because: str


class CloseBudget(_Act):
    """The year of a budget is over."""

    kind: Literal["close_budget"] = "close_budget"
    year: int


class NoteNothingRequested(_Act):
    """Nobody has asked for money for so long."""

    kind: Literal["note_nothing_requested"] = "note_nothing_requested"
    since: Moment


Act = (
    OpenReviewTask
    | OpenChecklist
    | Remind
    | Escalate
    | LetExpire
    | LapseProposal
    | Launch
    | OpenAnnualReview
    | SuspectSilence
    | ReportSilence
    | ConfirmSilence
    | Revive
    | CloseCommunity
    | SettleBallot
    | RenewItself
    | AskDuty
    | AskSignOff
    | PostponeDuty
    | PutChange
    | DropChange
    | RaiseConcern
    | SettleConcern
    | PutConcern
    | PutSpending
    | DropSpending
    | CloseBudget
    | NoteNothingRequested
    | NoteVacancy
    | PassOn
)
"""Something to be recorded, by the activity that bears its kind as its name."""

Step = Annotated[Wait | Finish | Act, Field(discriminator="kind")]
