"""Signs to come on a regular rhythm are the same as when they are written out one by one."""

from datetime import UTC, datetime, timedelta
from itertools import takewhile

from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.signs import InOrder, Regular, Stretch

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
END = BEGINNING + timedelta(days=400)

hours = st.integers(0, 24 * 300)


@st.composite
def stretches(draw: st.DrawFn) -> list[Stretch]:
    edges = sorted(draw(st.lists(hours, min_size=0, max_size=6, unique=True)))
    moments = [BEGINNING + timedelta(hours=edge) for edge in edges]
    return [Stretch(*pair) for pair in zip(moments[::2], moments[1::2], strict=False)]


def written_out(first: datetime, every: timedelta, silent: list[Stretch]) -> list[datetime]:
    regular = takewhile(lambda moment: moment < END, (first + number * every for number in range(10_000)))
    return [moment for moment in regular if not any(begins <= moment < ends for begins, ends in silent)]


@settings(derandomize=True, max_examples=300)
@given(first=hours, every=st.integers(1, 24 * 40), silent=stretches(), looks=st.lists(hours, max_size=12).map(sorted))
def test_a_rhythm_is_passed_as_if_each_sign_had_been_written_out(
    first: int, every: int, silent: list[Stretch], looks: list[int]
) -> None:
    start, pause = BEGINNING + timedelta(hours=first), timedelta(hours=every)
    regular = Regular(start, pause, silent)
    listed = InOrder([*written_out(start, pause, silent), END + 2 * pause])
    for look in looks:
        moment = BEGINNING + timedelta(hours=look)
        foreseen = regular.foreseen_until(moment)
        assert foreseen == listed.foreseen_until(moment)
        assert regular.latest_until(moment) == listed.latest_until(moment) == foreseen
        assert regular.next == listed.next or regular.next >= END


def test_moments_may_end() -> None:
    moments = InOrder([BEGINNING])
    assert moments.foreseen_until(END) == BEGINNING
    assert moments.latest_until(END) == BEGINNING
    assert moments.next is None
    assert moments.foreseen_until(END) is None
    assert moments.latest_until(END) is None
