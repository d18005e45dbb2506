"""A person, as far as the record may know one."""

from datetime import datetime
from functools import singledispatchmethod

from aggregates.event import Event
from aggregates.person.absences import AbsenceEnded, AbsenceNoted, Absences
from aggregates.person.events import PERSON, PersonEntered, PersonErased, PersonLeft, PersonReturned
from vocabulary.ids import person_stream
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import PersonHasLeft, PersonWasErased, WrongRole


class Person(Absences):
    """Entered once, perhaps away and back, perhaps erased, and never entered again under the same id."""

    TOPIC = PERSON

    def __init__(self, person: PersonId) -> None:
        self.person = person
        self.erased = False
        self._have_no_absences()
        self.left_at: datetime | None = None
        """Since or from when the person is gone, erasure included; None while nobody has said so."""

    @classmethod
    def enter(cls, person: PersonId, provenance: Provenance) -> "Person":
        _must_keep_the_directory(provenance)
        return cls._begin(PersonEntered, person_stream(person), provenance, person=person)

    def leave(self, reason: str | None, provenance: Provenance) -> None:
        """Goes on `provenance.effective_at`, or now; gone already, that is the same as once. Another day corrects."""
        _must_keep_the_directory(provenance)
        self.must_not_be_erased()
        on = provenance.effective_at
        is_gone = self.left_at is not None and self.left_at <= provenance.recorded_at
        if not (is_gone if on is None else on == self.left_at):
            self._happened(PersonLeft, provenance, reason=reason)

    def come_back(self, reason: str | None, provenance: Provenance) -> None:
        """Whoever has not left, and is not about to, is there already."""
        _must_keep_the_directory(provenance)
        self.must_not_be_erased()
        if self.left_at is not None:
            self._happened(PersonReturned, provenance, reason=reason)

    def erase(self, reason: str, provenance: Provenance) -> None:
        """Erasing twice is the same as once."""
        _must_keep_the_directory(provenance)
        if not self.erased:
            self._happened(PersonErased, provenance, reason=reason)

    def must_not_be_erased(self) -> None:
        if self.erased:
            raise PersonWasErased(f"{self.person} was erased; whoever comes back enters under another id")

    def must_be_there(self, at: datetime) -> None:
        """Neither erased nor gone by then; whoever has yet to go is there until that day."""
        self.must_not_be_erased()
        if self.left_at is not None and self.left_at <= at:
            raise PersonHasLeft(
                f"{self.person} left on {self.left_at:%Y-%m-%d}; name somebody else, or say that they are back: "
                f"`perennial person return {self.person}`"
            )

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(event)

    @remember.register
    def _left(self, event: PersonLeft) -> None:
        self.left_at = event.provenance.true_since

    @remember.register
    def _returned(self, _: PersonReturned) -> None:
        self.left_at = None

    @remember.register
    def _erased(self, event: PersonErased) -> None:
        self.erased = True
        self.left_at = min(filter(None, (self.left_at, event.provenance.recorded_at)))
        self.absences = ()

    @remember.register
    def _absence_noted(self, event: AbsenceNoted) -> None:
        self._note(event)

    @remember.register
    def _absence_ended(self, event: AbsenceEnded) -> None:
        self._end(event)


def _must_keep_the_directory(provenance: Provenance) -> None:
    if provenance.actor.role not in {Role.KM, Role.ADMIN}:
        raise WrongRole("the directory is kept by the KM team and by administrators")
