"""How it stands with notices as a whole, for `perennial notices` and the doctor."""

from datetime import datetime
from typing import Any

from psycopg import Connection


class Counts:
    """Read once, when it is made."""

    def __init__(self, connection: Connection[Any]) -> None:
        self.waiting, self.dead, self.perhaps_twice = _row(
            connection,
            "SELECT (SELECT count(*) FROM notices.outbox WHERE state = 'pending'), "
            "(SELECT count(*) FROM notices.outbox WHERE state = 'dead'), "
            "(SELECT count(*) FROM notices.outbox WHERE perhaps_twice)",
        )
        (self.passed_over,) = _row(connection, "SELECT coalesce(sum(facts), 0)::bigint FROM notices.passed_over")
        self.away: dict[str, tuple[datetime, str]] = {
            channel: (since, problem)
            for channel, since, problem in connection.execute(
                "SELECT channel, since, problem FROM notices.away ORDER BY channel"
            )
        }


def _row(connection: Connection[Any], query: str) -> tuple[int, ...]:
    row = connection.execute(query.encode()).fetchone()
    return tuple(int(one) for one in row) if row else ()
