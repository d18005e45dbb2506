"""The outbox: notices that wait, that were sent, and that could not be."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any, Final

import orjson
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from adapters.notices.notice import Notice
from vocabulary.ids import TaskId
from vocabulary.notices import NoticeKind, NoticeState
from vocabulary.people import PersonId, Role

CHANNEL: Final = "notices"
"""Where the one who delivers hears that there is something to send."""

_NAMES: Final = [field.name for field in fields(Notice)]
_LIST: Final = ", ".join(_NAMES)
_GIVEN: Final = (
    *("key", "stream", "version", "kind", "community", "task", "person", "role", "channel"),
    *("daily", "noted_at", "not_before", "on_behalf_of"),
)
_ADD: Final = f"""
    INSERT INTO notices.outbox ({", ".join(_GIVEN)})
    SELECT {", ".join(_GIVEN)} FROM jsonb_populate_recordset(NULL::notices.outbox, %s)
    ON CONFLICT (key) DO NOTHING"""  # noqa: S608  names of our own fields
_SELECT: Final = f"SELECT {_LIST} FROM notices.outbox "  # noqa: S608
_DUE: Final = (
    _SELECT + "WHERE state = 'pending' AND channel = %s AND not_before <= %s ORDER BY not_before, key LIMIT %s"
)
_OF_THE_DAY: Final = (
    _SELECT + "WHERE state = 'pending' AND daily AND parcel IS NULL AND channel = %s AND not_before <= %s "
    "AND person = ANY(%s) ORDER BY noted_at, key"
)
_OF_PARCELS: Final = (
    _SELECT + "WHERE state = 'pending' AND daily AND channel = %s AND parcel = ANY(%s) AND person = ANY(%s) "
    "ORDER BY noted_at, key"
)
_FIND: Final = _SELECT + (
    "WHERE (%(state)s::text IS NULL OR state = %(state)s) AND (%(person)s::text IS NULL OR person = %(person)s) "
    "ORDER BY noted_at DESC, key LIMIT %(limit)s"
)
# A key begins with the stream and "@", and "A" comes after it: so the key's own index serves.
_OF_STREAMS: Final = f"""
    SELECT {_LIST} FROM unnest(%s::text[]) AS asked (of_stream)
    JOIN notices.outbox ON key >= of_stream || '@' AND key < of_stream || 'A' AND stream = of_stream
    ORDER BY noted_at, key"""  # noqa: S608  names of our own fields
_CLAIM: Final = """
    UPDATE notices.outbox SET state = 'sending', parcel = %s, attempts = attempts + 1, attempted_at = %s
    WHERE key = ANY(%s) AND state = 'pending' RETURNING key"""


class Outbox:
    """Rows by statements; what belongs together is done within a transaction of the caller's."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    # -- what is to be told -------------------------------------------------------------------------------------

    def add(self, notices: Sequence[Notice]) -> int:
        """Notes what is to be sent; what is known already stays as it is. Returns how many are new."""
        if not notices:
            return 0
        rows = [{name: value for name, value in asdict(one).items() if name in _GIVEN} for one in notices]
        added = self._connection.execute(_ADD, [Jsonb(rows, dumps=orjson.dumps)]).rowcount
        self._connection.execute("SELECT pg_notify(%s, '')", [CHANNEL])
        return added

    def told_of(self, tasks: Iterable[TaskId]) -> list[Notice]:
        """Whatever was sent, or is being sent, about these tasks; not that they ended."""
        condition = "WHERE task = ANY(%s) AND state IN ('sent', 'sending') AND kind <> %s ORDER BY noted_at, key"
        return self._read(_SELECT + condition, [list(tasks), NoticeKind.CLOSED.value])

    def drop_closed(self, tasks: Iterable[TaskId]) -> int:
        """Takes back what waits to be told about tasks that have ended."""
        return self._connection.execute(
            "UPDATE notices.outbox SET state = 'dropped', problem = 'the question had ended before it was sent' "
            "WHERE task = ANY(%s) AND state IN ('pending', 'dead') AND kind <> %s",
            [list(tasks), NoticeKind.CLOSED.value],
        ).rowcount

    def pass_over(self, on: date, facts: int) -> None:
        """Notes that so many facts were too old to tell anybody of."""
        self._connection.execute(
            "INSERT INTO notices.passed_over AS known (noted_on, facts) VALUES (%s, %s) "
            "ON CONFLICT (noted_on) DO UPDATE SET facts = known.facts + excluded.facts",
            [on, facts],
        )

    # -- delivery -----------------------------------------------------------------------------------------------

    def channels_due(self, at: datetime) -> list[str]:
        rows = self._connection.execute(
            "SELECT DISTINCT channel FROM notices.outbox WHERE state = 'pending' AND not_before <= %s ORDER BY 1", [at]
        )
        return [channel for (channel,) in rows]

    def due(self, channel: str, at: datetime, limit: int) -> list[Notice]:
        """What may be sent now, the longest waiting first; of a day's mail perhaps not all."""
        return self._read(_DUE, [channel, at, limit])

    def of_the_day(self, channel: str, at: datetime, people: Sequence[PersonId]) -> list[Notice]:
        """All that belongs into the mails of the day of these people."""
        return self._read(_OF_THE_DAY, [channel, at, people])

    def of_parcels(self, channel: str, parcels: Sequence[str], people: Sequence[PersonId]) -> list[Notice]:
        """All that was put together for an earlier attempt at these mails."""
        return self._read(_OF_PARCELS, [channel, parcels, people])

    def claim(self, keys: Sequence[str], parcel: str, at: datetime) -> list[str]:
        """Takes them in hand for one attempt; returns which of them still waited."""
        return [key for (key,) in self._connection.execute(_CLAIM, [parcel, at, keys])]

    def sent(self, keys: Sequence[str], at: datetime) -> None:
        self._connection.execute(
            "UPDATE notices.outbox SET state = 'sent', sent_at = %s, problem = NULL "
            "WHERE key = ANY(%s) AND state = 'sending'",
            [at, keys],
        )

    def later(
        self, keys: Sequence[str], at: datetime, *, until: datetime, problem: str, counts: bool, perhaps: bool = False
    ) -> None:
        """Lets them wait for another attempt; `counts` towards giving up, `perhaps` it arrived all the same."""
        self._connection.execute(
            "UPDATE notices.outbox SET state = 'pending', not_before = %s, problem = %s, failures = failures + %s, "
            "first_failed_at = CASE WHEN %s THEN coalesce(first_failed_at, %s) ELSE first_failed_at END, "
            "perhaps_twice = perhaps_twice OR %s WHERE key = ANY(%s) AND state IN ('pending', 'sending')",
            [until, problem, int(counts), counts, at, perhaps, keys],
        )

    def end(self, keys: Sequence[str], state: NoticeState, problem: str) -> None:
        """Given up, or dropped: not tried again by itself."""
        self._connection.execute(
            "UPDATE notices.outbox SET state = %s, problem = %s, failures = failures + %s "
            "WHERE key = ANY(%s) AND state IN ('pending', 'sending')",
            [state.value, problem, int(state is NoticeState.DEAD), keys],
        )

    def take_over(self) -> int:
        """What a sender that is gone had in hand waits again: nobody knows whether it arrived. Returns how many."""
        return self._connection.execute(
            "UPDATE notices.outbox SET state = 'pending', perhaps_twice = true, "
            "problem = 'the one who sent it was gone before it was recorded' WHERE state = 'sending'"
        ).rowcount

    def away(self, channel: str, since: datetime, problem: str) -> None:
        """Notes that a channel does not answer, and since when."""
        self._connection.execute(
            "INSERT INTO notices.away (channel, since, problem) VALUES (%s, %s, %s) "
            "ON CONFLICT (channel) DO UPDATE SET problem = excluded.problem",
            [channel, since, problem],
        )

    def back(self, channel: str) -> None:
        self._connection.execute("DELETE FROM notices.away WHERE channel = %s", [channel])

    # -- for people ---------------------------------------------------------------------------------------------

    def get(self, key: str) -> Notice | None:
        return next(iter(self._read(_SELECT + "WHERE key = %s", [key])), None)

    def find(self, *, state: NoticeState | None, person: PersonId | None, limit: int) -> list[Notice]:
        """The newest first."""
        return self._read(_FIND, {"state": state, "person": person, "limit": limit})

    def of_streams(self, streams: Sequence[str]) -> list[Notice]:
        """Whatever was to be told of facts in these streams, in the order in which it was noted."""
        return self._read(_OF_STREAMS, [streams])

    def retry(self, keys: Sequence[str] | None, at: datetime) -> int:
        """Lets dead ones be tried again from the beginning; all of them where no keys are given."""
        return self._connection.execute(
            "UPDATE notices.outbox SET state = 'pending', not_before = %s, failures = 0, first_failed_at = NULL, "
            "problem = NULL WHERE state = 'dead' AND (%s::text[] IS NULL OR key = ANY(%s))",
            [at, keys, keys],
        ).rowcount

    def forget(self, person: PersonId) -> None:
        """Leaves of somebody who was erased nothing but ids of what was sent: no link, no calendar, nothing to send."""
        self._connection.execute(
            "UPDATE notices.outbox SET state = 'dropped', problem = 'the person was erased' "
            "WHERE %s IN (person, on_behalf_of) AND state IN ('pending', 'dead')",
            [person],
        )
        self._connection.execute("DELETE FROM notices.links WHERE %s IN (person, on_behalf_of)", [person])
        self._connection.execute("DELETE FROM notices.feeds WHERE person = %s", [person])

    def _read(self, query: str, arguments: Any) -> list[Notice]:
        with self._connection.cursor(row_factory=dict_row) as cursor:
            return [_notice(row) for row in cursor.execute(query.encode(), arguments)]


def _notice(row: dict[str, Any]) -> Notice:
    kind, role, state = NoticeKind(row["kind"]), Role(row["role"]), NoticeState(row["state"])
    return Notice(**{**row, "kind": kind, "role": role, "state": state})
