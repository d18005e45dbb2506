"""How far each view has come; kept by the ledger, and moved in one transaction with the rows."""

from collections.abc import Collection, Sequence
from typing import Final

from ledger.positions import head, position
from projections.view import Connected, View

CURSOR: Final = "views"
"""The follower that reads the log for all views. A view's own position is what holds for its rows."""


def begin(connection: Connected) -> None:
    """Makes sure that there is a cursor to lock."""
    connection.execute(
        "INSERT INTO ledger.positions (follower, position) VALUES (%s, 0) ON CONFLICT DO NOTHING", [CURSOR]
    )


def lock(connection: Connected, views: Sequence[View]) -> tuple[int, dict[str, int]]:
    """The cursor, and by follower the position of each view that stands; kept from changing to the transaction's end.

    The cursor first, always: whoever wants to change a view's position asks for it, so nobody waits in a ring.
    """
    rows = connection.execute(
        "SELECT follower, position FROM ledger.positions WHERE follower = ANY(%s) "
        "ORDER BY follower <> %s, follower FOR UPDATE",
        [[CURSOR, *(view.follower for view in views)], CURSOR],
    ).fetchall()
    standing = dict(rows)
    return standing.pop(CURSOR, 0), standing


def move(connection: Connected, followers: Collection[str], to: int) -> None:
    connection.execute(
        "UPDATE ledger.positions SET position = %s, updated_at = now() WHERE follower = ANY(%s)",
        [to, list(followers)],
    )


def put(connection: Connected, follower: str, at: int) -> None:
    connection.execute(
        "INSERT INTO ledger.positions (follower, position) VALUES (%s, %s) "
        "ON CONFLICT (follower) DO UPDATE SET position = excluded.position, updated_at = now()",
        [follower, at],
    )


def forget(connection: Connected, followers: Collection[str]) -> None:
    connection.execute("DELETE FROM ledger.positions WHERE follower = ANY(%s)", [list(followers)])


def standing_versions(connection: Connected, view: View) -> list[int]:
    """The versions of a view that the ledger has positions for; one, except while none stands."""
    rows = connection.execute(
        "SELECT follower FROM ledger.positions WHERE follower ^@ %s", [f"view/{view.name}@"]
    ).fetchall()
    endings = [follower.rpartition("@")[2] for (follower,) in rows]
    return sorted(int(ending) for ending in endings if ending.isdigit())


def reached(connection: Connected, views: Sequence[View]) -> int:
    """The position that all the views have reached; 0 where one does not stand."""
    rows = connection.execute(
        "SELECT coalesce(position, 0) FROM unnest(%s::text[]) wanted(follower) "
        "LEFT JOIN ledger.positions USING (follower)",
        [[view.follower for view in views]],
    ).fetchall()
    return min((at for (at,) in rows), default=0)


__all__ = ["CURSOR", "begin", "forget", "head", "lock", "move", "position", "put", "reached", "standing_versions"]
