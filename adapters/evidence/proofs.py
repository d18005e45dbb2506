"""Single proofs, for whoever keeps heads and asks for one event, or for the way from one head to the next."""

from collections.abc import Mapping
from typing import Any

from ledger.notary import statements, tiles
from ledger.notary.verify import Head, Note, prefix, spelt
from ledger.snapshot import snapshot
from vocabulary.refusals import Malformed, NothingSealed, UnknownItem


def inclusion(url: str, stream: str, version: int) -> Mapping[str, Any]:
    """The line of an event, which leaf it is, its path, and the head that they lead to."""
    with snapshot(url, "perennial audit") as connection:
        head = statements.newest(connection)
        row = connection.execute(
            "SELECT notification_id, topic, state FROM ledger.events "
            "WHERE originator_id = %s AND originator_version = %s",
            [stream, version],
        ).fetchone()
        if row is None:
            raise UnknownItem(f"there is no event {version} of {stream!r}; `perennial history ID --json` lists them")
        position, topic, state = row
        if position > head.position:
            raise NothingSealed(f"event {version} of {stream} is not sealed yet; repeat this in a few seconds")
        index = tiles.indexes(connection, [position])[0]
        path = tiles.tree(connection).inclusion(index, head.size)
        line = prefix(position, stream, version, topic) + bytes(state) + b"}"
        return {"event": line.decode(), "index": index, "path": spelt(path), "head": str(head.note)}


def consistency(url: str, older: Note | None, newer: Note | None) -> Mapping[str, Any]:
    """The path between two heads; the newest where the later is not given."""
    with snapshot(url, "perennial audit") as connection:
        last = statements.newest(connection)
        old, new = (Head.parse(note) if note is not None else last for note in (older, newer))
        if not 0 < old.size <= new.size <= last.size:
            raise Malformed(f"give the older head first: {old}, {new}; the newest is {last}")
        path = tiles.tree(connection).consistency(old.size, new.size)
        return {"from": str(old.note), "to": str(new.note), "path": spelt(path)}
