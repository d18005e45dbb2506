"""How far the followers of the log have come, for anybody who wants to know."""

from typing import Any

from psycopg import Connection


def head(connection: Connection[Any]) -> int:
    """The position of the last event in the log; 0 while it is empty."""
    row = connection.execute("SELECT coalesce(max(notification_id), 0) AS head FROM ledger.events").fetchone()
    return int(_first(row))


def position(connection: Connection[Any], follower: str) -> int:
    """The position up to which the follower has applied everything; 0 before it began."""
    row = connection.execute(
        "SELECT coalesce(max(position), 0) AS position FROM ledger.positions WHERE follower = %s", (follower,)
    ).fetchone()
    return int(_first(row))


def caught_up(connection: Connection[Any], follower: str) -> bool:
    """Whether the follower had applied all that stood in the log when this was asked."""
    row = connection.execute(
        "SELECT coalesce((SELECT position FROM ledger.positions WHERE follower = %s), 0) "
        ">= coalesce((SELECT max(notification_id) FROM ledger.events), 0) AS caught_up",
        (follower,),
    ).fetchone()
    return bool(_first(row))


def _first(row: Any) -> Any:
    # Connections of the library's pool answer with dicts, plain ones with tuples.
    return next(iter(row.values())) if isinstance(row, dict) else row[0]
