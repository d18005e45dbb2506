"""The recorded history of an organisation, replayed: two years of plans, money, maturity and signs of life."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from projections.catalogue import COMMUNITIES, HISTORY, INBOX, VIEWS, VITAL_SIGNS
from projections.replay import replayed
from projections.vantage import Vantage
from projections.view import Connected
from tests.cli.office import Office
from tests.cli.test_import_scenario import SMALL
from tests.projections.test_replay import live, replay


@pytest.fixture
def recorded(office: Office) -> Office:
    said = office("import", "scenario", office.write("small.yaml", SMALL))
    assert said.code == 0, said.err
    office.project()
    return office


def test_a_replay_of_today_is_what_the_live_views_show_to_the_byte(recorded: Office) -> None:
    now = datetime.now(UTC)
    assert replay(recorded.database, Vantage(as_of=now, as_known_on=now)) == live(recorded.database)


def test_a_replay_of_one_community_is_what_the_live_views_show_of_it(recorded: Office) -> None:
    now = datetime.now(UTC)

    def seen(connection: Connected) -> tuple[object, ...]:
        return (
            COMMUNITIES.get(connection, "soil-health"),
            INBOX.find(connection, community="soil-health", state=None),
            VITAL_SIGNS.of(connection, "soil-health", now),
            HISTORY.of_community(connection, "soil-health"),
        )

    with psycopg.connect(recorded.database) as connection:
        present = seen(connection)
    with replayed(recorded.database, Vantage(as_of=now), community="soil-health") as connection:
        assert seen(connection) == present


@pytest.mark.parametrize("months", [1, 7, 13, 19, 23])
def test_as_of_any_day_nothing_is_told_that_came_later(recorded: Office, months: int) -> None:
    day = datetime.now(UTC) - timedelta(days=30 * months)
    with replayed(recorded.database, Vantage(as_of=day), views=VIEWS) as connection:
        rows = COMMUNITIES.find(connection)
        assert rows
        for row in rows:
            assert max(row.since, row.last_sign_of_life or row.since) <= day
            assert all(fact.true_since <= day for fact in HISTORY.of_community(connection, row.id))
        assert all(task.opened_at <= day for task in INBOX.find(connection, state=None))


def test_commands_tell_of_it_as_of_any_day(recorded: Office) -> None:
    day = datetime.now(UTC) - timedelta(days=400)
    assert recorded("audit", "programme", "--as-of", f"{day:%Y-%m-%d}").code == 0
    assert recorded("history", "soil-health", "--as-of", f"{day:%Y-%m-%d}", "--full").code == 0
    told = recorded("diff", "soil-health", f"{day:%Y-%m-%d}", f"{datetime.now(UTC):%Y-%m-%d}").out
    assert "Budget of year 2:" in told
    assert "KPI " in told
