"""Delivers what waits in the outbox: takes it in hand, sends it, records what became of it.

    pending -> sending -> sent
                       -> pending again, later      it failed, or its channel is away
                       -> dead                      refused, or failed too long
    pending -> dropped                              nobody needs it any more, or nobody can get it

Taking in hand is committed before anything is sent. So the one way to send twice is that the sender is gone, or the
line, between the other side's taking it and our writing that down; whoever comes next finds it `sending`, sends it
again under the same Message-ID, and marks it `perhaps_twice`.
"""

import logging
import random
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import Connection

from adapters.notices.channel import Away, Channel, Failed, Refused, Send, Trouble
from adapters.notices.letters import Letters
from adapters.notices.links import Links
from adapters.notices.notice import CHAT, Notice
from adapters.notices.outbox import Outbox
from adapters.notices.parcels import Parcel, parcels_of
from adapters.notices.patience import Chance, gives_up, pause, pause_away
from vocabulary.notices import NoticeState

log = logging.getLogger(__name__)

POST: Final = "SELECT pg_try_advisory_lock(hashtextextended('notices delivery', 0))"
"""Of all processes that deliver, one does; the lock ends with its connection."""
AT_ONCE: Final = 200
"""Looked up together, and sent over one connection."""


class _Absence(NamedTuple):
    since: datetime
    attempts: int
    until: datetime


class Delivery:
    """Not for several threads. `take_post` first, then `deliver` again and again, on the same connection."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        letters: Letters,
        now: Callable[[], datetime],
        *,
        chance: Chance = random.random,
        ended: Callable[[], bool] = bool,
    ) -> None:
        """`ended` is asked between letters; `chance` spreads what failed together."""
        self._channels = channels
        self._letters = letters
        self._now = now
        self._chance = chance
        self._ended = ended
        self._absent: dict[str, _Absence] = {}
        self._sound = set[str]()
        """Channels over which something went out since they were away last, or since we began."""
        self._unrecorded: list[tuple[Sequence[str], datetime]] = []
        """Sent, and the database was away when that was to be written down."""

    def take_post(self, connection: Connection[Any]) -> bool:
        """Whether this connection is the one that delivers; what its predecessor had in hand waits again."""
        row = connection.execute(POST).fetchone()
        if row is None or not row[0]:
            return False
        outbox = Outbox(connection)
        while self._unrecorded:
            outbox.sent(*self._unrecorded[0])
            self._unrecorded.pop(0)
        if left := outbox.take_over():
            log.warning("%d notices were in hand when their sender was gone: sent again, marked perhaps_twice", left)
        return True

    def deliver(self, connection: Connection[Any]) -> int:
        """Sends what may be sent now over every channel that answers; returns how many notices were sent."""
        return sum(self._over(connection, channel) for channel in Outbox(connection).channels_due(self._now()))

    def _over(self, connection: Connection[Any], name: str) -> int:
        absence, now = self._absent.get(name), self._now()
        if absence is not None and now < absence.until:
            return 0
        outbox = Outbox(connection)
        due = outbox.due(name, now, AT_ONCE)
        if name not in self._channels:
            if name.startswith(CHAT):
                problem = "this address is no longer in PERENNIAL_NOTICE_URLS"
                outbox.end([notice.key for notice in due], NoticeState.DROPPED, problem)
            else:
                self._is_away(outbox, name, "no mail server is set: PERENNIAL_MAIL_URL")
            return 0
        batch = parcels_of(outbox, due, name, now)
        self._letters.look(connection, [notice for parcel in batch for notice in parcel.notices])
        batch = [parcel for parcel in (self._deliverable(outbox, parcel) for parcel in batch) if parcel.notices]
        if not batch:
            return 0
        try:
            with self._channels[name].open() as send:
                return sum(self._send(connection, parcel, send) for parcel in batch if not self._ended())
        except Away as away:
            self._is_away(outbox, name, str(away))
            return 0

    def _deliverable(self, outbox: Outbox, parcel: Parcel) -> Parcel:
        """Without those that nobody needs, or nobody can get."""
        left = []
        for notice in parcel.notices:
            obstacle = self._letters.obstacle(notice)
            if obstacle is None:
                left.append(notice)
            else:
                outbox.end([notice.key], NoticeState.DROPPED, obstacle)
        return Parcel(parcel.key, left)

    def _send(self, connection: Connection[Any], parcel: Parcel, send: Send) -> int:
        """One attempt; raises `Away` when the channel is gone."""
        outbox = Outbox(connection)
        try:
            with connection.transaction():
                claimed = set(outbox.claim([notice.key for notice in parcel.notices], parcel.key, self._now()))
                notices = [notice for notice in parcel.notices if notice.key in claimed]
                if not notices:
                    return 0
                letter = self._letters.write(notices, parcel.key)
                Links(connection).keep(letter.invitations)
        except psycopg.OperationalError:
            raise
        except Exception as fault:  # noqa: BLE001  one that can't be put into words must not keep the others waiting
            # Not what it says: that may be a name or an address, and logs are kept for ever.
            kind, place = type(fault).__name__, _place(fault)
            log.error("notice %s cannot be written: %s at %s", parcel.key, kind, place)  # noqa: TRY400
            self._troubled(outbox, parcel.notices, Failed(f"it can't be written ({type(fault).__name__})"))
            return 0
        try:
            send(letter)
        except Trouble as trouble:
            self._troubled(outbox, notices, trouble)
            if isinstance(trouble, Away):
                raise
            return 0
        self._sent(outbox, [notice.key for notice in notices])
        self._is_back(outbox, notices[0].channel)
        return len(notices)

    def _sent(self, outbox: Outbox, keys: Sequence[str]) -> None:
        now = self._now()
        try:
            outbox.sent(keys, now)
        except psycopg.OperationalError:
            self._unrecorded.append((keys, now))
            raise

    def _troubled(self, outbox: Outbox, notices: Sequence[Notice], trouble: Trouble) -> None:
        keys, now = [notice.key for notice in notices], self._now()
        counts = trouble.counts
        if isinstance(trouble, Refused) or (counts and any(gives_up(notice, now) for notice in notices)):
            log.warning("notice %s is dead: %s", keys[0], trouble)
            outbox.end(keys, NoticeState.DEAD, str(trouble))
            return
        failures = max(notice.failures for notice in notices) + 1
        until = now + pause(failures, self._chance) if counts else now
        outbox.later(keys, now, until=until, problem=str(trouble), counts=counts, perhaps=trouble.perhaps)

    def _is_away(self, outbox: Outbox, channel: str, problem: str) -> None:
        now = self._now()
        before = self._absent.get(channel)
        attempts = before.attempts + 1 if before else 1
        since = before.since if before else now
        if before is None:
            log.warning("notices over %s wait: %s", channel, problem)
        self._sound.discard(channel)
        self._absent[channel] = _Absence(since, attempts, now + pause_away(attempts))
        outbox.away(channel, since, problem)

    def _is_back(self, outbox: Outbox, channel: str) -> None:
        if channel in self._sound:
            return
        if self._absent.pop(channel, None) is not None:
            log.info("notices over %s go out again", channel)
        outbox.back(channel)
        self._sound.add(channel)


def _place(fault: Exception) -> str:
    """Where in the programs it was raised."""
    steps = traceback.extract_tb(fault.__traceback__)
    return f"{steps[-1].filename}:{steps[-1].lineno}" if steps else "an unknown place"
