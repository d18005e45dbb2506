"""The application: lets a command decide, and saves what happened with its receipt."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from eventsourcing.persistence import IntegrityError

from aggregates.cached import CachedAggregates
from aggregates.desk import Desk
from aggregates.event import Aggregate
from vocabulary.people import CLOCK, Actor
from vocabulary.receipts import CommandRepeated, Receipt
from vocabulary.refusals import CommandReused, Conflict, Forbidden, Refusal
from vocabulary.sources import Telling

ATTEMPTS = 20
"""How often a command that met others on the same streams is decided afresh before the caller is told to try again."""


class Answer(NamedTuple):
    """What a command answers; short enough to be kept in its receipt."""

    result: str


class Perennial(CachedAggregates):
    """The one application: people's commands and the clock's go through `carry_out`.

    A command is first decided on what is in the cache, which may be stale: what it accepts is checked against the
    ledger's versions when it is saved, and what it refuses is decided once more on fresh facts before the refusal is
    given.
    """

    def carry_out(
        self, command_id: str, digest: str, decide: Callable[[Desk], Answer], *, by: Actor, fresh: bool = False
    ) -> str:
        """Decides a command, saves its facts with the receipt, and answers; twice is the same as once.

        `digest` says what is asked for, so that an id used for two different commands is refused. `fresh` says that
        what is in the cache won't do: for what looks at the record anyway, which is then decided once and not twice.
        """
        for _ in range(ATTEMPTS):
            desk = Desk(self, fresh=fresh)
            try:
                _must_be_a_person(by)
                self.roster.must_hold(by)
                answer = decide(desk)
            except Refusal:
                if receipt := self._ledger.receipts.receipt(command_id):
                    desk.refresh()
                    return self._first_answer(receipt, digest)
                if fresh:
                    raise
                fresh = True
                continue
            changed = desk.changed()
            if not changed:
                if receipt := self._ledger.receipts.receipt(command_id):
                    return self._first_answer(receipt, digest)
                if fresh:
                    return answer.result
                fresh = True
                continue
            try:
                self._record_all(
                    changed, Receipt(command_id=command_id, result=answer.result, digest=digest), desk.told
                )
            except CommandRepeated as repeated:
                desk.refresh()
                return self._first_answer(repeated.receipt, digest)
            except IntegrityError:
                fresh = True
                continue
            for aggregate in changed:
                self._cache.put(aggregate.id, aggregate)
            return answer.result
        raise Conflict("others keep changing this at the same moment; look at it again and repeat the command")

    def _record_all(self, changed: Sequence[Aggregate], receipt: Receipt, told: Sequence[Telling]) -> None:
        # What `save` does for us, without its run-time protocol checks and the recordings that nobody here reads: they
        # cost more than deciding.
        events = [event for aggregate in changed for event in aggregate.collect_events()]
        stored = [self.mapper.to_stored_event(event) for event in events]
        self.recorder.insert_events(stored, receipt=receipt, told=told)

    @staticmethod
    def _first_answer(receipt: Receipt, digest: str) -> str:
        if receipt.digest != digest:
            raise CommandReused(f"command id {receipt.command_id!r} was used before, for {receipt.digest!r}")
        return receipt.result


def _must_be_a_person(by: Actor) -> None:
    if by.person == CLOCK and not by.is_the_clock:
        raise Forbidden(f"{CLOCK!r} is Perennial itself, and nobody's id; give the id of the person who acts")
