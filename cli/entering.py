"""Enters the people of a file in the directory: facts first, then what is personal."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, NamedTuple

from adapters.csv_lines import BadRow
from adapters.people_csv import Row, with_their_line
from aggregates.commands.people import enter
from aggregates.desk import Desk
from aggregates.person import Person
from cli.options import command, now
from vocabulary.ids import person_stream
from vocabulary.people import Actor, PersonId
from vocabulary.refusals import PersonWasErased

if TYPE_CHECKING:
    from adapters.directory import Directory
    from aggregates.application import Perennial

AT_ONCE: Final = 16
"""Commands in the making; the ledger writes what comes together in one commit."""


class Account(NamedTuple):
    """What came of a file."""

    new: int
    changed: int
    unchanged: int
    refused: Sequence[BadRow]
    left: Sequence[PersonId] = ()
    """Who is in the file, and has left by the record: a file brings nobody back."""

    def __str__(self) -> str:
        refused = f", {len(self.refused)} refused" if self.refused else ""
        return f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged{refused}"


def enter_all(
    app: "Perennial", directory: "Directory", rows: Sequence[Row | BadRow], by: Actor, tell: Callable[[], None]
) -> Account:
    """Enters whoever can be; `tell` hears of each row. Raises the first outage, after which all may be repeated."""
    known = directory.managers()
    good, bad = with_their_line([row for row in rows if isinstance(row, Row)], known)
    bad += [row for row in rows if isinstance(row, BadRow)]
    for _ in bad:
        tell()

    def note(row: Row) -> BadRow | None:
        try:
            if row.person.id not in known:
                enter(app, row.person.id, command(by, None))
        except PersonWasErased as erased:
            return BadRow(row.line, "id", str(erased))
        finally:
            tell()
        return None

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="people") as pool:
        refused = {no.line: no for no in pool.map(note, good) if no is not None}
    taken = [row.person for row in good if row.line not in refused]
    # Who is known is changed and not added: somebody who is erased at this moment must not come back by it.
    new = [person for person in taken if person.id not in known]
    directory.add(new)
    changed = directory.change([person for person in taken if person.id in known])
    directory.remove([person.id for person in new if _was_erased(app, person.id)])
    gone = directory.departures([person.id for person in taken])
    left = sorted(person for person, at in gone.items() if at <= now())
    return Account(len(new), changed, len(taken) - len(new) - changed, sorted([*bad, *refused.values()]), left)


def _was_erased(app: "Perennial", person: str) -> bool:
    """Between being entered in the record and in the directory."""
    found = Desk(app, fresh=True).find(Person, person_stream(person))
    return found is not None and found.erased
