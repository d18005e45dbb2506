"""A person, as far as the record may know one."""

from functools import singledispatchmethod

from aggregates.event import Event
from aggregates.person.absences import AbsenceEnded, AbsenceNoted, Absences
from aggregates.person.events import PERSON, PersonEntered, PersonErased
from vocabulary.ids import person_stream
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import PersonWasErased, WrongRole


class Person(Absences):
    """Entered once, perhaps erased, and never entered again under the same id."""

    TOPIC = PERSON

    def __init__(self, person: PersonId) -> None:
        self.person = person
        self.erased = False
        self._have_no_absences()

    @classmethod
    def enter(cls, person: PersonId, provenance: Provenance) -> "Person":
        _must_keep_the_directory(provenance)
        return cls._begin(PersonEntered, person_stream(person), provenance, person=person)

    def erase(self, reason: str, provenance: Provenance) -> None:
        """Erasing twice is the same as once."""
        _must_keep_the_directory(provenance)
        if not self.erased:
            self._happened(PersonErased, provenance, reason=reason)

    def must_not_be_erased(self) -> None:
        if self.erased:
            raise PersonWasErased(f"{self.person} was erased; whoever comes back enters under another id")

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(event)

    @remember.register
    def _erased(self, _: PersonErased) -> None:
        self.erased = True
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
