"""Whatever is asked, granted, spent and corrected: sums are those of the lines, nothing is negative or overspent."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.budget import Budget
from aggregates.budget import events as happened
from tests.aggregates.examples import by, day
from tests.aggregates.specification import must_replay
from vocabulary.money import Money
from vocabulary.refusals import Refusal
from vocabulary.spending import EntryKind, Instalment, SpendingTerms
from vocabulary.tasks import Choice
from vocabulary.years import YearSpan

repeatable = settings(derandomize=True, deadline=None, max_examples=300)
Act = Callable[[Budget, float], object]

amounts = st.one_of(st.integers(0, 40_000), st.sampled_from([1, 10_000, 25_000])).map(
    lambda hundredths: Money(f"{Decimal(hundredths) / 100:.2f} USD")
)
initiatives = st.sampled_from(["tree", "pond", "hedge"])
numbers = st.integers(1, 12)


def _request(number: int, initiative: str, amount: Money) -> Act:
    terms = SpendingTerms(initiative=initiative, title=initiative.title(), amount=amount, reason="needed")
    return lambda budget, on: budget.request(number, terms, by(on=on)) if number not in budget.requests else None


acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(_request, numbers, initiatives, amounts),
    numbers.map(lambda n: lambda budget, on: budget.grant(n, None, by(on=on))),
    numbers.map(lambda n: lambda budget, on: budget.grant(n, None, by(on=on))),
    numbers.map(lambda n: lambda budget, on: budget.refuse(n, Choice.REJECT, "no", by(on=on))),
    st.tuples(initiatives, amounts).map(lambda a: lambda budget, on: budget.commit(*a, "x", by(on=on))),
    st.tuples(initiatives, amounts, st.none() | numbers).map(
        lambda a: lambda budget, on: budget.spend(a[0], a[1], "x", by(on=on), order=a[2])
    ),
    st.tuples(initiatives, amounts).map(lambda a: lambda budget, on: budget.refund(*a, "x", by(on=on))),
    st.tuples(initiatives, amounts).map(lambda a: lambda budget, on: budget.release(*a, "x", by(on=on))),
    numbers.map(lambda n: lambda budget, on: budget.release_order(n, "x", by(on=on))),
    st.tuples(numbers, amounts).map(lambda a: lambda budget, on: budget.correct(*a, "x", by(on=on))),
    st.just(lambda budget, on: budget.close(Decimal("0.3"), by(on=on))),
)


def begun() -> Budget:
    parts = tuple(Instalment(on=day(91 * quarter), amount=Money("250 USD")) for quarter in range(4))
    year = YearSpan(1, day(0), day(365))
    return Budget.begin(
        "gardeners", year, "large", Money("1000 USD"), by(), instalments=parts, carried_over=Money("12.34 USD"),
        alerts=(Decimal("0.5"), Decimal(1)),
    )  # fmt: skip


@repeatable
@given(st.lists(st.tuples(acts, st.integers(0, 20)), max_size=40))
def test_whatever_happens_the_sums_agree_and_nothing_is_overspent(life: list[tuple[Act, int]]) -> None:
    budget, on = begun(), 0.0
    for act, later in life:
        on += later
        with suppress(Refusal):
            act(budget, on)
        _must_hold(budget, on)
    must_replay(budget, list(budget.pending_events))


def _must_hold(budget: Budget, on: float) -> None:
    whole = Money("1012.34 USD")
    for column in ("requested", "granted", "released", "committed", "spent", "refunded"):
        sums = [getattr(line, column) for line in budget.lines]
        assert getattr(budget.total, column) == Money.total(sums, "USD")
    for line in budget.lines:
        assert line.allocated <= line.granted <= line.requested
        assert line.bound <= line.allocated, "whatever is not granted is not spent"
        assert line.refunded <= line.spent
        assert line.free.amount >= 0
        orders = [order.left for order in budget.orders.values() if order.initiative == line.initiative]
        assert Money.total(orders, "USD") == line.committed
        for kind, said in ((EntryKind.SPENT, line.spent), (EntryKind.REFUNDED, line.refunded)):
            entries = [e.amount for e in budget.entries.values() if (e.initiative, e.kind) == (line.initiative, kind)]
            assert Money.total(entries, "USD") == said
        asked = [terms.amount for terms in budget.requests.values() if terms.initiative == line.initiative]
        assert line.granted + Money.total(asked, "USD") == line.requested
    assert budget.total.bound <= budget.there(day(on)), "whatever has not come yet is not spent"
    assert budget.total.bound + budget.available(day(on)) == budget.there(day(on))
    assert budget.total.allocated + budget.ungranted == whole
    if budget.closed_at is not None:
        (closed,) = (one for one in budget.pending_events if isinstance(one, happened.BudgetClosed))
        assert (budget.orders, budget.requests) == ({}, {})
        assert closed.left + budget.total.paid == whole
        assert closed.carried_over <= closed.left
