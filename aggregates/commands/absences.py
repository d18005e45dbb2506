"""Who is away and who answers meanwhile."""

from datetime import datetime

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.desk import Desk
from aggregates.person import Person
from vocabulary.ids import person_stream
from vocabulary.people import PersonId
from vocabulary.refusals import PersonNotFound


def note_absence(
    app: Perennial,
    person: PersonId,
    starts: datetime,
    ends: datetime,
    command: Command,
    *,
    decisions: PersonId | None = None,
    notices: PersonId | None = None,
) -> int:
    """Notes that somebody is away, and who decides and who is told meanwhile. Answers the absence's number."""

    def decide(desk: Desk) -> Answer:
        away = _known(desk, person)
        for substitute in {decisions, notices} - {None, person}:
            _known(desk, str(substitute)).must_be_there(command.at)
        away.must_not_be_erased()
        absence = away.be_away(starts, ends, command.provenance(), decisions=decisions, notices=notices)
        return Answer(str(absence.number))

    what = f"{person} is away {starts.isoformat()} to {ends.isoformat()}, {decisions} decides, {notices} is told"
    return int(app.carry_out(command.id, what, decide, by=command.by))


def end_absence(app: Perennial, person: PersonId, number: int, command: Command) -> None:
    """Ends an absence early, or takes it back."""

    def decide(desk: Desk) -> Answer:
        _known(desk, person).end_absence(number, command.provenance())
        return Answer(person)

    app.carry_out(command.id, f"{person} ends absence {number}", decide, by=command.by)


def _known(desk: Desk, person: PersonId) -> Person:
    found = desk.find(Person, person_stream(person))
    if found is None:
        raise PersonNotFound(f"the directory knows no {person!r}; `perennial import people FILE.csv` enters people")
    return found
