"""A database whose statistics nobody has gathered yet: what is looked up is found by its index all the same."""

import time

from ledger.follower import Follower
from tests.ledger.facts import event, ledger_in, receipt, rows
from tests.support.databases import Database

TABLES = ("events", "commands")
"""That grow for ever."""
SCANS = "SELECT coalesce(sum(seq_scan), 0), coalesce(sum(idx_scan), 0) FROM pg_stat_user_tables WHERE relname = ANY(%s)"


def scans(database: Database) -> tuple[int, int]:
    """How often the tables were read whole, and by an index; the server counts a connection when it has ended."""
    ((whole, by_index),) = rows(database.owner, SCANS, (list(TABLES),))
    return whole, by_index


def test_nothing_that_grows_for_ever_is_read_whole(database: Database) -> None:
    whole_before, by_index_before = scans(database)
    with ledger_in(database) as ledger:
        for number in range(1, 21):
            ledger.recorder.insert_events([event("a", number)], receipt=receipt(f"c-{number}"))
            ledger.recorder.select_events("a", gt=number - 1)
            ledger.recorder.receipt(f"c-{number}")
            ledger.recorder.last_of_prefix("a")
            Follower(database.app, "view", lambda _, __: None).catch_up()

    deadline = time.monotonic() + 10
    while scans(database)[1] < by_index_before + 100:
        assert time.monotonic() < deadline, "the server did not count what was done"
        time.sleep(0.05)
    assert scans(database)[0] == whole_before
