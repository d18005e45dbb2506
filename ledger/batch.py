"""Who of those waiting to append may: decided for each on its own, as if they had come one after the other."""

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Final

from eventsourcing.persistence import IntegrityError, OperationalError, ProgrammingError, StoredEvent

from vocabulary.receipts import CommandRepeated, Receipt
from vocabulary.sources import Telling

FIRST_VERSIONS: Final = (0, 1)
"""Where a new stream may begin: the library's aggregates count from one, its plain streams from nought."""


class Entry:
    """What one caller wants to append, and the place where that caller waits for the answer."""

    __slots__ = ("_answer", "_latch", "events", "receipt", "told")

    def __init__(self, events: Sequence[StoredEvent], receipt: Receipt | None, told: Sequence[Telling] = ()) -> None:
        self.events = events
        self.receipt = receipt
        self.told = told
        self._answer: Sequence[int] | Exception = ()
        self._latch = Lock()  # a bare lock: one thread waits once, and an Event costs ten times as much
        self._latch.acquire()

    def wait(self, seconds: float) -> Sequence[int]:
        """The positions of the appended events; raises why there are none."""
        if not self._latch.acquire(timeout=seconds):
            msg = f"no answer from the database within {seconds:.0f} s; repeat the command with the same command id"
            raise OperationalError(msg)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    def settle(self, answer: Sequence[int] | Exception) -> None:
        self._answer = answer
        self._latch.release()


def accepted(
    entries: Sequence[Entry],
    receipts: Mapping[str, Receipt],
    versions: Mapping[str, int],
    contents: Mapping[bytes, bytes] | None,
) -> tuple[list[Entry], list[tuple[Entry, Exception]]]:
    """Those whose events and receipts are to be written, in order, and the others with why not.

    `receipts` are the ones already recorded for the commands of this batch, `versions` the last version of each stream
    that exists, `contents` what is known under the keys of this batch; None where that is taken to be what the first to
    tell something believes. All must be read under the write lock.
    """
    answered = dict(receipts)
    reached = dict(versions)
    alone = contents is None and sum(bool(entry.told) for entry in entries) <= 1
    known = believed(entries) if contents is None and not alone else dict(contents or {})
    taken: list[Entry] = []
    refused: list[tuple[Entry, Exception]] = []
    for entry in entries:
        receipt = entry.receipt
        if receipt is not None and receipt.command_id in answered:
            refused.append((entry, CommandRepeated(answered[receipt.command_id])))
            continue
        after: dict[str, int] = {}
        stale = _advance(entry.events, reached, after) or (None if alone else _told_meanwhile(entry.told, known))
        if stale is not None:
            refused.append((entry, stale))
            continue
        reached.update(after)
        if not alone:
            known.update((one.key, one.content) for one in entry.told)
        if receipt is not None:
            answered[receipt.command_id] = receipt
        taken.append(entry)
    return taken, refused


def assumed(entries: Sequence[Entry]) -> dict[str, int | None]:
    """The last version of each stream, if the first one to append to it is up to date; None if it is to begin."""
    last: dict[str, int | None] = {}
    for entry in entries:
        for event in entry.events:
            stream = str(event.originator_id)
            if stream not in last:
                version = event.originator_version
                last[stream] = None if version in FIRST_VERSIONS else version - 1
    return last


def believed(entries: Sequence[Entry]) -> dict[bytes, bytes]:
    """What is known under each key, if the first one to tell something under it is right."""
    known: dict[bytes, bytes | None] = {}
    for entry in entries:
        for one in entry.told:
            known.setdefault(one.key, one.before)
    return {key: content for key, content in known.items() if content is not None}


def _told_meanwhile(told: Sequence[Telling], known: Mapping[bytes, bytes]) -> Exception | None:
    for one in told:
        if known.get(one.key) != one.before:
            return IntegrityError("something was told meanwhile under the same source id; look it up again")
    return None


def _advance(events: Sequence[StoredEvent], reached: Mapping[str, int], after: dict[str, int]) -> Exception | None:
    for event in events:
        stream, version = str(event.originator_id), event.originator_version
        last = after.get(stream, reached.get(stream))
        if version not in FIRST_VERSIONS if last is None else version != last + 1:
            stands = "does not exist" if last is None else f"stands at version {last}"
            return IntegrityError(f"{stream} {stands}, so version {version} cannot be appended; load it again")
        after[stream] = version
    return None


def same_for_each(fault: Exception) -> Exception:
    """A copy for one of several who wait: one exception raised in several threads would mix up their tracebacks."""
    if isinstance(fault, OperationalError | ProgrammingError):
        copy: Exception = type(fault)(*fault.args)
        copy.__cause__ = fault
        return copy
    return fault
