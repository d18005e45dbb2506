"""Existing communities from a CSV file: the rows that can be taken over, and those that can't, each with its place."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from adapters.community_row import own, podling
from adapters.csv_lines import BadRow, Strange, Wrong, begun, header_of, must_name, named, opened, rows_of
from aggregates.commands.importing import ExistingCommunity

PODLINGS: Final = ("id", "name", "status", "sponsor", "mentors", "start_date", "end_date")
OWN: Final = ("id", "title", "sponsor", "started", "ended", "outcome")


class Row(NamedTuple):
    """A community as the file tells of it; `word` is the file's own for how it stands."""

    line: int
    community: ExistingCommunity
    word: str


def read_communities(
    path: Path, now: datetime, tell: Callable[[Strange], object] | None = None
) -> Iterator[Row | BadRow]:
    """Reads row by row, so that a file may be of any length; `tell` hears of columns that are passed over.

    Raises `Malformed` at once when the file as a whole is not of one of the two forms.
    """
    return begun(_rows(path, now, tell))


def _header(path: Path, lines: Iterator[str], tell: Callable[[Strange], object] | None) -> list[str]:
    header, first = header_of(path, lines, OWN)
    wanted = PODLINGS if {"name", "status"} & set(header) else OWN
    must_name(path, header, first, [name for name in wanted if name not in {"mentors", "sponsor"}], wanted, tell)
    return header


def _rows(path: Path, now: datetime, tell: Callable[[Strange], object] | None) -> Iterator[Row | BadRow]:
    seen: dict[str, int] = {}
    with opened(path) as file:
        header = _header(path, file, tell)
        understand = podling if "status" in header else own
        for number, line in rows_of(file):
            try:
                community, word = understand(named(header, line), now)
            except Wrong as wrong:
                yield BadRow(number, wrong.column, str(wrong))
                continue
            first = seen.setdefault(community.id, number)
            if first == number:
                yield Row(number, community, word)
            else:
                why = f"{community.id!r} stands on line {first} already; expected one row a community"
                yield BadRow(number, "id", why)
