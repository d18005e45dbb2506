"""That people exist, leave, return, and were erased; everything personal about them is the directory's."""

from datetime import datetime

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.desk import Desk
from aggregates.person import Person
from vocabulary.ids import person_stream
from vocabulary.people import PersonId
from vocabulary.refusals import PersonNotFound


def enter(app: Perennial, person: PersonId, command: Command) -> None:
    """Notes that the directory knows a person from now on; the same again changes nothing. Refuses who was erased."""

    def decide(desk: Desk) -> Answer:
        known = desk.find(Person, person_stream(person))
        if known is None:
            desk.add(Person.enter(person, command.provenance(None)))
        else:
            known.must_not_be_erased()
        return Answer(person)

    app.carry_out(command.id, f"enter {person}", decide, by=command.by)


def leave(
    app: Perennial, person: PersonId, command: Command, *, on: datetime | None = None, reason: str | None = None
) -> datetime:
    """Notes that somebody leaves the organisation, now or on a day, past or to come; another day corrects.

    Answers since or from when they are gone (UTC). Whatever they lead loses its lead by the clock.
    """

    def decide(desk: Desk) -> Answer:
        known = _known(desk, person)
        known.leave(reason, command.provenance(None, effective_at=on))
        return Answer((known.left_at or command.at).isoformat())

    said = f"leave {person} {on.isoformat() if on else 'now'}"
    return datetime.fromisoformat(app.carry_out(command.id, said, decide, by=command.by))


def come_back(app: Perennial, person: PersonId, command: Command, *, reason: str | None = None) -> None:
    """Notes that somebody is back, or stays after all; what has lost its lead by it meanwhile stays without one."""

    def decide(desk: Desk) -> Answer:
        _known(desk, person).come_back(reason, command.provenance(None))
        return Answer(person)

    app.carry_out(command.id, f"return {person}", decide, by=command.by)


def erase(app: Perennial, person: PersonId, command: Command, *, reason: str) -> None:
    """Notes that everything personal about somebody is to be erased; the directory is emptied after it."""

    def decide(desk: Desk) -> Answer:
        _known(desk, person).erase(reason, command.provenance(None))
        return Answer(person)

    app.carry_out(command.id, f"erase {person}", decide, by=command.by)


def _known(desk: Desk, person: PersonId) -> Person:
    known = desk.find(Person, person_stream(person))
    if known is None:
        raise PersonNotFound(f"the directory never knew {person!r}; `perennial person list` shows whom it knows")
    return known
