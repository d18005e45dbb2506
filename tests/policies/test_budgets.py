"""What a community of a level may spend, who approves it, in which parts, and when somebody is told."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.level_rules import BudgetRules
from tests.policies.standings import catalog
from vocabulary.money import Money
from vocabulary.people import Role

ARTICLE = catalog("founding-article").levels[0].budget
assert ARTICLE is not None

repeatable = settings(derandomize=True, deadline=None, max_examples=200)
cents = st.integers(0, 10**12)


def dollars(amount: str) -> Money:
    return Money(f"{amount} USD")


@pytest.mark.parametrize(
    ("amount", "approver"),
    [("0", Role.KM), ("2000", Role.KM), ("2000.01", Role.MANAGEMENT), ("1000000", Role.MANAGEMENT)],
)
def test_who_approves_depends_on_the_amount(amount: str, approver: Role) -> None:
    assert ARTICLE.approver(dollars(amount)) is approver


def test_more_than_the_last_limit_is_given_to_nobody() -> None:
    budget = BudgetRules.model_validate({"per_year": "900 CHF", "limits": [{"up_to": "500 CHF", "by": "km"}]})
    assert budget.approver(Money("500 CHF")) is Role.KM
    assert budget.approver(Money("500.01 CHF")) is None


def test_without_limits_the_km_team_approves_whatever_is_asked_for() -> None:
    assert BudgetRules.model_validate({"per_year": "900 CHF"}).approver(Money("1 CHF")) is Role.KM


def test_whoever_approves_more_may_approve_less() -> None:
    assert ARTICLE.approvers(dollars("2000")) == (Role.KM, Role.MANAGEMENT)
    assert ARTICLE.approvers(dollars("2001")) == (Role.MANAGEMENT,)


def test_nobody_is_told_all_the_time_that_nothing_is_asked_for() -> None:
    with pytest.raises(ValueError, match="nobody asks for money all the time"):
        BudgetRules.model_validate({"per_year": "900 CHF", "unrequested_after": "0 days"})


def test_no_more_is_carried_over_than_is_left() -> None:
    with pytest.raises(ValueError, match="no more than 100% of what is left goes over to the next year"):
        BudgetRules.model_validate({"per_year": "900 CHF", "carry_over": "101%"})


@pytest.mark.parametrize(
    ("spent", "reached"),
    [("15999.99", []), ("16000", ["0.8"]), ("19999.99", ["0.8"]), ("20000", ["0.8", "1"]), ("90000", ["0.8", "1"])],
)
def test_somebody_is_told_when_a_share_of_the_budget_is_reached(spent: str, reached: list[str]) -> None:
    assert ARTICLE.reached(dollars(spent)) == tuple(map(Decimal, reached))


def test_a_year_is_paid_in_equal_parts() -> None:
    parts = {level.name: level.budget.instalment() for level in catalog("openssf").levels if level.budget}
    assert parts == {"sandbox": dollars("7500"), "incubating": dollars("17500"), "graduated": dollars("37500")}


@repeatable
@given(cents, st.integers(1, 52))
def test_parts_never_add_up_to_more_than_the_year_nor_to_much_less(amount: int, parts: int) -> None:
    year = Money(f"{Decimal(amount) / 100:f} USD")
    part = BudgetRules(per_year=year, instalments=parts).instalment()
    assert 0 <= year.amount - part.amount * parts < Decimal("0.01") * parts
    assert part.currency == "USD"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("30000 USD", "30000 USD"),
        ("30000.00 USD", "30000 USD"),
        ("1250.50 CHF", "1250.50 CHF"),
        ("1250.5 CHF", "1250.50 CHF"),
        ("0.1250 CHF", "0.125 CHF"),
        ("0 EUR", "0 EUR"),
        ("000.00 EUR", "0 EUR"),
    ],
)
def test_money_is_written_as_people_write_it(text: str, written: str) -> None:
    assert str(Money(text)) == written
    assert Money(written) == Money(text)


@repeatable
@given(cents)
def test_money_comes_back_from_its_text(amount: int) -> None:
    money = Money(f"{Decimal(amount) / 100:.2f} USD")
    assert Money(str(money)) == money
    assert Money(str(money)).amount == Decimal(amount) / 100


@pytest.mark.parametrize(
    "text",
    ["", "30000", "USD", "30000 usd", "30,000 USD", "-1 USD", "1.23456 USD", "1e3 USD", "1 US", "USD 1", " 1 USD"],
)
def test_what_is_no_amount_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match='expected an amount with its currency such as "30000 USD"'):
        Money(text)
