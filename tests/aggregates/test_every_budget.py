"""Whatever is asked, granted, spent and corrected: sums are those of the lines, nothing is negative or overspent."""

from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.budget import Budget
from aggregates.budget import events as happened
from tests.aggregates.examples import by, day
from tests.aggregates.specification import must_replay
from vocabulary.money import Money
from vocabulary.provenance import Provenance
from vocabulary.refusals import Refusal
from vocabulary.spending import EntryKind, Instalment, SpendingTerms
from vocabulary.tasks import Choice
from vocabulary.years import YearSpan

pytestmark = pytest.mark.slow

repeatable = settings(derandomize=True, deadline=None, max_examples=150)
INITIATIVES: Final = ("tree", "pond")
ACTS: Final = 60


class Community:
    """Does whatever it likes with its money, mostly about what there is; most of it is not allowed."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.budget = begun()
        self.on = 0.0
        self.asked = 0

    def acts(self) -> None:
        self.on += self.chance.choice([0, 0, 1, 10, 25])
        asking = (self.ask, self.fund, self.fund, self.refuse)
        paying = (self.commit, self.spend, self.spend, self.refund, self.correct, self.correct)
        act = self.chance.choice([*asking, *paying, self.release, self.end_order, self.close])
        act()

    def close(self) -> None:
        self.budget.close(Decimal("0.3"), self.told())

    def told(self) -> Provenance:
        return by(on=self.on)

    def amount(self) -> Money:
        hundredths = self.chance.choice([0, 1, 5_000, 10_000, 25_000, 40_000, self.chance.randrange(60_000)])
        return Money(f"{Decimal(hundredths) / 100:.2f} USD")

    def initiative(self) -> str:
        return self.chance.choice(INITIATIVES)

    def number(self, known: Collection[int]) -> int:
        return self.chance.choice([*known, 99])

    def ask(self) -> None:
        title = self.initiative()
        terms = SpendingTerms(initiative=title, title=title.title(), amount=self.amount(), reason="needed")
        self.asked += 1
        self.budget.request(self.asked, terms, self.told())

    def fund(self) -> None:
        self.ask()
        self.budget.grant(self.number(self.budget.requests), None, self.told())

    def refuse(self) -> None:
        self.budget.refuse(self.number(self.budget.requests), Choice.REJECT, "no", self.told())

    def commit(self) -> None:
        self.budget.commit(self.initiative(), self.amount(), "x", self.told())

    def spend(self) -> None:
        order = self.number(self.budget.orders) if self.chance.random() < 0.5 else None
        self.budget.spend(self.initiative(), self.amount(), "x", self.told(), order=order)

    def refund(self) -> None:
        self.budget.refund(self.initiative(), self.amount(), "x", self.told())

    def release(self) -> None:
        self.budget.release(self.initiative(), self.amount(), "x", self.told())

    def end_order(self) -> None:
        self.budget.release_order(self.number(self.budget.orders), "x", self.told())

    def correct(self) -> None:
        self.budget.correct(self.number(self.budget.entries), self.amount(), "x", self.told())


def begun() -> Budget:
    parts = tuple(Instalment(on=day(91 * quarter), amount=Money("250 USD")) for quarter in range(4))
    year = YearSpan(1, day(0), day(365))
    return Budget.begin(
        "gardeners", year, "large", Money("1000 USD"), by(), instalments=parts, carried_over=Money("12.34 USD"),
        alerts=(Decimal("0.2"), Decimal(1)),
    )  # fmt: skip


@repeatable
@given(st.integers(0, 2**32))
def test_whatever_happens_the_sums_agree_and_nothing_is_overspent(seed: int) -> None:
    community = Community(Random(seed))
    for _ in range(ACTS):
        with suppress(Refusal):
            community.acts()
        _must_hold(community.budget, community.on)
    must_replay(community.budget, list(community.budget.pending_events))


def test_the_lives_made_up_here_know_every_kind_of_fact() -> None:
    """A test that nothing goes wrong in what never happens would be none."""
    found: Counter[type] = Counter()
    for seed in range(100):
        community = Community(Random(seed))
        for _ in range(ACTS):
            with suppress(Refusal):
                community.acts()
        found.update(type(fact) for fact in community.budget.pending_events)
    kinds = set(happened.BudgetEvent.__subclasses__()) - {happened.NothingRequested}
    assert {kind for kind in kinds if found[kind] < 5} == set()


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
