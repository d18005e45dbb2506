"""Each fact reaches each view once: over batches, crashes, rebuilds, concurrent writers and outages."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, pairwise
from typing import LiteralString

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregates.catalogue import CATALOGUE
from aggregates.year.events import YearOpened
from ledger.faults import CorruptEvent, FollowerBusy, UnknownTopic
from ledger.store import open_ledger
from projections import positions
from projections.building import fill
from projections.catalogue import COMMUNITIES, HISTORY, INBOX, VIEWS
from projections.communities import Communities
from projections.history import History
from projections.inbox import Inbox
from projections.log import facts_between, shared_out
from projections.partition import WHOLE, Partition
from projections.projector import Projector
from projections.reading import ViewNotBuilt, Views
from projections.rebuild import rebuild, rebuild_together
from projections.sharing import RebuildFailed
from projections.subjects import SUBJECT, subject_of
from projections.view import NEXT, Building, Connected, Fact, View
from tests.projections import lives
from tests.projections.records import MAPPER, content, everything, falls_to, numbered, record, standing
from tests.support.databases import Copied, Database
from vocabulary.people import Role

pytestmark = pytest.mark.slow


class Breaks(Communities):
    """Fails in the middle of a batch, after its rows were written, as often as it is told to."""

    def __init__(self, times: int = 1) -> None:
        self.times = times

    def apply(self, connection: Connected, table: str, facts: Sequence[Fact]) -> None:
        super().apply(connection, table, facts)
        if self.times:
            self.times -= 1
            msg = "the disk is on fire"
            raise RuntimeError(msg)


@contextmanager
def following(url: str, *views: View) -> Iterator[Projector]:
    projector = Projector(url, views or VIEWS)
    projector.prepare()
    projector.start()
    try:
        yield projector
    finally:
        projector.stop()


def eventually(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def expected(url: str, events: int) -> None:
    """What views hold is what a projector that was never disturbed makes of the same log."""
    with psycopg.connect(url) as connection:
        assert positions.head(connection) == events
    before = everything(url)
    for view in VIEWS:
        rebuild(view, url, batch_size=997)
    assert everything(url) == before


# -- batches ----------------------------------------------------------------------------------------------------------

FACTS = numbered([*lives.every_kind(), *lives.planned("mu").facts])

OTHERS = [view for view in VIEWS if view not in (COMMUNITIES, INBOX, HISTORY)]


@pytest.fixture
def empty(database: Database) -> Database:
    with psycopg.connect(database.app, autocommit=True) as connection:
        for view in VIEWS:
            view.create(connection, view.name)
            view.create(connection, view.name + NEXT)
            bring(connection, view, view.name, FACTS)
    return database


def bring(connection: Connected, view: View, table: str, facts: Sequence[Fact]) -> None:
    wanted = [fact for fact in facts if fact.topic in view.handles]
    if wanted:
        view.apply(connection, table, wanted)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.sets(st.integers(1, len(FACTS) - 1)))
def test_however_facts_are_cut_into_batches_the_rows_are_the_same(empty: Database, cuts: set[int]) -> None:
    edges = [0, *sorted(cuts), len(FACTS)]
    with psycopg.connect(empty.app, autocommit=True) as connection:
        for view in VIEWS:
            for table in view.tables(NEXT):
                connection.execute(f"TRUNCATE views.{table}")
            for start, end in pairwise(edges):
                bring(connection, view, view.name + NEXT, FACTS[start:end])
            assert content(empty.app, view, NEXT) == content(empty.app, view)


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.sets(st.integers(1, len(FACTS) - 1)), held=st.integers(0, 40))
def test_however_little_a_rebuild_keeps_in_memory_the_rows_are_the_same(
    empty: Database, cuts: set[int], held: int
) -> None:
    edges = [0, *sorted(cuts), len(FACTS)]
    with psycopg.connect(empty.app, autocommit=True) as connection, pytest.MonkeyPatch.context() as memory:
        memory.setattr("projections.rows.MOST_HELD", held)
        for view in VIEWS:
            view.drop(connection, NEXT)
            view.create(connection, view.name + NEXT)
            building = view.building(connection, view.name + NEXT)
            for start, end in pairwise(edges):
                if news := [fact for fact in FACTS[start:end] if fact.topic in view.handles]:
                    building.take(news)
            building.finish()
            view.index(connection, view.name + NEXT)
            assert content(empty.app, view, NEXT) == content(empty.app, view)


@pytest.mark.parametrize("parts", [2, 5])
def test_into_however_many_parts_a_rebuild_divides_the_log_the_rows_are_the_same(empty: Database, parts: int) -> None:
    last = record(empty.app, [fact.event for fact in FACTS])
    partitions = [Partition(part, parts) for part in range(parts)]
    with psycopg.connect(empty.app, autocommit=True) as connection:
        for number, view in enumerate(VIEWS):
            view.drop(connection, NEXT)
            view.create(connection, view.name + NEXT)
            buildings = [view.building(connection, view.name + NEXT, partition) for partition in partitions]
            for building, partition in zip(buildings, partitions, strict=True):
                for facts, _ in facts_between(connection, VIEWS, 0, last, most=30, partition=partition):
                    if news := shared_out(facts, VIEWS, partition)[number]:
                        building.take(news)
            for building in buildings:
                building.finish()
            view.index(connection, view.name + NEXT)
            assert content(empty.app, view, NEXT) == content(empty.app, view)


@pytest.mark.parametrize("processes", [1, 2])
def test_views_rebuilt_together_are_the_live_ones_to_the_byte(
    database: Database, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr("projections.sharing.WORTH_IT", 1 if processes == 2 else len(FACTS) + 1)
    last = record(database.app, [fact.event for fact in FACTS])
    projector = Projector(database.app)
    projector.prepare()
    projector.catch_up()
    before, held = everything(database.app), standing(database.app)
    assert rebuild_together(VIEWS, database.app, batch_size=7) == {view.name: last for view in VIEWS}
    assert everything(database.app) == before
    assert standing(database.app) == held


@pytest.fixture(scope="module")
def followed(module_database: Database) -> Database:
    """Facts that came one by one, and what a running projector made of them."""
    with following(module_database.app), Views(module_database.app) as views:
        for fact in FACTS:
            last = record(module_database.app, [fact.event])
        assert views.caught_up(last, timeout=30)
    return module_database


@pytest.mark.parametrize("view", VIEWS, ids=[view.name for view in VIEWS])
def test_a_rebuilt_view_is_the_live_one_to_the_byte(copied: Copied, followed: Database, view: View) -> None:
    database, last = copied(followed), len(FACTS)
    before = everything(database.app)
    told: list[tuple[int, int]] = []
    assert rebuild(view, database.app, batch_size=7, progress=lambda done, total: told.append((done, total))) == last
    assert everything(database.app) == before
    assert told[0] == (7, last)
    assert told[-1] == (last, last)


# -- crashes ----------------------------------------------------------------------------------------------------------


def test_a_batch_that_fails_leaves_no_rows_and_is_applied_once_later(database: Database) -> None:
    last = record(database.app, lives.every_kind())
    breaking = Breaks()
    projector = Projector(database.app, [HISTORY, breaking, INBOX, *OTHERS])
    projector.prepare()
    with pytest.raises(RuntimeError, match="on fire"):
        projector.catch_up()
    assert set(standing(database.app).values()) == {0}
    assert all(not rows for rows in everything(database.app).values())
    assert projector.catch_up() == last
    expected(database.app, last)


def test_a_projector_whose_connection_is_killed_in_a_batch_repeats_and_loses_nothing(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Waits(History):
        def apply(self, connection: Connected, table: str, facts: Sequence[Fact]) -> None:
            super().apply(connection, table, facts)
            begun.set()
            go_on.wait(10)

    last = record(database.app, lives.every_kind())
    with following(database.app, Waits(), COMMUNITIES, INBOX, *OTHERS), Views(database.app) as views:
        assert begun.wait(10)
        with psycopg.connect(database.superuser, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name LIKE 'perennial follower%'"
            )
        go_on.set()
        assert views.caught_up(last, timeout=30)
    expected(database.app, last)


def test_a_topic_that_nobody_knows_stops_the_projector_and_is_not_skipped(database: Database) -> None:
    stored = MAPPER.to_stored_event(lives.launched().facts[0])
    with open_ledger(database.app, CATALOGUE) as ledger:
        ledger.recorder.insert_events([type(stored)(stored.originator_id, 1, "community.knighted", stored.state)])
    projector = Projector(database.app)
    projector.prepare()
    with pytest.raises(UnknownTopic, match=r"community\.knighted"):
        projector.catch_up()
    assert set(standing(database.app).values()) == {0}


def test_a_character_that_no_column_can_hold_does_not_stop_the_views(database: Database) -> None:
    life = lives.Life()
    life.propose("Nought \\u0000 said")
    # Nobody may write such a title any more; a ledger may hold it from before.
    proposed = life.facts[0]
    terms = proposed.terms.model_copy(update={"title": "No\x00ught \\u0000 said"})  # type: ignore[attr-defined]
    life.facts[0] = proposed.model_copy(update={"terms": terms})
    projector = Projector(database.app)
    projector.prepare()
    record(database.app, life.facts)
    projector.catch_up()
    with Views(database.app) as views, views.reading() as connection:
        row = COMMUNITIES.get(connection, life.name)
        assert row is not None
        assert row.title == "No�ught \\u0000 said"
        assert HISTORY.of_community(connection, life.name)[0].payload["terms"]["title"] == row.title


# -- rebuilding -------------------------------------------------------------------------------------------------------


def test_a_rebuild_under_a_running_projector_and_writers_loses_and_repeats_nothing(database: Database) -> None:
    lots = [[lives.whole(f"writer{writer}-{number}").facts for number in range(12)] for writer in range(3)]
    record(database.app, [fact for life in lots.pop() for fact in life])
    total = sum(len(life) for writer in lots for life in writer)
    faults: list[BaseException] = []
    done = threading.Event()

    def write(mine: list[list[object]]) -> None:
        for life in mine:
            for start in range(0, len(life), 5):
                record(database.app, life[start : start + 5])  # type: ignore[arg-type]

    def read() -> None:
        """People go on reading, and what was there once never goes away."""
        seen = 0
        try:
            with Views(database.app) as views:
                while not done.is_set():
                    with views.reading() as connection:
                        rows = COMMUNITIES.find(connection)
                        INBOX.find(connection, role=Role.KM, state=None)
                    assert len(rows) >= seen
                    seen = len(rows)
        except BaseException as fault:  # noqa: BLE001  shown by the test's own thread
            faults.append(fault)

    with following(database.app), Views(database.app) as views:
        before = views_head(views)
        assert views.caught_up(before, timeout=30)
        reader = threading.Thread(target=read)
        writers = [threading.Thread(target=write, args=(mine,)) for mine in lots]
        for thread in (reader, *writers):
            thread.start()
        rounds = 0
        while any(writer.is_alive() for writer in writers) or rounds < 1:
            for view in VIEWS:
                rebuild(view, database.app, batch_size=50)
            rounds += 1
        for writer in writers:
            writer.join()
        assert views.caught_up(timeout=30)
        done.set()
        reader.join()
    assert faults == []
    assert all(position == before + total for position in standing(database.app).values())
    expected(database.app, before + total)
    with psycopg.connect(database.app) as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT position) FROM views.history").fetchone() == (
            before + total,
            before + total,
        )


def views_head(views: Views) -> int:
    with views.reading() as connection:
        return positions.head(connection)


def test_an_interrupted_rebuild_leaves_the_old_view_and_the_next_one_starts_clean(database: Database) -> None:
    last = record(database.app, lives.every_kind())
    projector = Projector(database.app)
    projector.prepare()
    projector.catch_up()
    before, held = everything(database.app), standing(database.app)

    def interrupt(done: int, _total: int) -> None:
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(INBOX, database.app, batch_size=10, progress=interrupt)
    assert everything(database.app) == before
    assert standing(database.app) == held
    # What a killed process leaves behind: rows half built, and a position that says otherwise.
    with psycopg.connect(database.app, autocommit=True) as connection:
        INBOX.create(connection, INBOX.name + NEXT)
        positions.put(connection, "view/inbox/next", last)
    assert rebuild(INBOX, database.app) == last
    assert everything(database.app) == before
    assert standing(database.app) == held


@pytest.mark.parametrize(("process", "fault"), [(0, CorruptEvent), (1, RebuildFailed)])
def test_where_one_of_two_processes_cannot_go_on_the_old_views_stay(
    database: Database, monkeypatch: pytest.MonkeyPatch, process: int, fault: type[Exception]
) -> None:
    monkeypatch.setattr("projections.sharing.WORTH_IT", 1)
    record(database.app, lives.every_kind())
    projector = Projector(database.app)
    projector.prepare()
    projector.catch_up()
    before, held = everything(database.app), standing(database.app)
    torn = next(name for name in map("year/torn-{}/1".format, count()) if falls_to(database.app, name) == process)
    with open_ledger(database.app, CATALOGUE) as ledger:
        ledger.recorder.insert_events([StoredEvent(torn, 1, YearOpened.TOPIC, b'{"v":1,')])
    with pytest.raises(fault, match="cannot be read; compare it with a backup"):
        rebuild_together(VIEWS, database.app)
    assert everything(database.app) == before
    assert standing(database.app) == held
    with psycopg.connect(database.app) as connection:
        assert not any(has_table(connection, table) for view in VIEWS for table in view.tables(NEXT))


def test_all_streams_of_a_community_fall_to_one_process_and_communities_to_both(database: Database) -> None:
    kinds = ["community/{}", "task/{}.approval.1", "signs/{}/2026-05", "year/{}/1", "budget/{}/2"]
    found = [{falls_to(database.app, kind.format(f"guild-{number}")) for kind in kinds} for number in range(12)]
    assert all(len(processes) == 1 for processes in found)
    assert set().union(*found) == {0, 1}


STREAMS = [
    *("community/guild", "task/guild.approval.1", "task/guild", "task", "signs/guild/2026-05", "signs", "year/guild/1"),
    *("budget/guild/1", "budget/guild", "policy/standard", "person/ada.l/x", "ranking/standard/2026", "objectives", ""),
    *("community/a/b", "task/a/b.c", "year/a.b/1", "tasks/guild.x", "access/kim/2026-11", "community/a\\b\tc\n"),
]


def test_the_server_finds_whose_a_stream_is_as_we_do(database: Database) -> None:
    query: LiteralString = "SELECT originator_id, " + SUBJECT + " FROM unnest(%s::text[]) AS originator_id"
    with psycopg.connect(database.app) as connection:
        found = dict(connection.execute(query, [STREAMS]).fetchall())
    assert found == {stream: subject_of(stream) for stream in STREAMS}


def test_a_topic_that_nobody_knows_stops_a_rebuild_and_is_not_skipped(database: Database) -> None:
    record(database.app, lives.launched().facts)
    Projector(database.app).prepare()
    before = everything(database.app)
    with open_ledger(database.app, CATALOGUE) as ledger:
        ledger.recorder.insert_events([StoredEvent("community/knights", 1, "community.knighted", b'{"v":1}')])
    for views in (VIEWS, [HISTORY], [INBOX]):
        with pytest.raises(UnknownTopic, match=r"community\.knighted"):
            rebuild_together(views, database.app)
    assert everything(database.app) == before


def has_table(connection: Connected, table: str) -> bool:
    return connection.execute("SELECT to_regclass(%s) IS NOT NULL", [f"views.{table}"]).fetchone() == (True,)


def test_a_view_that_a_process_left_over_still_fills_is_not_rebuilt_beside_it(database: Database) -> None:
    record(database.app, lives.every_kind())
    begun, go_on = threading.Event(), threading.Event()

    class Waits(Inbox):
        def building(self, connection: Connected, table: str, partition: Partition = WHOLE) -> Building:
            begun.set()
            go_on.wait(10)
            return super().building(connection, table, partition)

    left_over = threading.Thread(target=fill, args=([Waits()], database.app, 1, 10, lambda _: None))
    with psycopg.connect(database.app, autocommit=True) as connection:
        INBOX.create(connection, INBOX.name + NEXT)
    left_over.start()
    begun.wait(10)
    with pytest.raises(FollowerBusy, match="being rebuilt already"):
        rebuild(INBOX, database.app)
    go_on.set()
    left_over.join()
    rebuild(INBOX, database.app)


def test_a_view_is_rebuilt_by_one_at_a_time(database: Database) -> None:
    record(database.app, lives.every_kind())

    def second(_done: int, _total: int) -> None:
        with pytest.raises(FollowerBusy, match="being rebuilt already"):
            rebuild(INBOX, database.app)

    rebuild(INBOX, database.app, progress=second)
    assert "inbox" in {view.name for view in VIEWS}


def test_a_swap_waits_for_a_long_reading_and_then_happens(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.rebuild._SWAP_WAITS", "50ms")
    last = record(database.app, lives.every_kind())
    projector = Projector(database.app)
    projector.prepare()
    projector.catch_up()
    with psycopg.connect(database.app) as reading:
        reading.execute("SELECT count(*) FROM views.inbox")
        release = threading.Timer(0.4, reading.rollback)
        release.start()
        assert rebuild(INBOX, database.app) == last
        release.join()


def test_a_view_of_a_new_version_is_rebuilt_at_the_start_and_the_old_release_leaves_it_alone(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    class NextInbox(Inbox):
        version = Inbox.version + 1

    facts = lives.every_kind()
    record(database.app, facts[:40])
    old, new = Projector(database.app), Projector(database.app, [COMMUNITIES, NextInbox(), HISTORY, *OTHERS])
    old.prepare()
    old.catch_up()
    new.prepare()
    followers = (view.follower for view in (COMMUNITIES, NextInbox(), HISTORY, *OTHERS))
    assert standing(database.app) == dict.fromkeys(["views", *followers], 40)
    with caplog.at_level(logging.WARNING):
        record(database.app, facts[40:60])
        old.catch_up()  # it still has the post, and passes by what is not its own
        old.prepare()
    assert caplog.text.count("inbox was rebuilt by another release") == 1
    assert standing(database.app)[f"view/inbox@{NextInbox.version}"] == 40
    assert standing(database.app)["views"] == 60
    new.prepare()  # gives the inbox what the old release has read without it
    assert standing(database.app)[f"view/inbox@{NextInbox.version}"] == 60
    record(database.app, facts[60:70])
    old.catch_up()
    last = record(database.app, facts[70:])
    new.catch_up()  # likewise, without another start
    assert standing(database.app) == dict.fromkeys(standing(database.app), last)
    before = content(database.app, INBOX)
    rebuild(NextInbox(), database.app)
    assert content(database.app, INBOX) == before


def test_a_view_that_is_new_to_an_old_log_is_built_from_its_beginning(database: Database) -> None:
    last = record(database.app, lives.every_kind())
    first = Projector(database.app, [HISTORY])
    first.prepare()
    first.catch_up()
    assert Projector(database.app).prepare() == last
    expected(database.app, last)


@pytest.mark.parametrize("view", VIEWS, ids=[view.name for view in VIEWS])
def test_a_view_that_somebody_dropped_is_there_again_after_a_start(database: Database, view: View) -> None:
    last = record(database.app, lives.every_kind())
    projector = Projector(database.app)
    projector.prepare()
    projector.catch_up()
    before = everything(database.app)
    with psycopg.connect(database.app) as connection:
        view.drop(connection)
    assert projector.prepare() == last
    assert everything(database.app) == before


def test_two_projectors_prepare_and_follow_at_once(database: Database) -> None:
    last = record(database.app, lives.every_kind())
    projectors = [Projector(database.app) for _ in range(3)]
    threads = [threading.Thread(target=projector.prepare) for projector in projectors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for projector in projectors:
        projector.start()
    with Views(database.app) as views:
        assert views.caught_up(last, timeout=30)
    for projector in projectors:
        projector.stop()
    expected(database.app, last)


# -- reading ----------------------------------------------------------------------------------------------------------


def test_a_writer_reads_its_own_write(database: Database) -> None:
    with following(database.app), Views(database.app) as views:
        for number in range(20):
            life = lives.Life(f"own-{number}")
            life.propose()
            assert views.caught_up(record(database.app, life.facts))
            with views.reading() as connection:
                assert COMMUNITIES.get(connection, life.name) is not None


def test_waiting_for_a_projector_that_is_away_ends_in_time(database: Database) -> None:
    Projector(database.app).prepare()
    record(database.app, lives.policy_facts())
    with Views(database.app) as views:
        began = time.monotonic()
        assert not views.caught_up(timeout=0.2)
        assert time.monotonic() - began < 2
        assert views.caught_up(0, timeout=0)


def test_reading_a_view_that_was_never_built_says_what_to_start(database: Database) -> None:
    with Views(database.app) as views:
        with pytest.raises(ViewNotBuilt, match="perennial projector"), views.reading() as connection:
            INBOX.find(connection)
        assert not views.caught_up(1, timeout=0)


def test_readers_cannot_write(database: Database) -> None:
    with (
        Views(database.app) as views,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
        views.reading() as connection,
    ):
        connection.execute("CREATE TABLE views.mine (id text)")


def test_tables_that_only_an_earlier_version_had_are_gone_after_a_rebuild(database: Database) -> None:
    class Wider(Inbox):
        version = Inbox.version - 1
        parts = (*Inbox.parts, "__of_old")

        def create(self, connection: Connected, table: str) -> None:
            super().create(connection, table)
            connection.execute(f"CREATE TABLE views.{table}__of_old (person text)".encode())

    record(database.app, lives.every_kind())
    before = Projector(database.app, [COMMUNITIES, Wider(), HISTORY, *OTHERS])
    before.prepare()
    with psycopg.connect(database.app) as connection:
        assert Wider().has_tables(connection)
        Projector(database.app).prepare()
        found = connection.execute("SELECT tablename FROM pg_tables WHERE tablename ^@ 'inbox' ORDER BY 1").fetchall()
    assert found == [("inbox",), ("inbox__titles",)]
