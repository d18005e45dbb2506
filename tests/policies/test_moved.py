"""Moments are moved as the library for it moves them."""

from datetime import UTC, datetime

from dateutil.relativedelta import relativedelta
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policies.moved import moved, shift

moments = st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC))
amounts = st.integers(0, 500)
lengths = st.builds(
    relativedelta, years=st.integers(0, 50), months=amounts, days=amounts, hours=amounts, minutes=amounts,
    seconds=amounts,
)  # fmt: skip


@settings(derandomize=True)
@given(moments, lengths, st.integers(-3, 3))
@example(datetime(2024, 2, 29, tzinfo=UTC), relativedelta(years=1), 1)
@example(datetime(2024, 3, 31, tzinfo=UTC), relativedelta(months=1), -1)
@example(datetime(2023, 12, 31, tzinfo=UTC), relativedelta(months=2, days=1), 1)
def test_a_moment_is_moved_as_the_library_moves_it(moment: datetime, length: relativedelta, times: int) -> None:
    assert moved(moment, shift(length), times) == moment + length * times
