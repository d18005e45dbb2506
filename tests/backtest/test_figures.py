"""Shares and spreads, against values worked out elsewhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.backtest.figures import Share, Spread


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (22, 40, 0.3983, 0.6929),
        (6, 38, 0.0744, 0.3042),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_wilsons_interval(count: int, of: int, low: float, high: float) -> None:
    share = Share(count=count, of=of)
    assert share.rate == count / of
    assert share.interval == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_has_no_rate() -> None:
    assert (Share(count=0, of=0).rate, Share(count=0, of=0).interval) == (None, None)


@settings(derandomize=True)
@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share_and_stays_between_none_and_all(pair: tuple[int, int]) -> None:
    share = Share(count=pair[0], of=pair[1])
    assert share.rate is not None
    assert share.interval is not None
    low, high = share.interval
    assert 0 <= low <= share.rate <= high <= 1
    assert low < high


def test_quartiles_lie_between_the_values() -> None:
    assert Spread.of([4, 1, 3, 2]) == Spread(lower=1.75, median=2.5, upper=3.25)
    assert Spread.of([5]) == Spread(lower=5, median=5, upper=5)
    assert Spread.of([]) is None
