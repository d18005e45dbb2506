"""Vital signs: what the view says of a community, in whatever pieces its facts came."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregates.event import Event
from aggregates.signs import SignsMonth
from projections.catalogue import VITAL_SIGNS
from projections.vital_signs_row import VitalSigns
from tests.projections import lives
from tests.projections.records import content, numbered
from tests.support.databases import Database
from vocabulary.signs import SignKind, SignOfLife

Connected = psycopg.Connection[Any]
TODAY = lives.START + timedelta(days=200)


@pytest.fixture
def connection(database: Database) -> Iterator[Connected]:
    with psycopg.connect(database.app, autocommit=True) as connection:
        VITAL_SIGNS.create(connection, VITAL_SIGNS.name)
        yield connection


def sign(ago: float, kind: SignKind = SignKind.MEETING, source: str = "", **more: Any) -> SignOfLife:
    at = TODAY - timedelta(days=ago)
    return SignOfLife(source_id=source or f"{kind}-{ago}", kind=kind, what="as it was", happened_at=at, **more)


def told(*signs: SignOfLife, but: tuple[SignOfLife, ...] = ()) -> list[Event]:
    """A community that these were told of, of which some were taken back; anna leads it, ben is its key member."""
    life = lives.Life("kew")
    life.propose()
    for name in sorted({f"{one.happened_at:%Y-%m}" for one in signs}):
        of_month, wrong = ([one for one in some if f"{one.happened_at:%Y-%m}" == name] for some in (signs, but))
        month = SignsMonth.begin("kew", of_month[0].happened_at, life.told(lives.ANNA))
        month.record(tuple(of_month), life.told(lives.ANNA))
        if wrong:
            month.retract(tuple(wrong), [one for one in of_month if one not in wrong], life.told(lives.ANNA))
        life.took_place(month)
    return life.facts


def shown(connection: Connected, *signs: SignOfLife, but: tuple[SignOfLife, ...] = ()) -> VitalSigns:
    VITAL_SIGNS.apply(connection, VITAL_SIGNS.name, numbered(told(*signs, but=but)))
    return VITAL_SIGNS.of(connection, "kew", TODAY)


def test_of_whom_nothing_was_heard_nothing_is_said(connection: Connected) -> None:
    found = VITAL_SIGNS.of(connection, "kew", TODAY)
    assert (found.last_sign, found.rhythm_days, found.people, found.outside_core) == (None, None, 0, None)
    assert (found.signs, found.signs_before, found.questions, found.hours_to_answer) == (0, 0, 0, None)


def test_rhythm_is_the_usual_gap_between_days_and_the_trend_holds_two_quarters_against_each_other(
    connection: Connected,
) -> None:
    found = shown(connection, *(sign(ago) for ago in (199, 100, 60, 40, 33, 26, 19, 5)), sign(5, SignKind.POST))
    assert found.last_sign == (TODAY - timedelta(days=5)).date()
    assert found.rhythm_days == 10.5
    assert (found.signs, found.signs_before) == (7, 1)


def test_people_are_counted_once_and_what_others_than_the_core_do_is_a_share(connection: Connected) -> None:
    found = shown(connection, sign(1, people=("anna", "cy")), sign(2, people=("cy", "dan")), sign(3, people=("ben",)))
    assert found.people == 4
    assert found.outside_core == pytest.approx(3 / 5)


def test_juniors_with_seniors_are_counted_by_pair(connection: Connected) -> None:
    pairs = [("ada", "ben"), ("ada", "cy"), ("ada", "ben")]
    signs = [sign(n, SignKind.MENTORING, senior=one, junior=other) for n, (one, other) in enumerate(pairs)]
    found = shown(connection, *signs)
    assert (found.juniors_with_seniors, found.people) == (2, 3)


def test_a_question_waits_for_its_first_answer(connection: Connected) -> None:
    found = shown(
        connection,
        sign(10, SignKind.QUESTION, "q-1"),
        sign(9, SignKind.QUESTION, "q-2"),
        sign(8, SignKind.QUESTION, "q-3"),
        sign(9.5, SignKind.ANSWER, "a-1", answers="q-1"),
        sign(8, SignKind.ANSWER, "a-2", answers="q-1"),
        sign(8, SignKind.ANSWER, "a-3", answers="q-2"),
    )
    assert (found.questions, found.answered, found.hours_to_answer) == (3, 2, 18.0)


def test_what_was_taken_back_and_who_joined_does_not_count(connection: Connected) -> None:
    wrong = sign(1, people=("cy",)), sign(2, SignKind.QUESTION, "q-1")
    found = shown(connection, sign(3, people=("anna",)), *wrong, sign(0, SignKind.MEMBERSHIP), but=wrong)
    assert (found.last_sign, found.people, found.signs, found.questions) == (date(2026, 7, 21), 1, 1, 0)


SIGNS = [
    *(sign(n, people=("anna", f"p{n % 3}")) for n in range(8)),
    *(sign(n, SignKind.QUESTION, f"q-{n}") for n in range(3)),
    *(sign(n, SignKind.ANSWER, f"a-{n}", answers=f"q-{n}") for n in range(3)),
    sign(4, SignKind.MENTORING, senior="ada", junior="ben"),
]
FACTS = numbered([*told(*SIGNS, but=tuple(SIGNS[::3])), *told(*SIGNS[::3], but=(SIGNS[3],))])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(1, len(FACTS) - 1)))
def test_the_same_facts_in_any_pieces_give_the_same_rows(
    database: Database, connection: Connected, cuts: set[int]
) -> None:
    held = []
    for at in (sorted(cuts), []):
        for table in VITAL_SIGNS.tables():
            connection.execute(f"TRUNCATE views.{table}".encode())
        for begin, end in zip([0, *at], [*at, len(FACTS)], strict=True):
            VITAL_SIGNS.apply(connection, VITAL_SIGNS.name, FACTS[begin:end])
        held.append(content(database.app, VITAL_SIGNS))
    assert held[0] == held[1]


def test_who_leads_is_of_the_core_while_they_lead_and_no_longer(connection: Connected) -> None:
    life = lives.launched("kew")
    life.does("name_lead", "cy", "anna moved on", by=lives.KIM)
    life.does("change_core", ("dee",), (), None, by=lives.KIM)
    month = SignsMonth.begin("kew", TODAY, life.told(lives.ANNA))
    month.record(tuple(sign(0.1, source=f"m-{who}", people=(who,)) for who in ("anna", "ben", "cy", "cy")), life.told())
    life.took_place(month)
    VITAL_SIGNS.apply(
        connection, VITAL_SIGNS.name, [one for one in numbered(life.facts) if one.topic in VITAL_SIGNS.handles]
    )
    assert VITAL_SIGNS.of(connection, "kew", TODAY).outside_core == pytest.approx(1 / 4)
    life.does("release_lead", "no time", by=lives.KIM)
    VITAL_SIGNS.apply(connection, VITAL_SIGNS.name, numbered(life.facts)[-1:])
    assert VITAL_SIGNS.of(connection, "kew", TODAY).outside_core == pytest.approx(3 / 4)
