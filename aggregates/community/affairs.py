"""What a community remembers of its changes, concerns and duties; one small function a fact."""

from functools import singledispatch
from typing import NamedTuple

from aggregates.community import affairs_events as happened
from aggregates.community.affairs_events import AffairsEvent
from vocabulary.affairs import Concern, Duty, DutyState, OpenChange, Settled
from vocabulary.ids import TaskId
from vocabulary.people import PersonId
from vocabulary.provenance import Moment
from vocabulary.spending import Spending
from vocabulary.tasks import ItemName

WANTED = frozenset({DutyState.REQUESTED, DutyState.RETURNED})
"""States of a duty whose next question is for the same occurrence."""


class Affairs(NamedTuple):
    """What is open, and the latest of each duty: bounded by what the policy names, however old the community."""

    changes: tuple[OpenChange, ...] = ()
    concerns: tuple[Concern, ...] = ()
    duties: tuple[Duty, ...] = ()
    settled: tuple[Settled, ...] = ()
    asked_by: tuple[tuple[str, PersonId], ...] = ()
    """Who asked for, or edited, a change that is open, asked for money, or filed a duty: they do not decide on it."""
    changes_asked: int = 0
    concerns_raised: int = 0
    spendings: tuple[Spending, ...] = ()
    """Requests for money that wait for an answer."""
    spendings_asked: int = 0
    budget_year: int = 0
    """The latest year that has a budget; 0 before the first."""

    @property
    def tasks(self) -> tuple[TaskId, ...]:
        """Questions that are open because of them."""
        beside: tuple[OpenChange | Concern | Duty, ...] = (*self.changes, *self.concerns, *self.duties)
        asked = (*beside, *self.spendings)
        return tuple(one.task for one in asked if one.task)

    def change(self, number: int) -> OpenChange | None:
        return next((change for change in self.changes if change.number == number), None)

    def concern(self, cause: ItemName) -> Concern | None:
        return next((concern for concern in self.concerns if concern.cause == cause), None)

    def duty(self, name: ItemName) -> Duty | None:
        return next((duty for duty in self.duties if duty.name == name), None)

    def authors_of(self, matter: str) -> frozenset[PersonId]:
        """Whose request it is, or whose work."""
        return frozenset(person for what, person in self.asked_by if what == matter)

    def written_by(self, matter: str, person: PersonId, *, anew: bool = False) -> "Affairs":
        """The same with one more author of a matter, or with this one alone."""
        others = (one for one in self.asked_by if one[0] != matter or not anew)
        return self._replace(asked_by=tuple(dict.fromkeys((*others, (matter, person)))))

    def without(self, matter: str) -> "Affairs":
        """The same without anybody who stands behind a matter."""
        return self._replace(asked_by=tuple(one for one in self.asked_by if one[0] != matter))

    def suspended(self) -> "Affairs":
        """As after the end of its living stages: nothing is asked any more, and the calendar of duties is kept."""
        idle = tuple(duty.model_copy(update={"task": None, "state": DutyState.SIGNED_OFF}) for duty in self.duties)
        return self._replace(changes=(), concerns=(), duties=idle, spendings=(), asked_by=())


def change_matter(number: int) -> str:
    return f"change {number}"


def duty_matter(name: ItemName) -> str:
    return f"duty {name}"


def spending_matter(number: int) -> str:
    return f"request for money {number}"


def after(affairs: Affairs, event: AffairsEvent) -> Affairs:
    """What is open after one more fact."""
    return _after(event, affairs)


@singledispatch
def _after(event: AffairsEvent, affairs: Affairs) -> Affairs:
    raise NotImplementedError(type(event).__name__)


# -- changes --------------------------------------------------------------------------------------------------------


@_after.register
def _requested(event: happened.ChangeRequested, affairs: Affairs) -> Affairs:
    since = event.provenance.recorded_at
    change = OpenChange(number=event.number, terms=event.terms, since=since, asks=event.asks)
    known = affairs._replace(changes=(*affairs.changes, change), changes_asked=event.number)
    return known.written_by(change_matter(event.number), event.provenance.actor.principal)


def _change(affairs: Affairs, number: int, **changes: object) -> Affairs:
    return affairs._replace(
        changes=tuple(
            change.model_copy(update=changes) if change.number == number else change for change in affairs.changes
        )
    )


@_after.register
def _edited(event: happened.ChangeEdited, affairs: Affairs) -> Affairs:
    change = affairs.change(event.number)
    if change is None:
        return affairs
    edited = _change(affairs, event.number, terms=change.terms.model_copy(update={"what": event.what}))
    return edited.written_by(change_matter(event.number), event.provenance.actor.principal)


