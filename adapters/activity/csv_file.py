"""Activity from a CSV file: one row a sign, or what was found of projects week by week."""

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from adapters.activity.lines import lines_of
from adapters.activity.row import COLUMNS, NEEDED, Raw
from adapters.csv_lines import BadRow, header_of, must_name
from vocabulary.refusals import Malformed

_GIVEN: Final = itemgetter(1)
Reading = Callable[[int, list[str]], Raw | BadRow | None]


def read_csv(path: Path, now: datetime) -> Iterator[Raw | BadRow]:
    """Raises `Malformed` at once where the file as a whole is not of one of the two forms."""
    lines = lines_of(path)
    header, first = header_of(path, (line or "" for _, line in lines), COLUMNS)
    if "snapshot_date" in header:
        from adapters.activity.weekly import WEEKLY, weekly  # few files need it, and all that it imports

        must_name(path, header, first, WEEKLY.needed, WEEKLY.wanted)
        return _rows(lines, len(header), weekly(header, now))
    must_name(path, header, first, NEEDED, COLUMNS)
    if strange := [name for name in header if name not in COLUMNS]:
        raise Malformed(f"{path}:1: {', '.join(strange)} is no column that is known; expected {','.join(COLUMNS)}")
    return _rows(lines, len(header), _signs(header))


def _rows(lines: Iterator[tuple[int, str | None]], width: int, understand: Reading) -> Iterator[Raw | BadRow]:
    for number, line in lines:
        if line is None:
            yield BadRow(number, "row", "is longer than a million bytes; expected a line a row")
            continue
        if not line or line.isspace():
            continue
        if '"' in line:
            # A line is a row: a forgotten quote costs its own line, and never the rows after it.
            try:
                values = next(csv.reader([line], strict=True))
            except csv.Error as error:
                yield BadRow(number, "row", f"is not CSV ({error}); expected quotes around what holds commas or quotes")
                continue
        else:
            values = line.split(",")
        if len(values) != width:
            yield BadRow(number, "row", f"{len(values)} values were given; expected {width}, as the header has")
            continue
        row = understand(number, values)
        if row is not None:
            yield row


def _signs(header: list[str]) -> Reading:
    def understand(number: int, values: list[str]) -> Raw:
        fields: dict[str, Any] = dict(filter(_GIVEN, zip(header, map(str.strip, values), strict=True)))
        if (people := fields.get("people")) is not None:
            fields["people"] = people.replace(";", " ").split()
        return Raw(number, fields)

    return understand
