"""People from a CSV file: those that can be taken over, and the others, each with its place."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import ValidationError

from adapters.csv_lines import BadRow, Strange, Wrong, begun, header_of, must_name, named, opened, rows_of
from adapters.directory import Entry
from policies.complaints import complaint, given
from vocabulary.people import PersonId

COLUMNS: Final = tuple(Entry.model_fields)
NEEDED: Final = ("id", "name")
FORMS: Final = {
    "address": "expected one mail address such as mara@example.org",
    "language": "expected a language such as de or de-CH",
    "country": "expected two capital letters such as CH",
}
"""Where the form of a value is wrong, which one would be right."""


class Row(NamedTuple):
    """A person, and where the file tells of it."""

    line: int
    person: Entry


def read_people(path: Path, tell: Callable[[Strange], object] | None = None) -> Iterator[Row | BadRow]:
    """Reads row by row; `tell` hears of columns that are passed over.

    Raises `Malformed` at once when the file as a whole is of another form.
    """
    return begun(_rows(path, tell))


def _rows(path: Path, tell: Callable[[Strange], object] | None) -> Iterator[Row | BadRow]:
    seen: dict[PersonId, int] = {}
    with opened(path) as file:
        header, told = header_of(path, file, COLUMNS)
        must_name(path, header, told, NEEDED, COLUMNS, tell)
        for number, line in rows_of(file):
            try:
                person = _person(named(header, line))
            except Wrong as wrong:
                yield BadRow(number, wrong.column, str(wrong))
                continue
            first = seen.setdefault(person.id, number)
            if first == number:
                yield Row(number, person)
            else:
                yield BadRow(number, "id", f"{person.id!r} stands on line {first} already; expected one row a person")


def _person(row: dict[str, str]) -> Entry:
    """Columns that are not ours are passed over. Roles stand apart by blanks or `;`."""
    said: dict[str, object] = {name: value for name, value in row.items() if name in COLUMNS and value}
    if "roles" in said:
        said["roles"] = str(said["roles"]).replace(";", " ").lower().split()
    try:
        return Entry.model_validate(said)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        column = str(first["loc"][0])
        value = given(first["input"]) if first["type"] != "missing" else "nothing"
        form = FORMS.get(column) if first["type"] == "string_pattern_mismatch" else None
        raise Wrong(column, f"{value} was given; {form or complaint(first)}") from None


def with_their_line(rows: Iterable[Row], known: Mapping[PersonId, PersonId | None]) -> tuple[list[Row], list[BadRow]]:
    """Those whose manager exists, in the file or among the `known`, and whose line ends; and the others with why.

    Whoever is refused is nobody's manager either, unless known before.
    """
    left, bad = {row.person.id: row for row in rows}, list[BadRow]()
    while wrong := list(_wrong(left, known)):
        for row, why in wrong:
            bad.append(BadRow(row.line, "manager", why))
            del left[row.person.id]
    return list(left.values()), bad


def _wrong(rows: Mapping[PersonId, Row], known: Mapping[PersonId, PersonId | None]) -> Iterator[tuple[Row, str]]:
    above = {**known, **{person: row.person.manager for person, row in rows.items()}}
    ends: set[PersonId] = set()
    """Whose line was followed to its end."""
    for person, row in rows.items():
        manager = row.person.manager
        if manager is not None and manager not in above:
            yield row, f"{manager!r} was given; expected the id of somebody in this file or in the directory"
            continue
        line = [person]
        while (up := above.get(line[-1])) is not None and up not in ends:
            if up in line:
                if up == person:
                    round_ = " → ".join([*line, up])
                    yield row, f"{round_} leads back to where it began; expected a line that ends"
                break
            line.append(up)
        else:
            ends.update(line)
