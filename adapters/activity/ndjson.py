"""Activity from a file with one JSON object a line."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from adapters.activity.lines import lines_of
from adapters.activity.row import Raw
from adapters.csv_lines import BadRow


def read_ndjson(path: Path) -> Iterator[Raw | BadRow]:
    """Fields are named as the columns of the CSV form; `people` is a list."""
    for number, line in lines_of(path):
        if line is None:
            yield BadRow(number, "row", "is longer than a million bytes; expected an object a line")
        elif line and not line.isspace():
            try:
                fields = orjson.loads(line)
            except ValueError:
                yield BadRow(number, "row", 'is not JSON; expected an object such as {"source_id": "m-1", …}')
                continue
            if isinstance(fields, dict):
                yield Raw(number, {name: value for name, value in fields.items() if value is not None})
            else:
                yield BadRow(number, "row", 'is no object; expected one such as {"source_id": "m-1", …}')
