"""A year's plan: written, submitted, decided on, and measured against."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as always
from hypothesis import strategies as st
from pydantic import ValidationError

from aggregates.year import CommunityYear
from aggregates.year import events as happened
from tests.aggregates.examples import KM, LEAD, MANAGEMENT, by, day
from tests.aggregates.plans import ANSWERED, CLINIC, CORRECTIONS, PLAN, plan, smaller
from tests.aggregates.specification import fact, given, nothing_yet
from vocabulary.attainment import attainment, overall
from vocabulary.plans import Direction, Kpi
from vocabulary.refusals import AlreadyAsked, InFuture, InPast, NothingAsked, UnknownItem, WrongStage
from vocabulary.years import YearSpan

SPAN = YearSpan(1, day(0), day(365))


def opened() -> CommunityYear:
    return CommunityYear.open("gardeners", 1, by(LEAD, 1))


def drafted(year: CommunityYear) -> None:
    year.write_plan(PLAN, by(LEAD, 1))


def submitted(year: CommunityYear) -> None:
    year.submit(1, by(LEAD, 2))


def approved(year: CommunityYear) -> None:
    year.approve(1, by(MANAGEMENT, 3))


def measured(year: CommunityYear) -> None:
    year.measure("corrections", Decimal(300), day(90), "the monthly count", SPAN, by(LEAD, 91))


BEFORE = (drafted, submitted, approved)


# -- the plan ---------------------------------------------------------------------------------------------------------


def test_somebody_begins_to_plan_it() -> None:
    year = nothing_yet(opened)
    assert (year.name, year.draft, year.approved) == ("year 1 of gardeners", None, None)


def test_a_plan_is_written_down_and_the_same_again_is_nothing_new() -> None:
    assert given(opened).when(drafted).then(fact(happened.PlanDrafted, plan=PLAN)).draft == PLAN
    given(opened, drafted).when(drafted).then_nothing()


def test_only_what_was_written_is_submitted() -> None:
    given(opened).when(submitted).then_refused(NothingAsked, "has no plan yet; write one: `perennial plan draft")
    given(opened, drafted).when(submitted).then(fact(happened.PlanSubmitted, round=1, change=1))


def test_what_is_being_decided_on_is_recalled_before_it_is_changed() -> None:
    given(opened, drafted, submitted).when(lambda y: y.write_plan(smaller(), by(LEAD, 3))).then_refused(
        AlreadyAsked, "recall it to change it"
    )


def test_a_plan_that_asks_for_changes_goes_back_and_comes_again() -> None:
    def sent_back(year: CommunityYear) -> None:
        year.send_back(1, "who pays?", by(KM, 3))

    year = (
        given(opened, drafted, submitted).when(sent_back).then(fact(happened.PlanReturned, round=1, reason="who pays?"))
    )
    assert (year.change, year.approved) == (None, None)
    given(opened, drafted, submitted, sent_back).when(lambda y: y.submit(2, by(LEAD, 4))).then(
        fact(happened.PlanSubmitted, round=2, change=2)
    )


def test_what_was_approved_holds_until_another_is() -> None:
    year = given(opened, drafted, submitted).when(approved).then(fact(happened.PlanApproved, round=1))
    assert year.approved == PLAN
    year = given(opened, *BEFORE).when(lambda y: y.write_plan(smaller(), by(LEAD, 50))).then(happened.PlanDrafted)
    assert year.approved == PLAN
    given(opened, *BEFORE).when(lambda y: y.submit(2, by(LEAD, 50))).then_refused(NothingAsked, "holds as it is")


def test_the_end_of_another_change_is_not_its_own() -> None:
    given(opened, drafted, submitted).when(lambda y: y.approve(7, by(MANAGEMENT, 3))).then_nothing()
    given(opened, drafted, submitted).when(lambda y: y.send_back(7, None, by(KM, 3))).then_nothing()
    given(opened, *BEFORE).when(approved).then_nothing()


# -- what comes of it -------------------------------------------------------------------------------------------------


def test_a_kpi_is_measured_with_its_evidence() -> None:
    year = (
        given(opened, *BEFORE).when(measured).then(fact(happened.KpiMeasured, number=1, value=Decimal(300), on=day(90)))
    )
    assert year.values == {"corrections": Decimal(300)}
    assert year.attained == Decimal("0.3750"), "half of the way, of three quarters of the weight"


def test_nothing_is_measured_against_what_nobody_approved() -> None:
    given(opened, drafted, submitted).when(measured).then_refused(
        WrongStage, "no plan of year 1 of gardeners was approved"
    )


@pytest.mark.parametrize(
    ("kpi", "on", "kind", "sentence"),
    [
        ("beauty", 90, UnknownItem, "has no KPI 'beauty'; it has corrections, answered"),
        ("corrections", -1, InPast, "lies outside year 1 of gardeners, which is from 2026-01-01 to 2027-01-01"),
        ("corrections", 365, InPast, "lies outside year 1"),
        ("corrections", 500, InFuture, "has not come yet"),
    ],
)
def test_a_measurement_belongs_to_a_kpi_and_into_the_year(kpi: str, on: float, kind: Any, sentence: str) -> None:
    given(opened, *BEFORE).when(
        lambda y: y.measure(kpi, Decimal(1), day(on), "a count", SPAN, by(LEAD, 400))
    ).then_refused(kind, sentence)


def test_a_correction_keeps_the_old_value() -> None:
    year = (
        given(opened, *BEFORE, measured)
        .when(lambda y: y.correct(1, Decimal(250), "counted again", "two were counted twice", by(KM, 95)))
        .then(fact(happened.MeasurementCorrected, number=1, kpi="corrections", was=Decimal(300), value=Decimal(250)))
    )
    assert year.values == {"corrections": Decimal(250)}
    given(opened, *BEFORE, measured).when(
        lambda y: y.correct(1, Decimal("300.0"), "counted again", "no reason", by(KM, 95))
    ).then_nothing()
    given(opened, *BEFORE).when(lambda y: y.correct(1, Decimal(1), "x", "y", by(KM, 95))).then_refused(
        UnknownItem, "has no measurement 1"
    )


def test_the_latest_day_counts_however_late_an_earlier_one_was_noted() -> None:
    def late(year: CommunityYear) -> None:
        year.measure("corrections", Decimal(390), day(30), "found later", SPAN, by(LEAD, 100))

    year = given(opened, *BEFORE, measured).when(late).then(happened.KpiMeasured)
    assert year.values == {"corrections": Decimal(300)}


def test_an_initiative_is_delivered_once_and_may_be_taken_back() -> None:
    def delivered(year: CommunityYear) -> None:
        year.deliver("clinic", day(300), "ten protocols", SPAN, by(LEAD, 301))

    year = given(opened, *BEFORE).when(delivered).then(fact(happened.InitiativeDelivered, initiative="clinic"))
    assert year.delivered == {"clinic"}
    given(opened, *BEFORE, delivered).when(delivered).then_nothing()
    year = (
        given(opened, *BEFORE, delivered)
        .when(lambda y: y.take_delivery_back("clinic", "two were cancelled", by(KM, 302)))
        .then(happened.DeliveryTakenBack)
    )
    assert year.delivered == frozenset()
    given(opened, *BEFORE).when(lambda y: y.take_delivery_back("clinic", "x", by(KM, 302))).then_refused(
        NothingAsked, "is not delivered by the record"
    )
    given(opened, *BEFORE).when(lambda y: y.deliver("bees", day(3), "x", SPAN, by(KM, 302))).then_refused(
        UnknownItem, "has no initiative 'bees'; it has clinic, guide"
    )


# -- the formula ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "part"), [(400, 0), (300, "0.5"), (200, 1), (100, 1), (500, 0), ("266.6666", "0.6667"), (None, 0)]
)
def test_attainment_is_the_part_of_the_way_that_was_gone(value: Any, part: Any) -> None:
    assert attainment(CORRECTIONS, None if value is None else Decimal(value)) == Decimal(part)


def test_no_figure_makes_up_for_another() -> None:
    assert overall((CORRECTIONS, ANSWERED), {"corrections": Decimal(-9999), "answered": Decimal(40)}) == Decimal("0.75")
    assert overall((), {}) == 0


figures = st.decimals(-1_000_000, 1_000_000, places=3)


@always(baseline=figures, target=figures, value=figures, weight=st.decimals("0.01", 100, places=2))
def test_attainment_lies_between_nothing_and_all_and_rises_towards_the_target(
    baseline: Decimal, target: Decimal, value: Decimal, weight: Decimal
) -> None:
    if baseline == target:
        return
    way = Direction.UP if target > baseline else Direction.DOWN
    kpi = Kpi(id="x", title="x", unit="x", direction=way, baseline=baseline, target=target, weight=weight)
    part = attainment(kpi, value)
    assert 0 <= part <= 1
    better = value + (1 if way is Direction.UP else -1)
    assert attainment(kpi, better) >= part
    assert overall((kpi,), {"x": value}) == part


# -- what a plan may be -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kpis": ()}, "at least 1"),
        ({"initiatives": ()}, "at least 1"),
        ({"initiatives": (CLINIC, CLINIC)}, "two of its initiatives are called clinic"),
        ({"kpis": (ANSWERED, ANSWERED)}, "two of its KPIs are called answered"),
        ({"kpis": ({**ANSWERED.model_dump(), "target": 40},)}, "its target has to lie above its baseline 40"),
        ({"kpis": ({**ANSWERED.model_dump(), "direction": "down"},)}, "has to lie below its baseline"),
        ({"kpis": ({**ANSWERED.model_dump(), "share": "0.5"},)}, "say of which: `objective`"),
        ({"kpis": ({**CORRECTIONS.model_dump(), "share": "1.5"},)}, "less than or equal to 1"),
        ({"kpis": ({**ANSWERED.model_dump(), "weight": -1},)}, "greater than 0"),
        ({"kpis": ({**ANSWERED.model_dump(), "target": "NaN"},)}, "finite"),
        ({"initiatives": ({**CLINIC.model_dump(), "ends": "2026-01-01"},)}, "before it starts on 2026-02-01"),
    ],
)
def test_a_plan_that_nobody_could_be_held_to_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        plan(**changes)
