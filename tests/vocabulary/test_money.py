"""Amounts of money: added, taken away and compared exactly, within one currency, and never below nothing."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocabulary.money import Money
from vocabulary.refusals import Malformed, NegativeAmount, WrongCurrency

repeatable = settings(derandomize=True, deadline=None, max_examples=200)
amounts = st.integers(0, 10**15).map(lambda hundredths: Money(f"{Decimal(hundredths) / 100:.2f} USD"))


@repeatable
@given(amounts, amounts)
def test_what_was_added_and_taken_away_again_is_gone_to_the_last_hundredth(one: Money, other: Money) -> None:
    assert (one + other) - other == one
    assert (one + other).amount == one.amount + other.amount
    assert one + other == other + one


@repeatable
@given(st.lists(amounts, max_size=20))
def test_a_total_is_the_sum_of_its_parts(parts: list[Money]) -> None:
    assert Money.total(parts, "USD").amount == sum((part.amount for part in parts), Decimal(0))


@repeatable
@given(amounts, amounts)
def test_of_two_amounts_one_is_more_or_they_are_the_same(one: Money, other: Money) -> None:
    assert (one < other) + (one > other) + (one == other) == 1
    assert (one <= other) == (one < other or one == other)
    assert one.less(other) + min(one, other) == one


@repeatable
@given(amounts, st.integers(0, 100))
def test_a_share_is_never_more_than_the_whole_and_the_rest_is_what_is_left(whole: Money, percent: int) -> None:
    share = Decimal(percent) / 100
    part = whole.part(share)
    assert part <= whole
    assert 0 <= whole.amount * share - part.amount < Decimal("0.01")


def test_tenths_add_up_as_they_do_on_paper() -> None:
    assert Money("0.10 USD") + Money("0.20 USD") == Money("0.30 USD")


def test_amounts_of_two_currencies_are_neither_added_nor_compared() -> None:
    sentence = "2 CHF is not in USD; amounts of two currencies are neither added nor compared"
    with pytest.raises(WrongCurrency, match=sentence):
        Money("1 USD") + Money("2 CHF")
    with pytest.raises(WrongCurrency, match=sentence):
        Money("3 USD") - Money("2 CHF")
    with pytest.raises(WrongCurrency, match=sentence):
        assert Money("1 USD") < Money("2 CHF")
    assert Money("1 USD") != Money("1 CHF")


def test_less_than_nothing_is_no_amount() -> None:
    with pytest.raises(NegativeAmount, match="2 USD is more than 1 USD; less than nothing can't be left"):
        Money("1 USD") - Money("2 USD")
    with pytest.raises(NegativeAmount, match="-1 USD is less than nothing"):
        Money.of(Decimal(-1), "USD")


def test_more_than_can_be_written_down_is_refused_not_rounded() -> None:
    with pytest.raises(Malformed, match="15 digits at most"):
        Money("999999999999999 USD") + Money("1 USD")
