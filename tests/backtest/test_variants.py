"""Policies and thresholds side by side, each pair once; what contradicts itself is left out with a sentence."""

import pytest

from simulation.backtest.variants import variants
from tests.backtest.lives import rules
from tests.policies.standings import STANDARD, catalog
from vocabulary.refusals import Malformed
from vocabulary.span import Span


def months(*numbers: int) -> list[Span]:
    return [Span(f"{number} months") for number in numbers]


def test_without_thresholds_a_policy_is_tried_as_it_is() -> None:
    found, contradictions = variants([STANDARD, catalog("quick")], [], [])
    assert [variant.rules for variant in found] == [STANDARD, catalog("quick")]
    assert contradictions == []


def test_thresholds_are_tried_in_all_pairs_and_nothing_else_changes() -> None:
    found, _ = variants([STANDARD], months(1, 2), months(6, 9))
    assert [variant.name for variant in found] == [
        "standard: 1 month, then 6 months",
        "standard: 1 month, then 9 months",
        "standard: 2 months, then 6 months",
        "standard: 2 months, then 9 months",
    ]
    kept = {"silence": {"should_after", "must_after"}}
    for variant in found:
        changed = variant.rules.model_dump(exclude=kept)  # type: ignore[arg-type]
        assert changed == STANDARD.model_dump(exclude=kept)  # type: ignore[arg-type]


def test_what_means_the_same_is_tried_once() -> None:
    assert len(variants([STANDARD], [], [Span("12 months"), Span("1 year")])[0]) == 1


def test_a_pair_that_contradicts_itself_is_left_out_with_a_sentence() -> None:
    found, contradictions = variants([STANDARD], [], months(2, 6))
    assert len(found) == 1
    assert contradictions == [
        "standard: 90 days, then 2 months: left out; MUST (2 months) can't come before SHOULD (90 days)"
    ]


def test_where_every_pair_contradicts_itself_nothing_is_tried() -> None:
    with pytest.raises(Malformed, match="MUST"):
        variants([STANDARD], [], months(1, 2))


def test_it_is_said_where_management_cannot_be_asked_as_soon_as_the_threshold_says() -> None:
    hasty, patient = rules(must="117 days"), rules(must="118 days")
    found, _ = variants([hasty, patient], [], [])
    assert "Management is asked no sooner than 90 days and twice 14 days" in (found[0].later or "")
    assert found[1].later is None
