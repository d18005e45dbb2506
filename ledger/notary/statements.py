"""What the notary has stated: in the database, and in a file outside of it that is only ever appended to."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from psycopg import Connection

from ledger.notary.verify import Head, Note, NotVerified, is_head
from vocabulary.refusals import NothingSealed

_NOTE: Final = re.compile(r"(?:\A|(?<=\n\n))(?:[^\n]+\n)+\n(?:— [^\n]+\n)+")
_TAIL: Final = 1 << 16
"""Bytes; hundreds of statements."""


def recorded(connection: Connection[Any]) -> list[Note]:
    """All that the database holds, in the order of signing; raises `NotVerified` where one is no note."""
    rows = connection.execute("SELECT note FROM notary.statements ORDER BY number").fetchall()
    return [Note.parse(note) for (note,) in rows]


_LAST_HEAD: Final = "SELECT note FROM notary.statements WHERE is_head ORDER BY number DESC LIMIT 1"


def last_recorded(connection: Connection[Any]) -> Head | None:
    row = connection.execute(_LAST_HEAD).fetchone()
    return Head.parse(Note.parse(row[0])) if row else None


def newest(connection: Connection[Any]) -> Head:
    """The same; refuses where nothing was sealed yet."""
    head = last_recorded(connection)
    if head is None:
        raise NothingSealed("nothing was sealed yet: see that `perennial notary` runs")
    return head


def record(connection: Connection[Any], size: int, note: Note) -> None:
    connection.execute(
        "INSERT INTO notary.statements (size, is_head, note) VALUES (%s, %s, %s)", [size, is_head(note), str(note)]
    )


class StatementsFile:
    """Statements outside the database, the oldest first, an empty line after each; kept for ever."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, several: Iterable[Note]) -> None:
        """On disk when this returns. What a crash cut off in the middle stays, and is passed over by readers."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        with os.fdopen(descriptor, "r+b", buffering=0) as file:
            length = file.seek(0, os.SEEK_END)
            file.seek(max(0, length - 2))
            whole = not length or file.read(2) == b"\n\n"
            file.write(("" if whole else "\n\n").encode() + "".join(f"{note}\n" for note in several).encode())
            os.fsync(file.fileno())

    def read(self) -> list[Note]:
        """All of them; none where there is no file."""
        return list(_found(self._text(0)))

    def last_head(self) -> Head | None:
        """The newest; of a long file only the end is read."""
        for first in (-_TAIL, 0):
            heads = [Head.parse(note) for note in _found(self._text(first)) if is_head(note)]
            if heads:
                return heads[-1]
        return None

    def _text(self, first: int) -> str:
        """From a place on; a negative one is counted from the end."""
        try:
            with self.path.open("rb") as file:
                length = file.seek(0, os.SEEK_END)
                file.seek(max(0, length + first) if first < 0 else first)
                return file.read().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""


def _found(text: str) -> Iterator[Note]:
    for found in _NOTE.finditer(text):
        try:
            yield Note.parse(found[0])
        except NotVerified:  # cut off by a crash, or by somebody: what it said is missing, and that is seen
            continue


def missing(here: Sequence[Note], there: Sequence[Note]) -> list[Note]:
    """Those of `there` that are not among `here`."""
    known = {str(note) for note in here}
    return [note for note in there if str(note) not in known]
