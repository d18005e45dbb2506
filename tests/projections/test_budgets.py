"""Budget burn: what each year has planned, was allocated, has ordered and spent, and where that leads."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregates.budget import Budget
from aggregates.budget.events import EntryCorrected
from aggregates.event import Event
from projections.budget_row import BudgetRow, begun, change
from projections.budgets import Whose
from projections.burn import By, burn
from projections.catalogue import BUDGETS
from projections.view import Fact
from tests.aggregates.test_every_budget import made_up
from tests.projections import lives
from tests.projections.records import numbered
from tests.support.databases import Database
from vocabulary.money import Money
from vocabulary.provenance import Moment
from vocabulary.spending import Instalment, SpendingTerms
from vocabulary.years import YearSpan

Connected = psycopg.Connection[Any]


@pytest.fixture
def connection(database: Database) -> Iterator[Connected]:
    with psycopg.connect(database.app, autocommit=True) as connection:
        BUDGETS.create(connection, BUDGETS.name)
        BUDGETS.index(connection, BUDGETS.name)
        yield connection


def money(life: lives.Life) -> list[Fact]:
    return [fact for fact in numbered(life.facts) if fact.event.TOPIC in BUDGETS.handles]


def test_a_row_says_what_its_aggregate_says(connection: Connected) -> None:
    life = lives.spending("kappa")
    BUDGETS.apply(connection, BUDGETS.name, money(life))
    (row,) = BUDGETS.find(connection, community="kappa")
    last = life.facts[-1].provenance.recorded_at
    assert (row.year, row.level, row.waiting, row.marks) == (1, "begun", 0, "20%")
    assert (row.as_of, row.closed_at) == (last, last)
    amounts = (row.per_year, row.planned, row.allocated, row.committed, row.spent, row.refunded, row.unspent)
    assert [*map(str, amounts)] == ["1000 USD", "600 USD", "500 USD", "0 USD", "240.50 USD", "40 USD", "799.50 USD"]
    assert row.forecast(last) == Money("200.50 USD")


def test_only_the_last_year_is_shown_where_that_is_asked_for(connection: Connected) -> None:
    one, other = lives.spending("kappa"), lives.spending("lambda")
    for life in (one, other):
        BUDGETS.apply(connection, BUDGETS.name, money(life))
    again = YearSpan(2, one.now, one.now + timedelta(days=365))
    second = Budget.begin(
        "kappa", again, "begun", Money("9 USD"), one.told(), instalments=(), carried_over=Money("0 USD")
    )
    BUDGETS.apply(connection, BUDGETS.name, numbered(list(second.collect_events())))  # type: ignore[arg-type]
    assert [row.id for row in BUDGETS.find(connection)] == ["kappa/1", "kappa/2", "lambda/1"]
    assert [row.id for row in BUDGETS.find(connection, latest=True)] == ["kappa/2", "lambda/1"]


def test_units_and_programme_are_those_of_its_terms_and_its_policy(connection: Connected) -> None:
    life = lives.Life("kappa")
    life.propose()
    revised = life.terms().model_copy(update={"units": ("Sales", "Engineering")})
    life.does("revise", revised, by=lives.ANNA)
    BUDGETS.apply(connection, BUDGETS.name, money(life))
    assert BUDGETS.whose(connection) == {"kappa": Whose(("Sales", "Engineering"), "standard")}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 2**32))
def test_a_row_has_the_sums_of_its_aggregate_whatever_happens(seed: int) -> None:
    community = made_up(seed)
    row, whole = folded(community.facts), community.budget.total
    assert (row.planned, row.allocated, row.committed) == (whole.requested, whole.allocated, whole.committed)
    assert (row.spent, row.refunded, row.waiting) == (whole.spent, whole.refunded, len(community.budget.requests))


def test_as_of_a_day_corrections_count_without_what_was_paid_later() -> None:
    """As `projections.vantage` chooses facts: what corrects an entry of that time is there, a later payment is not."""
    life = lives.Life("kappa")
    budget = lives.funded("kappa", life)
    terms = SpendingTerms(initiative="tree", title="Tree", amount=Money("300 USD"), reason="Shade.")
    budget.request(1, terms, life.told())
    budget.grant(1, None, life.told())
    order = budget.commit("tree", Money("100 USD"), "a spade", life.told())
    early = budget.spend("tree", Money("40 USD"), "a spade", life.told(), order=order)
    late = budget.spend("tree", Money("60 USD"), "a spade", life.told(), order=order)
    before = [*budget.pending_events][:-1]
    put_right = ((late, "10"), (early, "90"), (late, "60"), (early, "40"), (late, "10"), (early, "90"))
    for number, amount in put_right:
        budget.correct(number, Money(f"{amount} USD"), "misread", life.told())
    of_early = [one for one in budget.pending_events if isinstance(one, EntryCorrected) and one.number == early]
    assert [str(folded([*before, *of_early[:many]]).committed) for many in (0, 1, 2, 3)] == [
        "60 USD",
        "10 USD",
        "10 USD",
        "0 USD",
    ]
    assert folded(budget.pending_events).committed == budget.total.committed  # type: ignore[arg-type]


def folded(facts: Iterable[Event]) -> BudgetRow:
    first, *others = facts
    row = begun(first)  # type: ignore[arg-type]
    for event in others:
        change(event, row)
    return row


def year(community: str, spent: str, currency: str = "USD") -> BudgetRow:
    """A year of 1000 days, a hundred of which have passed, with something ordered, and so much spent."""
    life = lives.Life(community)
    span = YearSpan(1, life.now, life.now + timedelta(days=1000))
    whole = Money(f"1000 {currency}")
    parts = (Instalment(on=span.starts, amount=whole),)
    budget = Budget.begin(
        community, span, "begun", whole, life.told(), instalments=parts, carried_over=Money.none_of(currency)
    )
    terms = SpendingTerms(initiative="tree", title="Tree", amount=whole, reason="Shade.")
    budget.request(1, terms, life.told())
    budget.grant(1, None, life.told())
    budget.commit("tree", Money(f"50 {currency}"), "a spade", life.told())
    budget.spend("tree", Money(f"{spent} {currency}"), "a tree", life.told())
    return folded(budget.collect_events())  # type: ignore[arg-type]


def at(row: BudgetRow, days: float) -> Moment:
    return row.starts + timedelta(days=days)


def test_the_forecast_is_what_is_paid_and_ordered_and_the_rate_so_far_drawn_on_to_the_end() -> None:
    row = year("gardeners", "20")
    assert row.forecast(at(row, 100)) == Money("250 USD")
    assert row.forecast(at(row, 500)) == Money("90 USD")
    assert row.forecast(at(row, 0)) == row.forecast(at(row, 2000)) == Money("70 USD")


def test_years_of_one_unit_are_summed_and_currencies_kept_apart() -> None:
    rows = [year("a", "10"), year("b", "20.50"), year("c", "5", "CHF"), year("d", "1")]
    whose = {
        "a": Whose(("Sales",), "standard"),
        "b": Whose(("Sales",), "standard"),
        "c": Whose(("Sales",), "standard"),
        "d": Whose(("Sales", "IT"), "other"),
    }
    by_unit = burn(rows, whose, By.UNIT, at(rows[0], 2000))
    assert [(one.name, str(one.spent), one.communities, one.year) for one in by_unit] == [
        ("IT and Sales", "1 USD", 1, None),
        ("Sales", "5 CHF", 1, None),
        ("Sales", "30.50 USD", 2, None),
    ]
    by_programme = burn(rows, whose, By.PROGRAMME, at(rows[0], 2000))
    assert [(one.name, str(one.forecast)) for one in by_programme] == [
        ("other", "51 USD"),
        ("standard", "55 CHF"),
        ("standard", "130.50 USD"),
    ]
    assert {one.name for one in burn(rows, {}, By.UNIT, at(rows[0], 1))} == {"a", "b", "c", "d"}


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(1, 25)), st.integers(0, 900))
def test_however_facts_are_cut_into_batches_the_sums_are_the_same(database: Database, cuts: set[int], on: int) -> None:
    life = lives.spending("kappa")
    facts = money(life)
    with psycopg.connect(database.app) as connection:
        BUDGETS.create(connection, BUDGETS.name)
        edges = sorted({0, len(facts), *(cut for cut in cuts if cut < len(facts))})
        for start, end in pairwise(edges):
            BUDGETS.apply(connection, BUDGETS.name, facts[start:end])
        (row,) = BUDGETS.find(connection)
        connection.rollback()
    whole = begun(next(fact.event for fact in facts if fact.event.TOPIC == "budget.begun"))  # type: ignore[arg-type]
    for fact in facts:
        if fact.event.TOPIC.startswith("budget.") and fact.event.TOPIC != "budget.begun":
            change(fact.event, whole)
    assert row == whole
    assert row.forecast(at(row, on)).amount >= Decimal(0)
