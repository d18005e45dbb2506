"""A person's due dates as a calendar that other programs read (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from icalendar import Calendar, Event
from psycopg import Connection

from adapters.directory import Directory, Entry
from projections.inbox_row import InboxRow
from projections.waiting import waiting_for
from vocabulary.people import PersonId
from vocabulary.plain_text import one_line
from vocabulary.refusals import FeedNotFound

REFRESHED: Final = timedelta(hours=1)
"""How often a program is asked to look again."""


def calendar_of(connection: Connection[Any], person: PersonId) -> bytes:
    """Everything open that the person may answer, by due date; refuses whom the directory does not know any more."""
    entry = Directory(connection).get(person)
    if entry is None:
        raise FeedNotFound(f"the directory does not know {person} any more")
    return calendar_file(entry, waiting_for(connection, entry.id, entry.roles))


def calendar_file(entry: Entry, rows: Iterable[InboxRow]) -> bytes:
    """The same rows make the same file, so that programs see what changed; nothing in it names anybody else."""
    calendar = Calendar()
    calendar.add("prodid", "-//Perennial//due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Perennial: {one_line(entry.name)}")
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    for row in rows:
        calendar.add_component(_event(row))
    content: bytes = calendar.to_ical()
    return content


def _event(row: InboxRow) -> Event:
    event = Event()
    event.add("uid", f"{row.id}@perennial")
    event.add("dtstamp", _utc(row.opened_at))
    event.add("dtstart", _utc(row.due))
    event.add("summary", one_line(f"{row.title} ({row.community_title})"))
    event.add("description", f"Answer it: perennial task show {row.id}")
    event.add("categories", [row.kind.value])
    event.add("transp", "TRANSPARENT")
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
