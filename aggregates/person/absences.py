"""Times in which a person does not answer, with whoever answers instead."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from aggregates.event import Aggregate
from aggregates.person.events import PersonEvent
from vocabulary.absence import Absence
from vocabulary.people import Actor, PersonId, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import AlreadyAway, InFuture, InPast, Malformed, NothingAsked, WrongRole

LONGEST: Final = timedelta(days=731)
MOST_AHEAD: Final = 50
"""Absences that lie ahead of one person."""


class AbsenceNoted(PersonEvent):
    TOPIC: ClassVar[str] = "person.absence_noted"
    absence: Absence


class AbsenceEnded(PersonEvent):
    """It is over early, or was never begun."""

    TOPIC: ClassVar[str] = "person.absence_ended"
    number: int


class Absences(Aggregate):
    """The part of a person that says when somebody else answers."""

    person: PersonId

    def _have_no_absences(self) -> None:
        self.absences: tuple[Absence, ...] = ()
        """Those that were not over when the last one was noted."""
        self.absences_noted = 0

    def be_away(
        self,
        starts: datetime,
        ends: datetime,
        provenance: Provenance,
        *,
        decisions: PersonId | None = None,
        notices: PersonId | None = None,
    ) -> Absence:
        """Notes a time away; a substitute answers from the first moment to the last, and hands nothing on."""
        self._must_speak_for_themselves(provenance.actor)
        now = provenance.recorded_at
        if ends <= starts:
            raise Malformed(f"an absence ends after it starts; {_clock(ends)} is not after {_clock(starts)}")
        if ends <= now:
            raise InPast(f"{_clock(ends)} has passed; nobody can answer for {self.person} in the past")
        if ends - max(starts, now) > LONGEST:
            raise InFuture(f"an absence lasts {LONGEST.days} days at most; end it sooner")
        if self.person in {decisions, notices}:
            raise Malformed(f"{self.person} can't stand in for {self.person}; name somebody else")
        for other in self.absences:
            if other.starts < ends and starts < other.ends and other.ends > now:
                until = f"{_clock(other.starts)} to {_clock(other.ends)}"
                raise AlreadyAway(f"{self.person} is away from {until} already (absence {other.number}); end that one")
        if sum(other.ends > now for other in self.absences) >= MOST_AHEAD:
            raise Malformed(f"{MOST_AHEAD} absences of {self.person} lie ahead already; end one first")
        absence = Absence(
            number=self.absences_noted + 1, starts=starts, ends=ends, decisions=decisions, notices=notices
        )
        self._happened(AbsenceNoted, provenance, absence=absence)
        return absence

    def end_absence(self, number: int, provenance: Provenance) -> None:
        """Ends an absence early, or takes one back that lies ahead."""
        self._must_speak_for_themselves(provenance.actor)
        now = provenance.recorded_at
        if not any(one.number == number and one.ends > now for one in self.absences):
            raise NothingAsked(f"{self.person} has no absence {number} (any more); `perennial absence list` shows all")
        self._happened(AbsenceEnded, provenance, number=number)

    def away(self, at: datetime) -> Absence | None:
        """The absence that covers a moment."""
        return next((absence for absence in self.absences if absence.covers(at)), None)

    def _must_speak_for_themselves(self, actor: Actor) -> None:
        if actor.on_behalf_of is not None:
            raise WrongRole(f"{actor.person} answers for {actor.on_behalf_of} and settles no absences for them")
        if actor.person != self.person and actor.role not in {Role.KM, Role.ADMIN}:
            raise WrongRole(f"absences of {self.person} are noted by {self.person}, the KM team or an administrator")

    def _note(self, event: AbsenceNoted) -> None:
        ahead = (one for one in self.absences if one.ends > event.provenance.recorded_at)
        self.absences = (*ahead, event.absence)
        self.absences_noted = event.absence.number

    def _end(self, event: AbsenceEnded) -> None:
        self.absences = tuple(one for one in self.absences if one.number != event.number)


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
