"""What a policy makes of figures: a verdict to suggest, a score with its parts, a maturity level."""

from decimal import Decimal
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policies.standings import STANDARD, changed
from vocabulary.measures import COUNTS, Figures, Measure, suggested
from vocabulary.scores import score
from vocabulary.tasks import Choice

VERDICTS: Final = STANDARD.annual_review.verdicts
RANKING: Final = STANDARD.leaderboard
MODEL: Final = STANDARD.maturity
assert RANKING is not None
assert MODEL is not None

repeatable = settings(derandomize=True, deadline=None, max_examples=200)
amounts = st.decimals(0, 200, places=2)
all_figures = st.dictionaries(st.sampled_from(Measure), amounts)
needs = sorted({need for dimension in MODEL.dimensions for level in dimension.levels for need in level.needs})


def figures(**shares: float) -> Figures:
    return {Measure(name): Decimal(str(share)) for name, share in shares.items()}


@pytest.mark.parametrize(
    ("measured", "verdict"),
    [
        (figures(kpi_attainment=0.8, workplan_delivered=0.7), Choice.RENEW),
        (figures(kpi_attainment=0.8, workplan_delivered=0.69), Choice.PROBATION),
        (figures(kpi_attainment=0.79, workplan_delivered=1), Choice.PROBATION),
        (figures(kpi_attainment=0.4), Choice.PROBATION),
        (figures(kpi_attainment=0.39), Choice.SUNSET),
        (figures(workplan_delivered=1), Choice.SUNSET),
        ({}, Choice.SUNSET),
    ],
)
def test_the_first_verdict_whose_figures_are_all_reached_is_suggested(measured: Figures, verdict: Choice) -> None:
    assert suggested(VERDICTS, measured) is verdict


def test_nothing_is_suggested_where_no_rule_fits() -> None:
    assert suggested(VERDICTS[:-1], {}) is None
    assert suggested((), figures(kpi_attainment=1)) is None


@repeatable
@given(all_figures, st.sampled_from(Measure), amounts)
def test_a_better_figure_never_makes_the_verdict_worse(measured: Figures, measure: Measure, more: Decimal) -> None:
    order = [rule.suggest for rule in VERDICTS]
    better = dict(measured) | {measure: measured.get(measure, Decimal(0)) + more}
    assert order.index(suggested(VERDICTS, better) or order[-1]) <= order.index(
        suggested(VERDICTS, measured) or order[-1]
    )


def test_the_weights_are_a_hundred_points_of_which_nobody_who_did_nothing_has_any() -> None:
    everything = {measure: Decimal(1) for measure in RANKING.weights if measure not in COUNTS}
    full = everything | {Measure.ACCEPTED_PRODUCTS: Decimal(6), Measure.NEW_IN_CORE: Decimal(3)}
    assert score(RANKING.weights, full).points == 100
    assert score(RANKING.weights, {}).points == 0


def test_a_share_counts_in_proportion_and_no_more_than_whole() -> None:
    for share, points in ((0, 0), (0.5, 15), (0.3333, 10), (1, 30), (1.4, 30), (-1, 0)):
        parts = score(RANKING.weights, figures(kpi_attainment=share)).parts
        assert parts[Measure.KPI_ATTAINMENT] == points


def test_a_count_rises_quickly_at_first_and_is_full_at_its_figure() -> None:
    points = [score(RANKING.weights, figures(accepted_products=number)).points for number in range(8)]
    assert points[0] == 0
    assert points[1] == Decimal("7.12")  # 20 * log 2 / log 7
    assert points[6] == points[7] == 20
    gains = [later - earlier for earlier, later in pairwise(points)]
    assert gains == sorted(gains, reverse=True)


@repeatable
@given(all_figures)
def test_a_score_is_the_sum_of_its_parts_and_between_nothing_and_a_hundred(measured: Figures) -> None:
    found = score(RANKING.weights, measured)
    assert set(found.parts) == set(RANKING.weights)
    assert found.points == sum(found.parts.values())
    assert 0 <= found.points <= 100
    for measure, weight in RANKING.weights.items():
        assert 0 <= found.parts[measure] <= weight.points


@repeatable
@given(all_figures, st.sampled_from(Measure), amounts)
def test_a_better_figure_never_costs_points(measured: Figures, measure: Measure, more: Decimal) -> None:
    better = dict(measured) | {measure: measured.get(measure, Decimal(0)) + more}
    assert score(RANKING.weights, better).points >= score(RANKING.weights, measured).points


def test_weights_are_what_the_policy_says() -> None:
    weights = {"on_time": {"points": 75}, "new_in_core": {"points": 25, "full_at": 1}}
    other = changed(leaderboard={"weights": weights}).leaderboard
    assert other is not None
    assert score(other.weights, figures(on_time=0.5, new_in_core=1, kpi_attainment=1)).points == Decimal("62.5")


def test_equal_weights_are_the_same_document() -> None:
    one = changed(leaderboard={"weights": {"on_time": {"points": 100}}})
    other = changed(leaderboard={"weights": {"on_time": {"points": 100.0}}})
    assert (one, one.digest()) == (other, other.digest())


def test_in_whatever_order_weights_are_written_it_is_the_same_document() -> None:
    one = changed(leaderboard={"weights": {"on_time": {"points": 60}, "active_share": {"points": 40}}})
    other = changed(leaderboard={"weights": {"active_share": {"points": 40}, "on_time": {"points": 60}}})
    assert (one, one.digest()) == (other, other.digest())


def test_a_level_counts_when_all_below_it_do() -> None:
    leadership = next(dimension for dimension in MODEL.dimensions if dimension.name == "leadership")
    first, second, third = (level.needs for level in leadership.levels)
    assert leadership.reached(()) == 0
    assert leadership.reached(first) == 1
    assert leadership.reached([*first, *second[:1]]) == 1
    assert leadership.reached([*first, *second]) == 2
    assert leadership.reached([*second, *third]) == 0
    assert leadership.reached([*first, *second, *third, "something else"]) == 3


@repeatable
@given(st.sets(st.sampled_from(needs)), st.sampled_from(needs))
def test_more_evidence_never_lowers_a_level(evidence: set[str], more: str) -> None:
    for dimension in MODEL.dimensions:
        assert 0 <= dimension.reached(evidence) <= dimension.reached(evidence | {more}) <= len(dimension.levels)


def test_the_model_has_eight_dimensions_of_three_levels_each_with_evidence_of_its_own() -> None:
    assert len(MODEL.dimensions) == 8
    assert {len(dimension.levels) for dimension in MODEL.dimensions} == {3}
    said = [need for dimension in MODEL.dimensions for level in dimension.levels for need in level.needs]
    assert len(said) == len(set(said))


def test_the_ranking_weighs_what_was_agreed() -> None:
    assert {measure.value: int(weight.points) for measure, weight in RANKING.weights.items()} == {
        "kpi_attainment": 30,
        "accepted_products": 20,
        "active_share": 15,
        "workplan_delivered": 15,
        "on_time": 10,
        "new_in_core": 10,
    }
