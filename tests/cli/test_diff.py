"""What changed between two days, in sentences."""

from datetime import UTC, datetime

import pytest

from aggregates.event import Event
from tests.cli.office import Office
from tests.projections import lives
from tests.projections.records import record


@pytest.fixture
def full(office: Office) -> Office:
    """Communities that were led, planned, paid for, and silent to the end, in January and February of 2026."""
    record(
        office.database,
        [
            *lives.led("iota").facts,
            *lives.planned("mu").facts,
            *lives.spending("kappa").facts,
            *lives.whole("alpha").facts,
        ],
    )
    return office


def sentences(office: Office, *words: str) -> list[str]:
    said = office("diff", *words)
    assert said.code == 0, said.err
    return [line.strip() for line in said.out.splitlines()[1:]]


def test_stage_lead_and_tasks_are_told_with_what_they_were(full: Office) -> None:
    assert sentences(full, "iota", "2026-01-05", "2026-01-09") == [
        "Stage: active since 6 January 2026, was approval.",
        "The lead was anna; nobody leads it since 6 January 2026.",
        "Last sign of life: 6 January 2026, was none.",
        "Task iota.approval.2 was open for management and board; it is answered: approve by mara on 6 January 2026.",
        (
            "Task iota.launch_item.kick_off.1 was put to lead on 6 January 2026: "
            "it is answered: done by anna on 6 January 2026."
        ),
    ]


def test_plans_and_maturity_are_told(full: Office) -> None:
    told = sentences(full, "mu", "2026-01-05", "2026-01-09")
    for sentence in (
        "Plan of year 1: drafted.",
        "A plan of year 1 holds since 6 January 2026.",
        "KPI corrections of year 1: 250 of 200 a month on 6 January 2026 (75% reached), was not measured.",
        "Initiative clinic of year 1: delivered on 6 January 2026.",
        "Leadership in year 1: level 2 of 3, was not assessed.",
    ):
        assert sentence in told


def test_money_is_told_by_year_and_programs_are_given_both_values(full: Office) -> None:
    told = full("diff", "kappa", "2026-01-05", "2026-01-09", "--json").json
    (money,) = (one for one in told["changes"] if one["what"] == "budget 1")
    assert money["sentence"] == (
        "Budget of year 1: 1000 USD in all, 600 USD requested, 500 USD granted, 240.50 USD spent, 40 USD refunded."
    )
    assert (money["before"], money["after"]["spent"]) == (None, "240.50 USD")


def test_a_place_that_was_published_is_told_and_so_is_its_correction(full: Office) -> None:
    record(full.database, moved_back(lives.ranking_facts()))
    told = sentences(full, "alpha", "2026-01-09", "2026-06-30")
    assert told == [
        "Ranking of standard from 2026-01-01, edition 1 of 1 June 2026: place 1 of 1 (30 points).",
        (
            "Ranking of standard from 2026-01-01, edition 2 of 2 June 2026: place 1 of 1 (45 points), "
            "was place 1 of 1 (30 points) in edition 1: a KPI was misread."
        ),
    ]
    before = ("--as-known-on", "2026-06-01")
    assert sentences(full, "alpha", "2026-01-09", "2026-06-30", *before) == told[:1]


def moved_back(facts: list[Event]) -> list[Event]:
    """The first edition on the first of June, the second a day later."""
    moved = []
    for fact in facts:
        day = 2 if getattr(fact, "edition", 1) == 2 else 1
        at = datetime(2026, 6, day, 12, tzinfo=UTC)
        moved.append(fact.model_copy(update={"provenance": fact.provenance.model_copy(update={"recorded_at": at})}))
    return moved


def test_a_community_that_was_not_there_yet_is_told_as_new(full: Office) -> None:
    told = sentences(full, "alpha", "2026-01-04", "2026-01-08")
    assert told[:4] == [
        "It was not there yet; it is “Data Engineers” since 5 January 2026.",
        "Stage: active since 6 January 2026.",
        "anna leads it since 5 January 2026.",
        "Policy: standard@3.",
    ]


def test_days_without_a_change_say_so(full: Office) -> None:
    assert sentences(full, "iota", "2026-01-09", "2026-01-09") == ["Nothing changed."]


def test_days_in_the_wrong_order_are_swapped_and_that_is_said(full: Office) -> None:
    right = full("diff", "iota", "2026-01-05", "2026-01-09")
    swapped = full("diff", "iota", "2026-01-09", "2026-01-05")
    assert swapped.out == right.out
    assert swapped.err == "2026-01-09 is after 2026-01-05: what changed from 2026-01-05 to 2026-01-09 is told\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nobody", "2026-01-05", "2026-01-09"], "nothing is recorded of 'nobody' by 2026-01-09"),
        (["iota", "2026-01-01", "2026-01-02"], "nothing is recorded of 'iota' by 2026-01-02"),
        (["iota", "2026-01-05", "9999-01-01"], "9999-01-01 has not come yet; name today"),
        (["No Body!", "2026-01-05", "2026-01-09"], "there is no community 'No Body!'"),
        (["iota", "2026-02-30", "2026-03-01"], "'2026-02-30' is no date that exists"),
        (["iota", "2026-01-05", "2026-01-09", "--as-known-on", "2025-01-01"], "as known on 2025-01-01"),
    ],
)
def test_what_cannot_be_meant_is_refused(full: Office, words: list[str], sentence: str) -> None:
    said = full("diff", *words)
    assert (said.code, said.out) == (2, "")
    assert sentence in " ".join(said.err.split())
