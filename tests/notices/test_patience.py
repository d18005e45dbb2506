"""How long is waited, and when somebody's morning is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.notices.mail_server import MailServer
from adapters.notices.morning import next_morning
from adapters.notices.patience import FIRST, LONGEST, pause, pause_away
from adapters.notices.recipients import Asked, Recipient, recipients
from adapters.notices.telling import ahead
from vocabulary.people import Role

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_pause_grows_is_bounded_and_differs_by_chance(failures: int, chance: float) -> None:
    assert FIRST / 2 <= pause(failures, lambda: chance) <= LONGEST
    assert pause(failures, lambda: chance) <= pause(failures + 1, lambda: chance)
    assert pause(failures, lambda: 0) < pause(failures, lambda: 1)
    assert pause_away(failures) <= timedelta(minutes=1)


@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        (datetime(2026, 3, 2, 7, 59, tzinfo=UTC), "UTC", "2026-03-02T08:00:00+00:00"),
        (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), "UTC", "2026-03-03T08:00:00+00:00"),
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), "Europe/Zurich", "2026-03-29T06:00:00+00:00"),  # the clocks jump
        (datetime(2026, 3, 2, 22, 0, tzinfo=UTC), "Pacific/Auckland", "2026-03-03T19:00:00+00:00"),
    ],
)
def test_the_morning_is_eight_by_ones_own_clock(now: datetime, zone: str, morning: str) -> None:
    assert next_morning(now, zone).isoformat() == morning


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.sampled_from(["UTC", "America/New_York"]))
def test_the_next_morning_is_at_most_a_day_and_an_hour_away(at: datetime, zone: str) -> None:
    now = at.replace(tzinfo=UTC)
    assert now < next_morning(now, zone) <= now + timedelta(hours=25)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=14), "in 14 days"),
        (timedelta(days=13, hours=23, minutes=59), "in 14 days"),
        (timedelta(days=1), "in 24 hours"),
        (timedelta(hours=20), "in 20 hours"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(hours=-2), "2 hours overdue"),
        (timedelta(days=-3, hours=5), "3 days overdue"),
        (timedelta(seconds=10), "now"),
    ],
)
def test_how_far_it_is_is_said_as_people_do(span: timedelta, words: str) -> None:
    assert ahead(NOON + span, NOON) == words


def test_named_people_are_told_instead_of_a_roles_holders_and_whoever_did_it_is_not() -> None:
    holders = {Role.KM: ("kim", "kai"), Role.BOARD: ("kai", "bo")}
    asked = Asked((Role.KM, Role.BOARD), but_not=frozenset({"kim"}))
    assert recipients(asked, lambda role: holders[role]) == [Recipient("kai", Role.KM), Recipient("bo", Role.BOARD)]
    named = Asked((Role.KM,), named=("zoe", "kim"))
    assert recipients(named, lambda role: holders[role]) == [Recipient("zoe", Role.KM), Recipient("kim", Role.KM)]


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtp://mail.example.org", "mail.example.org", 25, False),
        ("smtp://u:p@mail.example.org", "mail.example.org", 587, False),
        ("smtps://u:p%40@mail.example.org", "mail.example.org", 465, True),
        ("smtp://[::1]:2525/", "::1", 2525, False),
    ],
)
def test_a_mail_servers_address_is_read(url: str, host: str, port: int, *, tls: bool) -> None:
    server = MailServer.at(url)
    assert (server.host, server.port, server.tls) == (host, port, tls)
    assert server.password in {None, "p", "p@"}
    assert "p@" not in repr(server)
