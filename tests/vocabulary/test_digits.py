"""How numbers are written."""

from decimal import Decimal

import pytest

from vocabulary.digits import digits, one, percent, some


@pytest.mark.parametrize(
    ("number", "written"),
    [("0", "0"), ("1E+3", "1000"), ("1000.00", "1000"), ("-2.50", "-2.5"), ("0.000001", "0.000001")],
)
def test_equal_numbers_are_written_alike_and_in_full(number: str, written: str) -> None:
    assert digits(Decimal(number)) == written


@pytest.mark.parametrize(("share", "written"), [("0.8", "80%"), ("0.80", "80%"), ("1", "100%"), ("0.125", "12.5%")])
def test_a_share_is_written_in_percent(share: str, written: str) -> None:
    assert percent(Decimal(share)) == written


@pytest.mark.parametrize(
    ("number", "thing", "said"),
    [
        (1, "day", "1 day"), (2, "day", "2 days"), (0, "community", "0 communities"), (1, "community", "1 community"),
        (1_204, "event", "1,204 events"),
    ],
)  # fmt: skip
def test_a_number_of_things_is_put_into_words(number: int, thing: str, said: str) -> None:
    assert some(number, thing) == said


@pytest.mark.parametrize(("thing", "said"), [("event", "an event"), ("answer", "an answer"), ("meeting", "a meeting")])
def test_one_of_them_has_its_article(thing: str, said: str) -> None:
    assert one(thing) == said
