"""The forms in which files tell of activity."""

from enum import StrEnum
from typing import Final


class Format(StrEnum):
    CSV = "csv"
    NDJSON = "ndjson"
    ICALENDAR = "icalendar"
    SLACK = "slack"
    GIT = "git"


BY_ID: Final = frozenset({Format.CSV, Format.NDJSON})
"""Forms that name people by their ids; the others do by their addresses."""
BY_ENDING: Final = {
    ".csv": Format.CSV,
    ".ndjson": Format.NDJSON,
    ".jsonl": Format.NDJSON,
    ".ics": Format.ICALENDAR,
    ".zip": Format.SLACK,
}

BEGINS_CALENDAR: Final = "BEGIN:VCALENDAR"
