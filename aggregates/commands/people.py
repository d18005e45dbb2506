"""That people exist, and that they were erased; everything personal about them is the directory's."""

from aggregates.application import Answer, Desk, Perennial
from aggregates.commands.command import Command
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


def erase(app: Perennial, person: PersonId, command: Command, *, reason: str) -> None:
    """Notes that everything personal about somebody is to be erased; the directory is emptied after it."""

    def decide(desk: Desk) -> Answer:
        known = desk.find(Person, person_stream(person))
        if known is None:
            raise PersonNotFound(f"the directory never knew {person!r}; `perennial person list` shows whom it knows")
        known.erase(reason, command.provenance(None))
        return Answer(person)

    app.carry_out(command.id, f"erase {person}", decide, by=command.by)
