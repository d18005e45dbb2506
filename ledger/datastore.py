"""The connections through which the record is read: bounded in number and in how long they make anybody wait."""

from typing import Final

from eventsourcing.postgres import ConnectionPool, PostgresDatastore
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row

from ledger.names import SCHEMA

CONNECT_SECONDS: Final = 3
"""How long anybody waits for a connection before an outage is reported."""

BY_INDEX: Final = "SET enable_seqscan = off"
"""For every connection that works on the record: its statements look few rows up in an index. While a table is young
the planner would rather read all of it, and a connection keeps such a plan until statistics are gathered a minute or
more later (measured: a decision cost the server 1.0 ms instead of 0.08)."""

_NEVER_HANG: Final = {
    "connect_timeout": CONNECT_SECONDS,
    # A server that vanished without a word is noticed within about ten seconds.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def bounded(url: str, application_name: str) -> str:
    """The same address, with limits on every wait; what the address itself says is kept."""
    return make_conninfo(url, **{"application_name": application_name, **_NEVER_HANG, **conninfo_to_dict(url)})


def _configure(connection: Connection[DictRow]) -> None:
    connection.execute(BY_INDEX)


class LedgerDatastore(PostgresDatastore):
    """The library's datastore for any address that PostgreSQL understands, opened when first used."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        super().__init__(dbname="", host="", port="", user="", password="", schema=SCHEMA, originator_id_type="text")
        self.url = url
        self.pool = ConnectionPool(
            bounded(url, "perennial ledger"),
            connection_class=Connection[DictRow],
            kwargs={"row_factory": dict_row, "autocommit": True},
            min_size=1,
            max_size=pool_size,
            open=False,
            timeout=CONNECT_SECONDS,
            # Give up soon and let the next reader try: the pool's own pauses grow, and would outlast an outage.
            reconnect_timeout=1.0,
            configure=_configure,
            name="ledger",
        )

    def register_type_adapters(self) -> None:
        """Nothing to do: events travel as plain arrays, so constructing a recorder needs no database."""
