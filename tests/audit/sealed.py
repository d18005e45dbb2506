"""A record that the notary has sealed, and whoever looks after it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import Connection
from psycopg.rows import TupleRow

from aggregates.event import Event
from ledger.follower import Follower
from ledger.names import NOTARY
from ledger.notary import statements
from ledger.notary.bundle import ALL, Scope, Written, write_bundle
from ledger.notary.check import Checked, Source, check
from ledger.notary.keys import SigningKey
from ledger.notary.sealing import Sealing
from ledger.notary.statements import StatementsFile
from ledger.notary.verify import Head, Key, Note
from projections.subjects import streams_of
from tests.projections.lives import interleaved, whole
from tests.projections.records import record
from tests.support.databases import Database

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@dataclass
class Notary:
    """The notary of one database, with its files in a folder; time goes on by a minute with each head."""

    database: Database
    folder: Path
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.key_path = self.folder / "key"
        self.file = StatementsFile(self.folder / "statements.txt")

    def _clock(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def sealing(self) -> Sealing:
        return Sealing(self.key_path, self.file, self._clock)

    def seal(self, batch_size: int = 1_000, sealing: Sealing | None = None) -> int:
        """Seals whatever is new, with a head after each batch."""
        follower = Follower(self.database.app, NOTARY, (sealing or self.sealing()).apply, batch_size=batch_size)
        return follower.catch_up()

    @property
    def key(self) -> Key:
        return self.signing.public

    @property
    def signing(self) -> SigningKey:
        key = SigningKey.read(self.key_path)
        assert key is not None
        return key

    def check(self, *outside: Source, file: bool = True, trusted: Key | None = None) -> Checked:
        known = [Source("the file of statements", self.file.read())] if file else []
        return check(self.database.app, trusted or self.key, [*known, *outside])

    def heads(self) -> list[Head]:
        with self.connected() as connection:
            return [Head.parse(note) for note in statements.recorded(connection) if statements.is_head(note)]

    @contextmanager
    def connected(self) -> Iterator[Connection[TupleRow]]:
        with psycopg.connect(self.database.app, autocommit=True) as connection:
            yield connection

    def export(
        self, path: Path, scope: Scope | None = None, held: Sequence[Note] = (), *, complete: bool = False
    ) -> Written:
        with self.connected() as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            head = statements.last_recorded(connection)
            assert head is not None
            return write_bundle(
                connection,
                self.signing,
                path,
                scope or Scope(ALL),
                head=head,
                told={"exported_at": "2026-11-02"},
                report="<!doctype html><title>Life</title>",
                held=held,
                complete=complete,
            )


def signing_key(seed: int, name: str = "perennial/record-of-tests") -> SigningKey:
    """The same in every run, so that what is said of it can be compared."""
    return SigningKey(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


GARDEN = Scope("community/garden", streams_of("garden"))


def lives(names: Sequence[str] = ("garden", "kitchen", "workshop")) -> list[Event]:
    """What the record of a few whole lives holds, one beside the other."""
    return interleaved([whole(name).facts for name in names])


def sealed_record(database: Database, folder: Path, *, batch_size: int = 20) -> Notary:
    """Three lives, sealed in many heads."""
    notary = Notary(database, folder)
    signing_key(1).keep(notary.key_path)
    facts = lives()
    half = len(facts) // 2
    record(database.app, facts[:half])
    with psycopg.connect(database.owner, autocommit=True) as connection:
        # A command that was undone draws positions all the same: the log has gaps.
        connection.execute("SELECT nextval(pg_get_serial_sequence('ledger.events', 'notification_id'))")
    record(database.app, facts[half:])
    notary.seal(batch_size)
    return notary
