"""What may happen to a living community beside its stage: changes, causes of concern, duties."""

from datetime import datetime

from aggregates.community import affairs_events as happened
from aggregates.community.affairs import change_matter, duty_matter
from aggregates.community.memory import CommunityMemory
from vocabulary.affairs import ChangeTerms, Concern, Duty, DutyState, OpenChange
from vocabulary.ids import TaskId
from vocabulary.people import PersonId
from vocabulary.provenance import Provenance
from vocabulary.refusals import AlreadyAsked, InPast, NothingAsked, WrongStage
from vocabulary.stages import LIVING
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice, ItemName, TaskKind

TO_BE_FILED = frozenset({DutyState.REQUESTED, DutyState.ASKED, DutyState.RETURNED})
"""States of a duty in which the community still has to file it."""


class CommunityAffairs(CommunityMemory):
    """Decides on what occupies a community beside its stage."""

    # -- changes ----------------------------------------------------------------------------------------------------

    def request_change(self, terms: ChangeTerms, provenance: Provenance, *, asks: tuple[str, ...] = ()) -> int:
        """Asks for a change; returns its number, counted from 1 in the community.

        `asks` are sentences about what the level wants (SHOULD) and the community does not bring.
        """
        self._must_live("changes are asked for while it is alive")
        if any(change.terms.kind == terms.kind for change in self.affairs.changes):
            raise AlreadyAsked(f"{self.community} already waits for a decision on a change of kind {terms.kind}")
        number = self.affairs.changes_asked + 1
        self._happened(happened.ChangeRequested, provenance, number=number, terms=terms, asks=asks)
        return number

    def edit_change(self, number: int, what: str, provenance: Provenance) -> OpenChange:
        change = self.open_change(number)
        if change.terms.what != what:
            self._happened(happened.ChangeEdited, provenance, number=number, what=what)
        return change

    def put_change(self, number: int, step: int, task: TaskId, provenance: Provenance) -> None:
        change = self.open_change(number)
        if change.task is not None or step != change.step + 1:
            raise AlreadyAsked(f"step {step} of change {number} of {self.community} is not the one to be asked now")
        self._happened(happened.ChangePut, provenance, number=number, step=step, task=task)

    def answer_change(
        self, terms: TaskTerms, choice: Choice, reason: str | None, provenance: Provenance
    ) -> OpenChange | None:
        """Takes the answer to the step that was put as this task; returns the change if that decides on it."""
        change = next((one for one in self.affairs.changes if one.task == terms.id), None)
        if change is None:
            raise NothingAsked(f"{terms.id} is not what {self.community} waits for")
        leads_to = terms.yes_leads_to if choice is Choice.APPROVE else terms.no_leads_to
        if leads_to is not None:
            self._happened(happened.ChangePassed, provenance, number=change.number, step=leads_to - 1)
            return None
        level = change.terms.level if choice is Choice.APPROVE else None
        self._happened(
            happened.ChangeDecided, provenance, number=change.number, choice=choice, reason=reason, level=level
        )
        return change

    def recall_change(self, number: int, reason: str | None, provenance: Provenance) -> None:
        """Takes back what was asked for, before the chain has decided on it."""
        self.open_change(number)
        self._happened(happened.ChangeRecalled, provenance, number=number, reason=reason)

    def drop_change(self, number: int, because: str, provenance: Provenance) -> None:
        """Its policy decides on no such change (any more): whoever wants it asks anew."""
        if self.open_change(number).task is not None:
            raise AlreadyAsked(f"change {number} of {self.community} is being decided; it ends with that answer")
        self._happened(happened.ChangeDecided, provenance, number=number, choice=Choice.RETURN, reason=because)

    def open_change(self, number: int) -> OpenChange:
        """The change with this number, as long as it is being decided."""
        change = self.affairs.change(number)
        if change is None:
            raise NothingAsked(f"change {number} of {self.community} is not being decided (any more)")
        return change

    # -- causes of concern ------------------------------------------------------------------------------------------

    def raise_concern(self, cause: ItemName, provenance: Provenance) -> None:
        self._must_live("a cause of concern is raised while it is alive")
        if self.affairs.concern(cause):
            raise AlreadyAsked(f"{cause} of {self.community} was raised already")
        number = self.affairs.concerns_raised + 1
        self._happened(happened.ConcernRaised, provenance, cause=cause, number=number)

    def settle_concern(
        self, cause: ItemName, reason: str | None, provenance: Provenance, *, number: int | None = None
    ) -> None:
        """It was put right, or somebody has decided what becomes of the community; `number` says which one is meant."""
        self._open_concern(cause, number)
        self._happened(happened.ConcernSettled, provenance, cause=cause, reason=reason)

    def put_concern(self, cause: ItemName, number: int, task: TaskId, provenance: Provenance) -> None:
        if self._open_concern(cause, number).task is not None:
            raise AlreadyAsked(f"somebody was asked about {cause} of {self.community} already")
        self._happened(happened.ConcernPut, provenance, cause=cause, task=task)

    def _open_concern(self, cause: ItemName, number: int | None = None) -> Concern:
        concern = self.affairs.concern(cause)
        if concern is None or number not in {None, concern.number}:
            raise NothingAsked(f"{cause} is no open concern of {self.community}")
        return concern

    # -- duties -----------------------------------------------------------------------------------------------------

    def request_duty(self, name: ItemName, on: datetime, provenance: Provenance, *, sign_offs: int = 0) -> None:
        """Wants an extra one, by a date; `sign_offs` says how many steps have to look at one that was filed."""
        self._must_live("reports are asked for while it is alive")
        if self.duty_is_being_done(name, sign_offs):
            raise AlreadyAsked(f"{self.community} was asked for {name} already; wait until that one is done")
        if on <= provenance.recorded_at:
            raise InPast(f"{on:%Y-%m-%d %H:%M} UTC has passed; ask for {name} by a day to come")
        self._happened(happened.DutyRequested, provenance, name=name, on=on)

    def duty_is_being_done(self, name: ItemName, sign_offs: int) -> bool:
        """Whether somebody still has to do something about the latest one."""
        known = self.affairs.duty(name)
        if known is None:
            return False
        waits_for_a_look = known.state is DutyState.FILED and known.passed < sign_offs
        return known.state in TO_BE_FILED or known.state is DutyState.LOOKED_AT or waits_for_a_look

    def ask_duty(self, name: ItemName, on: datetime, round_: int, task: TaskId, provenance: Provenance) -> None:
        self._must_live("duties are asked for while it is alive")
        known = self.affairs.duty(name)
        if known is not None:
            self._make_room(known, on, round_, provenance)
        elif round_ != 1:
            raise NothingAsked(f"{name} of {self.community} was not filed yet; there is nothing to file again")
        self._happened(happened.DutyAsked, provenance, name=name, on=on, round=round_, task=task)

    def _make_room(self, known: Duty, on: datetime, round_: int, provenance: Provenance) -> None:
        """The one before is filed again, or gives way to the next date and counts as missed if it was never done."""
        expected = {DutyState.REQUESTED: 1, DutyState.RETURNED: known.round + 1}.get(known.state)
        if known.on == on and round_ == expected:
            return
        if round_ != 1 or (known.on == on and not known.extra) or (known.scheduled and on <= known.scheduled):
            raise AlreadyAsked(f"{known.name} of {self.community} for {on:%Y-%m-%d} was asked for already")
        if known.state in TO_BE_FILED and known.on <= provenance.recorded_at:
            self._happened(happened.DutyMissed, provenance, name=known.name, on=known.on)

    def file_duty(self, name: ItemName, task: TaskId, note: str | None, provenance: Provenance) -> None:
        duty = self._duty_of(name, task)
        self._happened(happened.DutyFiled, provenance, name=name, on=duty.on, note=note)

    def ask_sign_off(self, name: ItemName, on: datetime, task: TaskId, provenance: Provenance) -> None:
        duty = self.affairs.duty(name)
        if duty is None or duty.state is not DutyState.FILED or duty.on != on:
            raise AlreadyAsked(f"{name} of {self.community} does not wait to be signed off")
        self._happened(happened.SignOffAsked, provenance, name=name, on=on, task=task)

    def sign_off(self, name: ItemName, terms: TaskTerms, provenance: Provenance) -> None:
        """Takes a yes to one step of the sign-off."""
        duty = self._duty_of(name, terms.id)
        if terms.yes_leads_to is None:
            self._happened(happened.DutySignedOff, provenance, name=name, on=duty.on)
        else:
            self._happened(happened.DutyPassed, provenance, name=name, on=duty.on, passed=duty.passed + 1)

    def return_duty(self, name: ItemName, task: TaskId, reason: str | None, provenance: Provenance) -> None:
        duty = self._duty_of(name, task)
        self._happened(happened.DutyReturned, provenance, name=name, on=duty.on, reason=reason)

    def authors_of(self, terms: TaskTerms) -> frozenset[PersonId]:
        """Whose request, or whose work, a question is about."""
        if terms.kind is TaskKind.CHANGE:
            change = next((one for one in self.affairs.changes if one.task == terms.id), None)
            return self.affairs.authors_of(change_matter(change.number)) if change else frozenset()
        if terms.kind is TaskKind.SIGN_OFF and terms.item:
            return self.affairs.authors_of(duty_matter(terms.item))
        return frozenset()

    def _duty_of(self, name: ItemName, task: TaskId) -> Duty:
        duty = self.affairs.duty(name)
        if duty is None or duty.task != task:
            raise NothingAsked(f"{task} is not what {self.community} is asked for now")
        return duty

    def _must_live(self, because: str) -> None:
        if self.stage not in LIVING:
            raise WrongStage(f"{self.community} is in stage {self.stage.value!r}; {because}")
