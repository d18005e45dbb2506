"""What happens to a community beside its stage: changes, causes of concern, duties."""

from collections.abc import Mapping
from typing import ClassVar

from aggregates.community.events import CommunityEvent
from aggregates.event import Upcast, as_it_is
from vocabulary.affairs import ChangeTerms
from vocabulary.ids import TaskId
from vocabulary.provenance import Moment
from vocabulary.tasks import Choice, ItemName
from vocabulary.terms import Line, Paragraph, Reason


class AffairsEvent(CommunityEvent):
    """Something that leaves the stage as it is."""


class ChangeRequested(AffairsEvent):
    TOPIC: ClassVar[str] = "community.change_requested"
    VERSION: ClassVar[int] = 2
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: as_it_is}  # terms may name the year whose plan it is
    number: int
    terms: ChangeTerms
    asks: tuple[Line, ...] = ()
    """What the level that is asked for wants beside (SHOULD), and the community does not bring."""


class ChangeEdited(AffairsEvent):
    TOPIC: ClassVar[str] = "community.change_edited"
    number: int
    what: Paragraph


class ChangePut(AffairsEvent):
    """The next step of its chain was put to somebody."""

    TOPIC: ClassVar[str] = "community.change_put"
    number: int
    step: int
    """Counted from 1."""
    task: TaskId


class ChangePassed(AffairsEvent):
    """It goes on to the next step of its chain, passed or disputed."""

    TOPIC: ClassVar[str] = "community.change_passed"
    number: int
    step: int
    """How many steps lie behind it."""


class ChangeDecided(AffairsEvent):
    """The chain has come to its end: carried, returned or rejected."""

    TOPIC: ClassVar[str] = "community.change_decided"
    number: int
    choice: Choice
    reason: Reason | None
    level: ItemName | None = None
    """The level that the community has reached by it."""


class ChangeRecalled(AffairsEvent):
    """Whoever asked for it no longer wants it."""

    TOPIC: ClassVar[str] = "community.change_recalled"
    number: int
    reason: Reason | None


class ConcernRaised(AffairsEvent):
    TOPIC: ClassVar[str] = "community.concern_raised"
    cause: ItemName
    number: int


class ConcernSettled(AffairsEvent):
    """It was put right, or somebody decided that the community goes on."""

    TOPIC: ClassVar[str] = "community.concern_settled"
    cause: ItemName
    reason: Reason | None


class ConcernPut(AffairsEvent):
    """Its grace ran out; somebody was asked what becomes of the community."""

    TOPIC: ClassVar[str] = "community.concern_put"
    cause: ItemName
    task: TaskId


class DutyRequested(AffairsEvent):
    """An extra one is wanted, by a date."""

    TOPIC: ClassVar[str] = "community.duty_requested"
    name: ItemName
    on: Moment


class DutyAsked(AffairsEvent):
    TOPIC: ClassVar[str] = "community.duty_asked"
    name: ItemName
    on: Moment
    round: int
    task: TaskId


class DutyMissed(AffairsEvent):
    """The next date came before it was done."""

    TOPIC: ClassVar[str] = "community.duty_missed"
    name: ItemName
    on: Moment


class DutyFiled(AffairsEvent):
    TOPIC: ClassVar[str] = "community.duty_filed"
    name: ItemName
    on: Moment
    note: Reason | None


class SignOffAsked(AffairsEvent):
    TOPIC: ClassVar[str] = "community.sign_off_asked"
    name: ItemName
    on: Moment
    task: TaskId


class DutyPassed(AffairsEvent):
    """One step of its sign-off is passed; the next one is asked."""

    TOPIC: ClassVar[str] = "community.duty_passed"
    name: ItemName
    on: Moment
    passed: int


class DutySignedOff(AffairsEvent):
    TOPIC: ClassVar[str] = "community.duty_signed_off"
    name: ItemName
    on: Moment


class DutyReturned(AffairsEvent):
    """It was refused, and is filed again; the calendar goes on unmoved."""

    TOPIC: ClassVar[str] = "community.duty_returned"
    name: ItemName
    on: Moment
    reason: Reason | None