@_after.register
def _put(event: happened.ChangePut, affairs: Affairs) -> Affairs:
    return _change(affairs, event.number, task=event.task)


@_after.register
def _passed(event: happened.ChangePassed, affairs: Affairs) -> Affairs:
    return _change(affairs, event.number, task=None, step=event.step, since=event.provenance.recorded_at)


@_after.register
def _over(event: happened.ChangeDecided | happened.ChangeRecalled, affairs: Affairs) -> Affairs:
    left = affairs._replace(changes=tuple(change for change in affairs.changes if change.number != event.number))
    return left.without(change_matter(event.number))


# -- causes of concern ------------------------------------------------------------------------------------------------


@_after.register
def _raised(event: happened.ConcernRaised, affairs: Affairs) -> Affairs:
    concern = Concern(cause=event.cause, since=event.provenance.true_since, number=event.number)
    return affairs._replace(concerns=(*affairs.concerns, concern), concerns_raised=event.number)


@_after.register
def _settled(event: happened.ConcernSettled, affairs: Affairs) -> Affairs:
    settled = Settled(cause=event.cause, at=event.provenance.recorded_at)
    return affairs._replace(
        concerns=tuple(one for one in affairs.concerns if one.cause != event.cause),
        settled=(*(one for one in affairs.settled if one.cause != event.cause), settled),
    )


@_after.register
def _concern_put(event: happened.ConcernPut, affairs: Affairs) -> Affairs:
    return affairs._replace(
        concerns=tuple(
            one.model_copy(update={"task": event.task}) if one.cause == event.cause else one for one in affairs.concerns
        )
    )


# -- duties -----------------------------------------------------------------------------------------------------------


def _duty(affairs: Affairs, duty: Duty) -> Affairs:
    others = tuple(other for other in affairs.duties if other.name != duty.name)
    return affairs._replace(duties=(*others, duty))


def _moved(affairs: Affairs, name: ItemName, state: DutyState, since: Moment, task: TaskId | None = None) -> Affairs:
    duty = affairs.duty(name)
    if duty is None:
        return affairs
    return _duty(affairs, duty.model_copy(update={"state": state, "since": since, "task": task}))


@_after.register
def _duty_requested(event: happened.DutyRequested, affairs: Affairs) -> Affairs:
    known = affairs.duty(event.name)
    duty = Duty(
        name=event.name,
        on=event.on,
        state=DutyState.REQUESTED,
        since=event.provenance.recorded_at,
        extra=True,
        asked=known.asked if known else 0,
        scheduled=known.scheduled if known else None,
        task=None,
    )
    return _duty(affairs, duty)


@_after.register
def _duty_asked(event: happened.DutyAsked, affairs: Affairs) -> Affairs:
    known = affairs.duty(event.name)
    extra = known is not None and known.extra and known.on == event.on and known.state in WANTED
    scheduled = known.scheduled if known and (extra or event.round > 1) else event.on
    duty = Duty(
        name=event.name,
        on=event.on,
        state=DutyState.ASKED,
        since=event.provenance.recorded_at,
        round=event.round,
        asked=known.asked + 1 if known else 1,
        extra=extra,
        scheduled=scheduled,
        task=event.task,
    )
    return _duty(affairs, duty)


@_after.register
def _duty_missed(event: happened.DutyMissed, affairs: Affairs) -> Affairs:
    return _moved(affairs, event.name, DutyState.SIGNED_OFF, event.provenance.recorded_at)


@_after.register
def _duty_filed(event: happened.DutyFiled, affairs: Affairs) -> Affairs:
    filed = _moved(affairs, event.name, DutyState.FILED, event.provenance.recorded_at)
    return filed.written_by(duty_matter(event.name), event.provenance.actor.principal, anew=True)


@_after.register
def _sign_off_asked(event: happened.SignOffAsked, affairs: Affairs) -> Affairs:
    return _moved(affairs, event.name, DutyState.LOOKED_AT, event.provenance.recorded_at, event.task)


@_after.register
def _duty_passed(event: happened.DutyPassed, affairs: Affairs) -> Affairs:
    moved = _moved(affairs, event.name, DutyState.FILED, event.provenance.recorded_at)
    duty = moved.duty(event.name)
    return _duty(moved, duty.model_copy(update={"passed": event.passed})) if duty else moved


@_after.register
def _signed_off(event: happened.DutySignedOff, affairs: Affairs) -> Affairs:
    return _moved(affairs, event.name, DutyState.SIGNED_OFF, event.provenance.recorded_at)


@_after.register
def _duty_returned(event: happened.DutyReturned, affairs: Affairs) -> Affairs:
    return _moved(affairs, event.name, DutyState.RETURNED, event.provenance.recorded_at)
