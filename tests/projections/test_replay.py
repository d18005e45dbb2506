"""A replay is what the real views show of the facts that are seen from a point in time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL

from aggregates.event import Event
from projections.catalogue import BUDGETS, COMMUNITIES, HISTORY, INBOX, OBJECTIVES, VIEWS, VITAL_SIGNS, YEARS
from projections.projector import Projector
from projections.replay import replayed
from projections.vantage import Vantage
from projections.view import Connected, View, in_views
from tests.projections import lives
from tests.projections.lives import START
from tests.projections.records import record
from tests.support.databases import Database

pytestmark = pytest.mark.slow

Content = dict[str, list[str]]
PRESENT = Vantage()


def shown(connection: Connected, views: Sequence[View] = VIEWS) -> Content:
    """Every row of every table of every view, as text and in order."""
    return {
        table: [
            line
            for (line,) in connection.execute(
                SQL("SELECT found::text FROM {} found ORDER BY 1").format(in_views(table))
            ).fetchall()
        ]
        for view in views
        for table in view.tables()
    }


def live(url: str) -> Content:
    with psycopg.connect(url) as connection:
        return shown(connection)


def replay(url: str, vantage: Vantage = PRESENT) -> Content:
    with replayed(url, vantage) as connection:
        return shown(connection)


def standing(database: Database) -> Projector:
    projector = Projector(database.app)
    projector.prepare()
    projector.catch_up()
    return projector


def in_order_of_time(facts: Sequence[Event]) -> list[Event]:
    """As one clock would have recorded them."""
    return sorted(facts, key=lambda event: event.provenance.recorded_at)


FACTS = in_order_of_time(lives.every_class())


def test_a_replay_of_today_is_what_the_live_views_show_to_the_byte(database: Database) -> None:
    record(database.app, lives.every_class())
    standing(database)
    before = live(database.app)
    now = datetime.now(UTC) + timedelta(days=2_000)
    assert replay(database.app) == before
    assert replay(database.app, Vantage(as_of=now, as_known_on=now)) == before
    assert live(database.app) == before


# -- what was known ---------------------------------------------------------------------------------------------------

BOUNDARIES = [
    number
    for number, (before, after) in enumerate(pairwise(FACTS), start=1)
    if before.provenance.recorded_at < after.provenance.recorded_at
]
"""How long the log was at moments between two facts."""
LOOKED_AT = [*BOUNDARIES[::9], BOUNDARIES[-1]]


@pytest.fixture(scope="module")
def as_it_was(module_database: Database) -> tuple[Database, dict[int, Content]]:
    """A record that grew, and what the live views showed meanwhile."""
    projector = standing(module_database)
    seen = {}
    for start, end in pairwise([0, *LOOKED_AT, len(FACTS)]):
        record(module_database.app, FACTS[start:end])
        projector.catch_up()
        seen[end] = live(module_database.app)
    return module_database, seen


@settings(max_examples=15, deadline=None, derandomize=True)
@given(length=st.sampled_from([*LOOKED_AT, len(FACTS)]))
def test_what_was_known_on_a_day_is_what_the_live_views_showed_that_day(
    as_it_was: tuple[Database, dict[int, Content]], length: int
) -> None:
    database, seen = as_it_was
    last = FACTS[length - 1].provenance.recorded_at
    assert replay(database.app, Vantage(as_known_on=last)) == seen[length]


def test_what_was_known_before_anything_was_is_nothing(as_it_was: tuple[Database, dict[int, Content]]) -> None:
    database, _ = as_it_was
    found = replay(database.app, Vantage(as_known_on=datetime(2020, 1, 1, tzinfo=UTC)))
    assert not any(found.values())


# -- one community ----------------------------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None, derandomize=True)
@given(name=st.sampled_from(["alpha", "kappa", "mu", "iota", "theta", "theta-too"]), upto=st.sampled_from(FACTS))
def test_a_replay_of_one_community_shows_of_it_what_a_replay_of_all_shows(
    as_it_was: tuple[Database, dict[int, Content]], name: str, upto: Event
) -> None:
    database, _ = as_it_was
    vantage = Vantage(as_known_on=upto.provenance.recorded_at)
    for community in (None, name):
        with replayed(database.app, vantage, community=community) as connection:
            now = (
                COMMUNITIES.get(connection, name),
                INBOX.find(connection, community=name, state=None),
                YEARS.find(connection, community=name),
                BUDGETS.find(connection, community=name),
                VITAL_SIGNS.of(connection, name, START + timedelta(days=300)),
                HISTORY.of_community(connection, name),
                OBJECTIVES.find(connection),
            )
            if community is None:
                whole = now
            else:
                assert [row.id for row in COMMUNITIES.find(connection)] in ([name], [])
    assert now == whole


# -- what was true ----------------------------------------------------------------------------------------------------

DAYS = st.integers(-1_000, 800).map(lambda day: lives.START + timedelta(days=day))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(as_of=DAYS, known=st.none() | DAYS)
def test_from_wherever_one_looks_the_views_can_be_read(
    as_it_was: tuple[Database, dict[int, Content]], as_of: datetime, known: datetime | None
) -> None:
    database, _ = as_it_was
    with replayed(database.app, Vantage(as_of, known)) as connection:
        for row in COMMUNITIES.find(connection):
            assert row.since <= as_of
            assert HISTORY.of_community(connection, row.id)
            assert (row.last_sign_of_life or as_of) <= as_of
        for task in INBOX.find(connection, state=None):
            assert task.opened_at <= as_of


@pytest.mark.parametrize("view", VIEWS, ids=[view.name for view in VIEWS])
def test_a_view_that_is_replayed_alone_shows_the_same(
    as_it_was: tuple[Database, dict[int, Content]], view: View
) -> None:
    database, _ = as_it_was
    for day in (1, 20):
        vantage = Vantage(as_of=START + timedelta(days=day))
        whole = replay(database.app, vantage)
        with replayed(database.app, vantage, views=[view]) as connection:
            assert shown(connection, [view]) == {table: whole[table] for table in view.tables()}
