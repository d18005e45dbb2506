"""CSV files as people send them: a header that names the columns, a line a row, each mistake with its place."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, TextIO, TypeAlias, TypeVar

from adapters.readable import readable
from vocabulary.digits import some
from vocabulary.plain_text import UNWANTED
from vocabulary.refusals import Malformed

T = TypeVar("T")

_UNPRINTABLE: Final = re.compile(f"[\x00-\x1f{UNWANTED}\ud800-\udfff]")
_NO_UTF_8: Final = re.compile(r"[\ud800-\udfff]")


Place: TypeAlias = int | tuple[str, int]
"""A line of the file, or a file within it and the line, or message, there; counted from 1."""


class BadRow(NamedTuple):
    """A row that can't be taken over."""

    line: int
    column: str
    why: str
    """What was given, and what was expected."""

    @classmethod
    def at(cls, place: Place, column: str, why: str) -> "BadRow":
        """Names the file within the file, too, where there is one."""
        if isinstance(place, int):
            return cls(place, column, why)
        file, line = place
        return cls(line, f"{file} {column}", why)

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.why}"


class Wrong(Exception):  # noqa: N818  an answer about the row
    """A value that can't be taken over; names its column, what was given and what was expected."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column = column


class Strange(NamedTuple):
    """Columns that nothing is known of: files come from other systems, so they are passed over, and named."""

    columns: Sequence[str]
    known: Sequence[str]

    def __str__(self) -> str:
        passed = "it is" if len(self.columns) == 1 else "they are"
        known = ",".join(self.known)
        return f"nothing is known of {_columns(self.columns)}, so {passed} passed over; those that are known: {known}"


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """The file as text; raises `Malformed` where there is none that can be read."""
    # Bytes that are not UTF-8 come through as surrogates, so that they cost a row and not the file.
    with readable(path), path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        yield file


def header_of(path: Path, lines: Iterator[str], example: Sequence[str]) -> tuple[list[str], str]:
    """The names of the columns in lower case, and the line as it stands; raises `Malformed` where there are none."""
    first = next(lines, "")
    try:
        header = [name.strip().lower() for name in next(csv.reader([first]), [])]
    except csv.Error:
        header = []
    if not any(header):
        raise Malformed(f"{path}:1: is empty; the first line names the columns: {','.join(example)}")
    if _UNPRINTABLE.search(first.rstrip("\r\n")):
        raise Malformed(f"{path}:1: is not text in UTF-8; save it as 'CSV UTF-8'")
    return header, first


def must_name(
    path: Path,
    header: Sequence[str],
    first: str,
    needed: Sequence[str],
    wanted: Sequence[str],
    tell: Callable[[Strange], object] | None = None,
) -> None:
    """Raises `Malformed` unless the header holds all columns that are needed, and each once; `tell` hears of others."""
    if missing := [name for name in needed if name not in header]:
        hint = "; separate the columns by commas, not by semicolons" if ";" in first else ""
        raise Malformed(f"{path}:1: lacks {_columns(missing)}; expected {','.join(wanted)}{hint}")
    if len(set(header)) < len(header):
        raise Malformed(f"{path}:1: names a column twice; expected {','.join(wanted)}")
    strange = [name for name in header if name and name not in wanted]
    if strange and tell is not None:
        tell(Strange(strange, wanted))


def _columns(names: Sequence[str]) -> str:
    return f"the column{'s' if len(names) > 1 else ''} {', '.join(names)}"


def rows_of(file: TextIO) -> Iterator[tuple[int, str]]:
    """Lines below the header that hold something, with their numbers; the file stands behind the header."""
    # A line is a row: a forgotten quote costs its own line, and never the rows after it.
    for number, line in enumerate(file, start=2):
        if line.strip():
            yield number, line


def begun(rows: Iterator[T]) -> Iterator[T]:
    """The same rows, the first of which is read now: what is wrong with the file as a whole is said before any is used.

    A file is opened once for both, since what comes out of a pipe can't be read twice.
    """
    return _followed(list(islice(rows, 1)), rows)


def _followed(first: Sequence[T], rows: Iterator[T]) -> Iterator[T]:
    yield from first
    yield from rows


def named(header: Sequence[str], line: str) -> dict[str, str]:
    """The values of a row by column; raises `Wrong`."""
    try:
        values = next(csv.reader([line.rstrip("\r\n")], strict=True))
    except csv.Error as error:
        raise Wrong(
            "row", f"is not CSV ({error}); expected quotes around a value that holds commas or quotes"
        ) from None
    if len(values) != len(header):
        were = "was" if len(values) == 1 else "were"
        raise Wrong("row", f"{some(len(values), 'value')} {were} given; expected {len(header)}: {','.join(header)}")
    row = {name: value.strip() for name, value in zip(header, values, strict=True)}
    for name, value in row.items():
        if found := _UNPRINTABLE.search(value):
            if found[0] < "\ud800":
                raise Wrong(name, "holds a control character; expected text in UTF-8")
            raise Wrong(name, "holds bytes that are not UTF-8; save the file as 'CSV UTF-8'")
    return row


def short(text: str) -> str:
    """What was given, short enough for a sentence; of what is not UTF-8, how such a file is saved."""
    if not text:
        return "nothing"
    said = text if len(text) <= 40 else f"{text[:39]}…"
    if _NO_UTF_8.search(text):
        saved = "save the file as UTF-8, which spreadsheets call 'CSV UTF-8'"
        return f"{_NO_UTF_8.sub('?', said)!r}, which is not UTF-8 ({saved}),"
    return repr(said)
