"""Compares the live record with what was sealed, and finds the first event that is not as it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from ledger.notary import statements
from ledger.notary.first_fault import first_fault, sealed_hashes
from ledger.notary.present import Present
from ledger.notary.tree import HASH
from ledger.notary.verify import CHANGE, Head, Key, KeyChange, KeyLost, Note, NotVerified, Progress, Statements, is_head
from ledger.snapshot import snapshot


@dataclass
class Checked:
    """What a check found; sound where `faults` is empty."""

    events: int = 0
    sealed: int = 0
    """How many of them a head covers."""
    heads: int = 0
    last: Head | None = None
    dated_back: int = 0
    """Events that say they were recorded more than a day before a head that did not hold them yet: history that was
    brought in, or made up. What is sealed is when they were there."""
    first_dated_back: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class Source:
    """Where statements were found, and what was found there."""

    name: str
    found: Sequence[Note]


def check(url: str, trusted: Key, outside: Sequence[Source], progress: Progress = lambda _done, _of: None) -> Checked:
    """Reads the whole record once, in one snapshot, beside whatever is recorded meanwhile.

    `outside` are statements that were kept outside of the database, read before this is called. Raises psycopg's
    `OperationalError` in an outage.
    """
    checked = Checked()
    with snapshot(url, "perennial audit") as connection:
        heads = _heads(connection, trusted, outside, checked)
        present = Present(connection, heads, progress)
        checked.events, checked.heads = present.size, len(heads)
        checked.dated_back, checked.first_dated_back = present.dated_back, present.first_dated_back
        _compare(connection, present, heads, checked)
    return checked


def _heads(connection: Connection[Any], trusted: Key, outside: Sequence[Source], checked: Checked) -> list[Head]:
    """Those that were really signed, by size; whatever is no statement of the notary is a fault."""
    inside = _inside(connection, checked)
    heads: dict[str, Head] = {}
    changes = [note for source in (inside, *outside) for note in _sound_changes(source, checked)]
    for source in (inside, *outside):
        known = Source(source.name, [note for note in source.found if str(note) not in heads])
        for head in _signed(known, changes, trusted, checked):
            heads[str(head.note)] = head
    for source in outside:
        lacking = [heads[str(note)] for note in statements.missing(inside.found, source.found) if str(note) in heads]
        if lacking:
            checked.faults.append(
                f"the database lacks {len(lacking):,} heads that {source.name} has, the first of them {lacking[0]}: "
                "they were deleted, or the database was put back to an older state"
            )
    return sorted(heads.values(), key=lambda head: (head.size, head.at))


def _inside(connection: Connection[Any], checked: Checked) -> Source:
    found = []
    for number, written in connection.execute("SELECT number, note FROM notary.statements ORDER BY number"):
        try:
            found.append(Note.parse(written))
        except NotVerified as wrong:
            checked.faults.append(f"statement {number} in the database was altered: {wrong}")
    return Source("the database", found)


def _sound_changes(source: Source, checked: Checked) -> Iterator[Note]:
    """Changes of keys that were signed as they have to be; whose keys they are is looked at later."""
    for note in source.found:
        if not is_head(note):
            try:
                (KeyChange if CHANGE in note.text else KeyLost).parse(note)
            except NotVerified as wrong:
                checked.faults.append(f"in {source.name}: {wrong}")
            else:
                yield note


def _signed(source: Source, changes: Sequence[Note], trusted: Key, checked: Checked) -> Iterator[Head]:
    mine = [note for note in source.found if is_head(note)]
    try:
        yield from Statements.verified([*changes, *mine], trusted).heads
    except NotVerified:
        for note in mine:  # one after the other, to say which
            try:
                yield from Statements.verified([*changes, note], trusted).heads
            except NotVerified as wrong:
                checked.faults.append(f"in {source.name}: {wrong}")


def _compare(connection: Connection[Any], present: Present, heads: Sequence[Head], checked: Checked) -> None:
    sound: Head | None = None
    fitting = [head for head in heads if present.roots.get(head.size) == head.root]
    for head in heads:
        if head in fitting:
            sound = head
        elif head.size <= fitting[-1].size if fitting else False:
            checked.faults.append(
                f"{head} was signed over another history than the one that stands here, though {fitting[-1]} fits it: "
                "history was rewritten by somebody who has the key"
            )
            break
        else:
            checked.faults.append(first_fault(connection, present, sound, head, heads[-1]))
            break
    checked.last = sound
    checked.sealed = sound.size if sound else 0
    if not heads and not checked.faults:
        checked.faults.append("nothing was ever sealed: see that `perennial notary` runs")
    if checked.sound and sealed_hashes(connection, checked.sealed) != present.hashes[: checked.sealed * HASH]:
        checked.faults.append(
            "every event is as it was sealed, but the tiles that proofs are made of are not: "
            "make them anew (`perennial audit tiles`)"
        )
