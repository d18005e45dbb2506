"""Opens a file of activity, whatever its form is: by what it is called, or by how it begins."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from adapters.activity import git_log
from adapters.activity.form import BEGINS_CALENDAR, BY_ENDING, Format
from adapters.activity.people import Addresses
from adapters.activity.row import Raw, Row, understood_together
from adapters.csv_lines import BadRow
from adapters.readable import BOM, readable
from vocabulary.ids import CommunityId
from vocabulary.refusals import Malformed

TOGETHER: Final = 500
"""Rows that are checked together; where one is wrong, so many may be checked one by one."""


def format_of(path: Path) -> Format:
    """By its ending, or by its first line; raises `Malformed` where there is nothing to read."""
    with readable(path):
        if path.is_dir():
            return Format.SLACK
    if (known := BY_ENDING.get(path.suffix.lower())) is not None:
        return known
    with readable(path), path.open("rb") as file:
        if not path.is_file():
            raise Malformed(f"{path}: is read once only, as a pipe is; say what comes out of it: --format")
        begins = file.read(4096).removeprefix(BOM).lstrip()
    if begins.startswith(b"PK\x03\x04"):
        return Format.SLACK
    if begins.startswith(b"{"):
        return Format.NDJSON
    if begins[:15].upper() == BEGINS_CALENDAR.encode():
        return Format.ICALENDAR
    return Format.GIT if git_log.BEGINS.match(begins.decode("utf-8", "replace")) else Format.CSV


def read_signs(
    path: Path, form: Format, community: CommunityId | None, now: datetime, addresses: Addresses, after: int = 0
) -> Iterator[Row | BadRow]:
    """Reads row by row, so that a file may be of any length.

    `community` is whose activity it is, where the rows do not say; the first `after` rows are left out. Raises
    `Malformed` where the file as a whole is not of the form.
    """
    raws = islice(_raw(path, form, community, now, addresses), after, None)
    while some := list(islice(raws, TOGETHER)):
        rows = iter(understood_together([raw for raw in some if isinstance(raw, Raw)], community))
        for raw in some:
            yield raw if isinstance(raw, BadRow) else next(rows)


def _raw(
    path: Path, form: Format, community: CommunityId | None, now: datetime, addresses: Addresses
) -> Iterator[Raw | BadRow]:
    # What reads one form is of no use for the others, and takes a quarter of a second to import.
    match form:
        case Format.CSV:
            from adapters.activity.csv_file import read_csv

            return read_csv(path, now)
        case Format.NDJSON:
            from adapters.activity.ndjson import read_ndjson

            return read_ndjson(path)
        case Format.ICALENDAR:
            from adapters.activity.calendar_file import read_calendar

            return read_calendar(path, now, addresses)
        case Format.SLACK:
            from adapters.activity.slack import read_slack

            return read_slack(path, community, addresses)
        case Format.GIT:
            return git_log.read_git_log(path, addresses)
