"""Writes evidence for somebody who trusts nobody here: `ledger.notary.verify` reads it, offline."""

import json
import os
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final, LiteralString, NamedTuple

from psycopg import Connection

from ledger.notary import statements, tiles
from ledger.notary.handed_out import appearing, on_disk
from ledger.notary.keys import SigningKey
from ledger.notary.verify import FORMAT, LOG, Head, Note, Progress, is_head, logged, path_line, prefix, refuse
from ledger.snapshot import entries

ALL: Final = "all"
LINKS: Final = 64
"""Heads that a bundle of one community links to its last, spread over all there are."""
HEADS: Final = 4_000
"""Heads that a bundle of the whole record holds, likewise: more take longer to verify than they prove."""
_AT_ONCE: Final = 1_000
_UPTO: Final[LiteralString] = "notification_id <= %(upto)s"
_OF: Final[LiteralString] = """notification_id IN (
    SELECT one.notification_id FROM unnest(%(firsts)s::text[], %(behind)s::text[]) AS streams (first, behind)
    JOIN ledger.events AS one ON one.originator_id >= first AND one.originator_id < behind)"""


class Scope(NamedTuple):
    """What a bundle is to hold."""

    name: str
    """`all`, or what it tells of."""
    streams: Sequence[tuple[str, str]] = ()
    """Between which names those lie that belong to it, each first and the one after the last; none for all."""

    @property
    def condition(self) -> LiteralString:
        """For `ledger.snapshot.entries`, with what `asked` gives."""
        return f"{_OF} AND {_UPTO}" if self.streams else _UPTO

    def asked(self, head: Head) -> Mapping[str, Any]:
        firsts, behind = zip(*self.streams, strict=True) if self.streams else ((), ())
        return {"upto": head.position, "firsts": list(firsts), "behind": list(behind)}


@dataclass(frozen=True)
class Written:
    """A bundle that was written."""

    events: int
    head: Head
    digest: str
    """SHA-256 of the whole file, in hexadecimal."""


def write_bundle(
    connection: Connection[Any],
    key: SigningKey,
    path: Path,
    scope: Scope,
    *,
    head: Head,
    told: Mapping[str, Any],
    report: str,
    complete: bool = False,
    held: Sequence[Note] = (),
    progress: Progress = lambda _done, _of: None,
    account: Callable[[Written], object] = lambda _: None,
) -> Written:
    """Within a transaction that sees one state of the record, up to `head`; the file appears whole, or not at all.

    `account` notes that it is handed out, once all of it is on the disk and before it appears; where that fails, it
    does not. Raises `Malformed` where no file can be written there.
    `told` goes into the manifest, for people. `complete` adds where every other event stands, without what it says, so
    that it can be seen that none of the scope was left out. `held` are heads that the reader has already, and wants to
    see continued.
    """
    with appearing(path) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            events, positions = _events(archive, connection, scope, head, progress)
            notes = statements.recorded(connection)
            heads = [Head.parse(note) for note in notes if is_head(note)]
            every = scope.name == ALL or complete
            older = _spread([one for one in heads if 0 < one.size < head.size], HEADS if every else LINKS)
            changes = [note for note in notes if not is_head(note)]
            _put(archive, "statements.txt", _statements([*changes, *(one.note for one in older), head.note]))
            if not every:
                _proofs(archive, connection, positions, head)
                _links(archive, connection, [*older, *map(Head.parse, held)], head)
            if complete and scope.name != ALL:
                _log(archive, connection, head)
            manifest = {
                "format": FORMAT,
                "scope": scope.name,
                "key": str(key.public),
                "events": events,
                "head": head.size,
                **told,
            }
            _put(archive, "manifest.json", json.dumps(manifest, indent=2) + "\n")
            _put(archive, "report.html", report)
        written = Written(events, head, seal(file, key))
        on_disk(file)
        account(written)
    return written


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(_entry(name), text.encode())


def _statements(notes: Sequence[Note]) -> str:
    return "\n".join(map(str, notes))


def _events(
    archive: zipfile.ZipFile, connection: Connection[Any], scope: Scope, head: Head, progress: Progress
) -> tuple[int, list[int]]:
    """The lines of all events; returns how many, and where they stand if they are not all there are."""
    asked = scope.asked(head)
    counting: LiteralString = "SELECT count(*) FROM ledger.events WHERE " + scope.condition  # noqa: S608  literals
    counted = connection.execute(counting, asked).fetchone()
    of = counted[0] if counted else 0
    positions: list[int] = []
    count = 0
    with archive.open(_entry("events.ndjson"), "w", force_zip64=True) as lines:
        for rows in entries(connection, scope.condition, asked):
            for position, stream, version, topic, state in rows:
                if b"\n" in state:
                    refuse(
                        f"event {version} of {stream} was damaged: it holds a line break; see `perennial audit check`"
                    )
                lines.write(prefix(position, stream, version, topic) + state + b"}\n")
                if scope.name != ALL:
                    positions.append(position)
            count += len(rows)
            progress(count, of)
    return count, positions


def _log(archive: zipfile.ZipFile, connection: Connection[Any], head: Head) -> None:
    """Where every event stands, with the hash of what it says."""
    with archive.open(_entry(LOG), "w", force_zip64=True) as lines:
        for rows in entries(connection, _UPTO, {"upto": head.position}):
            lines.writelines(logged(prefix(*row[:4]), row[4]) + b"\n" for row in rows)


def _proofs(archive: zipfile.ZipFile, connection: Connection[Any], positions: Sequence[int], head: Head) -> None:
    tree = tiles.tree(connection)
    with archive.open(_entry("proofs.ndjson"), "w", force_zip64=True) as lines:
        for first in range(0, len(positions), _AT_ONCE):
            for index in tiles.indexes(connection, positions[first : first + _AT_ONCE]):
                lines.write(path_line("index", index, tree.inclusion(index, head.size)))


def _links(archive: zipfile.ZipFile, connection: Connection[Any], older: Sequence[Head], head: Head) -> None:
    tree = tiles.tree(connection)
    sizes = sorted({one.size for one in older if 0 < one.size < head.size})
    with archive.open(_entry("links.ndjson"), "w") as lines:
        for size in sizes:
            lines.write(path_line("from", size, tree.consistency(size, head.size)))


def _spread(heads: Sequence[Head], most: int) -> list[Head]:
    """Some of them, about as far from each other."""
    return [heads[len(heads) * place // most] for place in range(most)] if len(heads) > most else list(heads)


def seal(file: BinaryIO, key: SigningKey) -> str:
    """Puts the seal into the comment of the archive; it is over every byte before it, its own length included.

    Returns the SHA-256 of the whole file, in hexadecimal.
    """
    length = len(str(_sealed(key, "0" * 64)).encode())
    file.seek(-2, os.SEEK_END)
    file.write(length.to_bytes(2, "little"))
    file.seek(0)
    digest = sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    note = str(_sealed(key, digest.hexdigest())).encode()
    file.write(note)
    digest.update(note)
    return digest.hexdigest()


def _sealed(key: SigningKey, digest: str) -> Note:
    return key.sign(f"{key.name} export\nsha256 {digest}\n")
