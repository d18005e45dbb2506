"""A month of signs of life is counted, and its latest known."""

from aggregates.signs import SignsMonth
from aggregates.signs import events as happened
from tests.aggregates.examples import MEMBER, by, day
from tests.aggregates.specification import fact, given, nothing_yet
from vocabulary.signs import SignKind, SignOfLife


def begun() -> SignsMonth:
    return SignsMonth.begin("gardeners", day(40), by(MEMBER, 45))


def sign(number: float) -> SignOfLife:
    return SignOfLife(source_id=f"m-{number}", kind=SignKind.MEETING, what="met", happened_at=day(number))


def met(month: SignsMonth) -> None:
    month.record((sign(42),), by(MEMBER, 45))


def test_a_month_is_a_stream_of_its_own() -> None:
    month = nothing_yet(begun)

    assert month.id == "signs/gardeners/2026-02"
    assert (month.total, month.latest) == (0, None)


def test_signs_are_counted_and_the_latest_is_known() -> None:
    month = given(begun).when(met).then(fact(happened.SignsRecorded, total=1, latest=day(42), signs=(sign(42),)))

    assert (month.total, month.latest) == (1, day(42))


def test_a_batch_in_any_order_leaves_the_latest_the_latest() -> None:
    given(begun, met).when(lambda m: m.record((sign(44), sign(41)), by(MEMBER, 50))).then(
        fact(happened.SignsRecorded, total=3, latest=day(44))
    )


def test_a_sign_that_is_told_late_does_not_turn_the_clock_back() -> None:
    given(begun, met).when(lambda m: m.record((sign(35),), by(MEMBER, 50))).then(
        fact(happened.SignsRecorded, total=2, latest=day(42))
    )
