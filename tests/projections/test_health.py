"""The health board: the causes by which communities fade, each with what shows it, and nothing said without."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import psycopg
import pytest

from aggregates.signs import SignsMonth
from projections.budget_row import BudgetRow
from projections.community_row import CommunityRow
from projections.health import ended, health
from projections.signs_evidence import SignsEvidence, evidence_at_ends, signs_evidence
from projections.warnings import GRACE, OF_THE_ARTICLE, Cause, causes_at_end, warnings
from projections.year_row import YearRow
from tests.projections import lives
from tests.projections.records import show
from vocabulary.money import Money
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.stages import SilenceRung, Stage

Connected = psycopg.Connection[Any]
NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
LAUNCHED = datetime(2025, 3, 1, tzinfo=UTC)


def community(**changes: Any) -> CommunityRow:
    known: dict[str, Any] = {
        "id": "gardeners",
        "title": "Gardeners",
        "stage": Stage.ACTIVE,
        "since": LAUNCHED,
        "policy_name": "standard",
        "policy_version": 1,
        "lead": "ada",
        "launched_at": LAUNCHED,
    }
    return CommunityRow(**known | changes)


def year(number: int = 3, **changes: Any) -> YearRow:
    known: dict[str, Any] = {"approved_at": NOW - timedelta(days=100), "objectives": ["ada"]}
    return YearRow(f"gardeners/{number}", "gardeners", number, as_of=NOW, **known | changes)


def lively(**days_ago: int) -> SignsEvidence:
    """By kind, how many days ago the last was."""
    return SignsEvidence({SignKind(kind): (NOW - timedelta(days=ago)).date() for kind, ago in days_ago.items()})


WELL = lively(meeting=5, product=30, mentoring=20)


def causes(*args: Any) -> list[Cause]:
    return [one.cause for one in warnings(*args, NOW)]


def test_of_a_community_that_does_all_that_the_article_asks_for_nothing_is_said() -> None:
    assert warnings(community(), [year()], None, WELL, NOW) == []


def test_no_plan_with_kpis_is_the_first_cause() -> None:
    (never,) = warnings(community(), [year(approved_at=None)], None, WELL, NOW)
    assert (never.cause, never.evidence, never.since) == (
        Cause.NO_TARGETS,
        "no plan with KPIs was ever approved",
        LAUNCHED,
    )
    old = NOW - timedelta(days=420)
    (lapsed,) = warnings(community(), [year(approved_at=None), year(approved_at=old)], None, WELL, NOW)
    assert lapsed.evidence == f"the last plan with KPIs was approved {old:%-d %B %Y}"


def test_a_lead_whose_objectives_do_not_hold_it_is_the_second() -> None:
    (one,) = warnings(community(), [year(objectives=["bea"])], None, WELL, NOW)
    assert (one.cause, one.evidence) == (
        Cause.NOT_IN_OBJECTIVES,
        "what ada does here is not said to be among ada's own objectives",
    )


def test_meetings_without_products_are_the_third() -> None:
    (never,) = warnings(community(), [year()], None, lively(meeting=5, event=9, mentoring=20), NOW)
    assert (never.cause, never.evidence, never.since) == (
        Cause.ONLY_EVENTS,
        "people meet, and nothing was made that others could use",
        LAUNCHED,
    )
    (once,) = warnings(community(), [year()], None, lively(meeting=5, product=400, mentoring=20), NOW)
    assert once.evidence == "people meet, and nothing more was made that others could use"


def test_nobody_learning_from_seniors_is_the_fourth() -> None:
    assert causes(community(), [year()], None, lively(meeting=5, product=30)) == [Cause.NO_EXCHANGE]


def test_a_core_that_is_half_of_what_it_was_is_shrinking() -> None:
    shrunk = SignsEvidence(WELL.last_of, core_now=3, core_before=6)
    (one,) = warnings(community(), [year()], None, shrunk, NOW)
    assert (one.cause, one.evidence) == (
        Cause.SHRINKING_CORE,
        "3 of the core in the last 180 days, 6 in those before",
    )
    assert causes(community(), [year()], None, SignsEvidence(WELL.last_of, core_now=4, core_before=6)) == []
    assert causes(community(), [year()], None, SignsEvidence(WELL.last_of, core_now=1, core_before=2)) == []


@pytest.mark.parametrize(("planned", "some"), [("0 USD", "any"), ("400 USD", "more")])
def test_a_budget_that_nobody_asks_for_is_said(planned: str, some: str) -> None:
    budget: Any = BudgetRow.__new__(BudgetRow)
    budget.per_year, budget.planned = Money("1000 USD"), Money(planned)
    budget.unrequested_since = NOW - timedelta(days=90)
    (one,) = warnings(community(), [year()], budget, WELL, NOW)
    assert (one.cause, one.evidence) == (
        Cause.MONEY_UNREQUESTED,
        f"nobody asks for {some} of the 1000 USD of its year",
    )


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"silence": SilenceRung.KM_TOLD, "silence_since": NOW - timedelta(days=9)}, Cause.SILENT),
        ({"stage": Stage.PROBATION}, Cause.PROBATION),
        ({"stage": Stage.SUNSET}, Cause.ENDING),
        ({"lead": None, "without_lead_since": NOW - timedelta(days=3)}, Cause.NO_LEAD),
    ],
)
def test_what_its_stage_says_is_said_too(changes: dict[str, Any], cause: Cause) -> None:
    assert causes(community(**changes), [year()], None, WELL) == [cause]


def test_the_young_and_those_that_are_no_more_are_spared() -> None:
    young = community(launched_at=NOW - GRACE + timedelta(days=1))
    assert causes(young, [], None, None) == []
    assert causes(community(stage=Stage.CLOSED), [], None, None) == []
    assert causes(community(launched_at=None, stage=Stage.DRAFT), [], None, None) == []


def test_silence_is_silence_and_not_a_lack_of_products() -> None:
    silent = community(silence=SilenceRung.LEAD_NUDGED, silence_since=NOW)
    assert causes(silent, [year()], None, lively(meeting=390)) == [Cause.SILENT]


# -- from the record --------------------------------------------------------------------------------------------------


def seen(life: lives.Life, on: datetime, kind: SignKind, *people: str) -> None:
    month = SignsMonth.begin(life.name, on, life.told(lives.ANNA))
    sign = SignOfLife(source_id=f"{kind}-{on}", kind=kind, what="as told", happened_at=on, people=people)
    month.record((sign,), life.told(lives.ANNA))
    life.took_place(month)


def test_evidence_is_found_for_all_communities_at_once(connection: Connected) -> None:
    life = lives.launched("alpha")
    at = life.now + timedelta(days=400)
    for days, who in ((220, ("anna", "ben")), (300, ("anna", "stranger")), (390, ("ben",))):
        seen(life, life.now + timedelta(days=days), SignKind.MEETING, *who)
    show(connection, [*life.facts, *lives.launched("beta").facts])
    found = signs_evidence(connection, at)
    assert set(found) == {"alpha", "beta"}
    assert (found["alpha"].core_now, found["alpha"].core_before) == (2, 2)
    assert found["alpha"].last_of.keys() == {SignKind.MEETING}
    assert signs_evidence(connection, lives.START - timedelta(days=1)) == {}
    assert isinstance(found["beta"].last_of[SignKind.MEETING], date)


def test_each_that_ended_is_looked_at_as_of_its_own_end(connection: Connected) -> None:
    """Another one that ended later changes nothing, nor does what is told of a time after the end."""
    life = lives.launched("alpha")
    end = life.now + timedelta(days=100)
    seen(life, life.now + timedelta(days=50), SignKind.MEETING, "anna")
    seen(life, life.now + timedelta(days=150), SignKind.PRODUCT, "anna")
    show(connection, life.facts)
    assert set(evidence_at_ends(connection, {"alpha": end})["alpha"].last_of) == {SignKind.MEETING}
    later = evidence_at_ends(connection, {"alpha": end + timedelta(days=100), "beta": end})
    assert set(later["alpha"].last_of) == {SignKind.MEETING, SignKind.PRODUCT}
    assert "beta" not in later


def test_the_board_has_those_at_risk_first(connection: Connected) -> None:
    calm, silent, planned = lives.launched("alpha"), lives.launched("beta"), lives.planned("gamma")
    silent.does("nudge_lead", silent.now)
    show(connection, [*calm.facts, *silent.facts, *planned.facts, *lives.whole("over").facts])
    found = health(connection, lives.START + timedelta(days=200))
    assert [one.community.id for one in found] == ["beta", "alpha", "gamma"]
    of_beta = {one.cause for one in found[0].warnings}
    assert of_beta >= {Cause.SILENT, Cause.NO_TARGETS, Cause.NOT_IN_OBJECTIVES}
    assert {one.cause for one in found[2].warnings} & {Cause.NO_TARGETS, Cause.NOT_IN_OBJECTIVES} == set()
    assert (found[1].by_the_article, found[2].by_the_article) == (4, 2)


# -- those that are gone ----------------------------------------------------------------------------------------------


def closed(**changes: Any) -> CommunityRow:
    return community(stage=Stage.CLOSED, since=NOW, **changes)


def seen_from(*args: Any) -> dict[Cause, datetime | None]:
    return {one.cause: one.seen_from for one in causes_at_end(*args)}


def test_what_was_never_there_is_seen_from_the_end_of_the_grace() -> None:
    at_first = lively(meeting=90)
    found = seen_from(closed(), [], at_first)
    assert found == dict.fromkeys(OF_THE_ARTICLE, LAUNCHED + GRACE)


def test_what_was_there_once_is_seen_from_when_it_had_not_come_for_so_long() -> None:
    signs = lively(meeting=90, product=500, mentoring=20)
    approved = NOW - timedelta(days=430)
    found = seen_from(closed(), [year(1, approved_at=approved)], signs)
    last = datetime.combine((NOW - timedelta(days=500)).date(), time(), UTC)
    assert found[Cause.ONLY_EVENTS] == last + timedelta(days=365)
    assert found[Cause.NO_TARGETS] == approved + timedelta(days=400)
    assert Cause.NO_EXCHANGE not in found


def test_an_objective_holds_for_its_year_and_the_first_weeks_of_the_next() -> None:
    signs, plan = lively(meeting=9, product=9, mentoring=9), year(1)
    assert causes(community(), [plan], None, signs) == [Cause.NOT_IN_OBJECTIVES]
    (one,) = causes_at_end(closed(), [plan], signs)
    assert (one.since, one.seen_from) == (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC) + GRACE)
    assert causes_at_end(closed(), [year(2), year(1, objectives=[])], signs) == []


def test_the_first_meeting_may_come_after_the_grace() -> None:
    late = SignsEvidence(lively(meeting=90).last_of, first=(LAUNCHED + GRACE + timedelta(days=50)).date())
    assert seen_from(closed(), [], late)[Cause.ONLY_EVENTS] == LAUNCHED + GRACE + timedelta(days=50)


def test_whoever_ended_within_the_grace_showed_nothing() -> None:
    assert causes_at_end(closed(launched_at=NOW - GRACE + timedelta(days=1)), [], lively(meeting=9)) == []


def test_those_that_are_gone_are_found_with_their_causes_and_others_are_not(connection: Connected) -> None:
    show(
        connection, [*lives.whole("alpha").facts, *lives.launched("beta").facts, *lives.short("gamma", "reject").facts]
    )
    (one,) = ended(connection)
    assert one.community.id == "alpha"
    assert {cause.cause for cause in one.causes} >= {Cause.NO_TARGETS, Cause.NOT_IN_OBJECTIVES}
    assert one.community.launched_at is not None
    assert one.first_seen == one.community.launched_at + GRACE
