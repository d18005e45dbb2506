"""A history by two axes of time: what was true on a day, and what was known on a day."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest

from adapters.notices.notice import MAIL, Notice, key_of
from adapters.notices.outbox import Outbox
from aggregates.ranking import Ranking
from tests.cli.office import Office
from tests.projections import lives
from tests.projections.lives import START
from tests.projections.records import record
from vocabulary.measures import Measure
from vocabulary.notices import NoticeKind
from vocabulary.people import Role
from vocabulary.periods import Period
from vocabulary.ranking import Placed
from vocabulary.scores import score


@pytest.fixture
def planned(office: Office) -> Office:
    """A community with a year that was measured, late and wrongly, and corrected."""
    record(office.database, [*lives.planned("mu").facts, *lives.ranking_facts(), *lives.imported("gamma").facts])
    office.project()
    return office


def topics(facts: list[dict[str, object]]) -> list[object]:
    return [fact["topic"] for fact in facts]


def test_a_corrected_fact_is_marked_and_so_is_what_corrects_it(planned: Office) -> None:
    told = " ".join(planned("history", "mu").out.split())
    assert "measurement 1 corrected on 6 January 2026: kim (km) corrected measurement 1 of year 1" in told
    assert "two were counted twice corrects what was recorded at 2026-01-06 19:00:00 UTC" in told
    facts = {fact["position"]: fact for fact in planned("history", "mu", "--json").json}
    (correction,) = (fact for fact in facts.values() if fact["topic"] == "year.measurement_corrected")
    (wrong,) = correction["corrects"]
    assert facts[wrong]["topic"] == "year.kpi_measured"
    assert facts[wrong]["corrected_by"] == [correction["position"]]
    (back,) = (fact for fact in facts.values() if fact["topic"] == "year.delivery_taken_back")
    assert [facts[one]["topic"] for one in back["corrects"]] == ["year.initiative_delivered"]


def test_what_was_believed_before_the_correction_is_told_unmarked(planned: Office) -> None:
    facts = planned("history", "mu", "--json").json
    before = next(fact for fact in facts if fact["topic"] == "year.measurement_corrected")["recorded_at"]
    known = (datetime.fromisoformat(before) - timedelta(seconds=1)).isoformat()
    then = planned("history", "mu", "--as-known-on", known, "--json").json
    assert "year.measurement_corrected" not in topics(then)
    assert not any(fact["corrected_by"] for fact in then if fact["topic"].startswith("year."))


def test_a_community_brought_in_is_true_before_it_is_known(planned: Office) -> None:
    began = START - timedelta(days=890)
    assert topics(planned("history", "gamma", "--as-of", f"{began:%Y-%m-%d}", "--json").json) == ["community.imported"]
    both = ("--as-of", f"{began:%Y-%m-%d}", "--as-known-on", f"{began:%Y-%m-%d}")
    planned.project()
    said = planned("history", "gamma", *both)
    assert said.code == 2
    day = f"{began:%Y-%m-%d}"
    assert f"nothing is recorded of 'gamma' by {day}, as known on {day}" in said.sentence


def test_another_edition_of_a_ranking_stands_beside_the_first(planned: Office) -> None:
    told = " ".join(planned("history", "ranking/standard/2026-01-01T00:00:00Z--2027-01-01T00:00:00Z").out.split())
    assert (
        "edition 1 of it, of 1 place under standard@3 corrected on 5 January 2027: kim (km) published edition 2" in told
    )
    assert "published edition 2 of it, of 1 place: a KPI was misread corrects what was recorded at" in told


@pytest.mark.parametrize("when", ["2026", "2026-01", "2026-07-01", "2026-07-01T12:00"])
def test_a_ranking_is_named_by_a_day_or_a_part_of_its_period(planned: Office, when: str) -> None:
    whole = planned("history", "ranking/standard/2026-01-01T00:00:00Z--2027-01-01T00:00:00Z").out
    assert planned("history", f"ranking/standard/{when}").out == whole


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("policy/nope", "`perennial policy list` shows all policies"),
        ("person/nope", "`perennial person list` shows whom the directory knows"),
        ("objectives/nope", "there is one organisation: objectives/organisation"),
        ("objectives/organisation", "`perennial objective set` names the first objective"),
        ("nope", "`perennial community list` shows all communities"),
        ("ranking/standard/2025", "rankings that were published: ranking/standard/2026-01-01"),
        ("ranking/standard/2027-01-01", "rankings that were published: ranking/standard/2026-01-01"),
        ("ranking/standard", "rankings that were published: ranking/standard/2026-01-01"),
    ],
)
def test_where_nothing_is_recorded_it_is_said_where_the_right_names_stand(
    planned: Office, subject: str, sentence: str
) -> None:
    refused = planned("history", subject)
    assert (refused.code, refused.sentence) == (2, f"nothing is recorded of {subject!r}; {sentence}")


def test_where_no_ranking_was_published_it_is_said_how_one_is(office: Office) -> None:
    office.project()
    assert office("history", "ranking/standard/2025").sentence == (
        "nothing is recorded of 'ranking/standard/2025'; rankings that were published: none; "
        "`perennial leaderboard publish` publishes one"
    )


def test_a_year_with_several_rankings_names_them(office: Office) -> None:
    first, second, third = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 4, 7))
    life = lives.Life("ranking", datetime(2027, 1, 5, tzinfo=UTC))
    figures = {Measure.KPI_ATTAINMENT: Decimal(1), Measure.ACCEPTED_PRODUCTS: Decimal(0)}
    points = score(lives.WEIGHTS, figures).points
    placed = Placed(community="alpha", title="Alpha", place=1, points=points, figures=figures)
    for period in (Period(first, second), Period(second, third)):
        ranking = Ranking.open("standard", period, life.told(lives.KIM))
        ranking.publish([placed], lives.WEIGHTS, life.now, None, life.told(lives.KIM, policy=lives.POLICY))
        life.took_place(ranking)
    record(office.database, life.facts)
    office.project()
    assert office("history", "ranking/standard/2026").sentence == (
        "2026 has several rankings of standard; name one of ranking/standard/2026-01-01, ranking/standard/2026-04-01"
    )
    assert office("history", "ranking/standard/2026-04").code == 0
    assert office("history", "ranking/standard/2026-05-03").code == 0


def test_every_fact_tells_what_it_led_to(office: Office) -> None:
    office.proposed()
    assert office("task", "decide", "data-engineering.km_review.1", "approve", "--as", "km:kim").code == 0
    office.clock()
    facts = office("history", "data-engineering", "--json").json
    by_position = {fact["position"]: fact for fact in facts}

    def led(topic: str, key: str) -> list[str]:
        fact = next(fact for fact in facts if fact["topic"] == topic)
        return [by_position[one]["topic"] for one in fact["led_to"][key]]

    assert led("community.proposed", "together") == ["community.proposal_submitted"]
    assert "task.opened" in led("community.proposal_submitted", "next")
    assert led("task.decided", "together") == ["community.proposal_passed_review"]
    opened = next(fact for fact in facts if fact["topic"] == "task.opened")
    assert by_position[opened["led_to"]["ended_by"]]["topic"] == "task.decided"
    assert datetime.fromisoformat(opened["due"]) > datetime.now(UTC) + timedelta(days=9)
    full = " ".join(office("history", "data-engineering", "--full").out.split())
    assert "led to: a date, 2" in full
    assert "kim (km) answered data-engineering.km_review.1: approve it" in full
    assert "led to" not in office("history", "data-engineering").out


def test_a_fact_names_the_notices_that_it_occasioned(planned: Office) -> None:
    fact = planned("history", "mu", "--json").json[0]
    stream, version = fact["stream"], fact["stream_version"]
    at = START + timedelta(hours=3)
    notices = [
        Notice(
            key_of(where, version, NoticeKind.OPENED, person, MAIL), where, version, NoticeKind.OPENED,
            community="mu", task=None, person=person, role=Role.KM, channel=MAIL, daily=False,
            noted_at=at, not_before=at,
        )
        for where, person in ((stream, "kim"), (stream, "kai"), (stream + "-too", "kit"))
    ]  # fmt: skip
    with psycopg.connect(planned.database) as connection:
        Outbox(connection).add(notices)
    told = planned("history", "mu", "--json").json[0]["led_to"]["notices"]
    assert [(one["person"], one["kind"], one["state"]) for one in told] == [
        ("kai", "opened", "pending"),
        ("kim", "opened", "pending"),
    ]
    assert "2 notices (2 pending), the last on 5 Jan 2026" in " ".join(planned("history", "mu", "--full").out.split())
    before = (at - timedelta(seconds=1)).isoformat()
    assert planned("history", "mu", "--as-known-on", before, "--json").json[0]["led_to"]["notices"] == []


@pytest.mark.parametrize("option", ["--as-of", "--as-known-on"])
@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        ("2026-02-30", "'2026-02-30' is no date that exists"),
        ("9999-12-31", "9999-12-31 has not come yet; name today"),
        ("", "'' is no date that exists"),
        ("1900-01-01", "nothing is recorded of 'mu'"),
    ],
)
def test_days_that_cannot_be_meant_are_refused(planned: Office, option: str, date: str, sentence: str) -> None:
    said = planned("history", "mu", option, date)
    assert (said.code, said.out) == (2, "")
    assert sentence in " ".join(said.err.split())
