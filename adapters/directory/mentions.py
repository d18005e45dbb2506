"""Where the record itself speaks of somebody by name or address: what people wrote there can't be changed."""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from psycopg import Connection

from adapters.directory.entry import Entry

# Bytes as they are, so that not even a damaged fact keeps anybody from being erased; letters of ASCII in either case.
_SAYS: Final = "position(lower(encode(%(said)s, 'escape')) IN lower(encode({}, 'escape'))) > 0"
_EVENTS: Final = f"""
    SELECT originator_id, originator_version, state FROM ledger.events
    WHERE {_SAYS.format("state")} ORDER BY notification_id"""  # noqa: S608  no value is put in
_RECEIPTS: Final = f"""
    SELECT command_id, 0, convert_to(digest || ' ' || result || ' ' || command_id, 'UTF8') FROM ledger.commands
    WHERE {_SAYS.format("convert_to(digest || result || command_id, 'UTF8')")} ORDER BY recorded_at, command_id"""  # noqa: S608


class Mention(NamedTuple):
    """One place; what stands there is not repeated."""

    stream: str
    """Of the event; `command` for the receipt of a command."""
    version: int
    """Of the event; 0 for a receipt."""

    def __str__(self) -> str:
        return f"{self.stream} {self.version}" if self.version else self.stream


def mentions(connection: Connection[Any], person: Entry) -> list[Mention]:
    """The events that hold the name or the address, in the order of the log, and then receipts.

    It reads the whole record: some seconds for a million events.
    """
    found: dict[Mention, None] = {}
    for said in _sayings(person):
        found |= dict.fromkeys(_where(connection, _in_json(said), _alone(_in_json(said), person)))
    return list(found)


def names(text: str, person: Entry) -> bool:
    """Whether a text holds the name or the address."""
    return any(_alone(said, person).search(text) for said in _sayings(person))


def _sayings(person: Entry) -> list[str]:
    return [said for said in (person.name, person.address) if said]


def _alone(said: str, person: Entry) -> re.Pattern[str]:
    """Not within another word; whoever is called as their id is named where it is written as a name."""
    return re.compile(
        rf"(?<![^\W_]){re.escape(said)}(?![^\W_])", re.IGNORECASE if said.lower() != person.id else re.NOFLAG
    )


def _where(connection: Connection[Any], said: str, stands_alone: re.Pattern[str]) -> Iterator[Mention]:
    arguments = {"said": said.encode()}
    for query, is_event in ((_EVENTS, True), (_RECEIPTS, False)):
        with connection.cursor(binary=True) as cursor:
            for name, version, state in cursor.stream(query.encode(), arguments):
                if stands_alone.search(bytes(state).decode(errors="replace")):
                    yield Mention(name if is_event else f"command {name}", version)


def _in_json(text: str) -> str:
    """As it stands within a fact, where quotes and backslashes are escaped."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
