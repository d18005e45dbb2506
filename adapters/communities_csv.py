"""Existing communities from a CSV file: the rows that can be taken over, and those that can't, each with its place."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from adapters.community_row import Wrong, own, podling
from aggregates.commands.importing import ExistingCommunity
from vocabulary.refusals import Malformed

PODLINGS: Final = ("id", "name", "status", "sponsor", "mentors", "start_date", "end_date")
OWN: Final = ("id", "title", "sponsor", "started", "ended", "outcome")

_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class Row(NamedTuple):
    """A community as the file tells of it; `word` is the file's own for how it stands."""

    line: int
    community: ExistingCommunity
    word: str


class BadRow(NamedTuple):
    """A row that can't be taken over."""

    line: int
    column: str
    why: str
    """What was given, and what was expected."""

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.why}"


def read_communities(path: Path, now: datetime) -> Iterator[Row | BadRow]:
    """Reads row by row, so that a file may be of any length.

    Raises `Malformed` at once when the file as a whole is not of one of the two forms.
    """
    try:
        with _open(path) as file:
            header = _header(path, file)
    except FileNotFoundError:
        raise Malformed(f"{path}: there is no such file") from None
    except OSError as error:
        raise Malformed(f"{path}: can't be read ({error.strerror or error})") from None
    return _rows(path, header, now)


def _open(path: Path) -> TextIO:
    # Bytes that are not UTF-8 come through as surrogates, so that they cost a row and not the file.
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _header(path: Path, lines: Iterator[str]) -> list[str]:
    first = next(lines, "")
    try:
        header = [name.strip().lower() for name in next(csv.reader([first]), [])]
    except csv.Error:
        header = []
    if not any(header):
        raise Malformed(f"{path}:1: is empty; the first line names the columns: {','.join(OWN)}")
    if _UNPRINTABLE.search(first.rstrip("\r\n")):
        raise Malformed(f"{path}:1: is not text in UTF-8; save it as 'CSV UTF-8'")
    wanted = PODLINGS if {"name", "status"} & set(header) else OWN
    needed = [name for name in wanted if name not in {"mentors", "sponsor"}]
    if missing := [name for name in needed if name not in header]:
        hint = f"; separate the columns by commas, not by {first.count(';')} semicolons" if ";" in first else ""
        raise Malformed(f"{path}:1: lacks the columns {', '.join(missing)}; expected {','.join(wanted)}{hint}")
    if len(set(header)) < len(header):
        raise Malformed(f"{path}:1: names a column twice; expected {','.join(wanted)}")
    return header


def _rows(path: Path, header: list[str], now: datetime) -> Iterator[Row | BadRow]:
    understand = podling if "status" in header else own
    seen: dict[str, int] = {}
    with _open(path) as file:
        next(file)
        # A line is a row: a forgotten quote costs its own line, and never the rows after it.
        for number, line in enumerate(file, start=2):
            if not line.strip():
                continue
            try:
                community, word = understand(_named(header, line), now)
            except Wrong as wrong:
                yield BadRow(number, wrong.column, str(wrong))
                continue
            first = seen.setdefault(community.id, number)
            if first == number:
                yield Row(number, community, word)
            else:
                why = f"{community.id!r} stands on line {first} already; expected one row a community"
                yield BadRow(number, "id", why)


def _named(header: list[str], line: str) -> dict[str, str]:
    try:
        values = next(csv.reader([line.rstrip("\r\n")], strict=True))
    except csv.Error as error:
        raise Wrong(
            "row", f"is not CSV ({error}); expected quotes around a value that holds commas or quotes"
        ) from None
    if len(values) != len(header):
        raise Wrong("row", f"{len(values)} values were given; expected {len(header)}: {','.join(header)}")
    row = {name: value.strip() for name, value in zip(header, values, strict=True)}
    for name, value in row.items():
        if found := _UNPRINTABLE.search(value):
            kind = "bytes that are not UTF-8" if found[0] >= "\ud800" else "a control character"
            raise Wrong(name, f"holds {kind}; expected text in UTF-8")
    return row
