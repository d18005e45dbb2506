"""Whatever is asked, granted, spent and corrected: sums are those of the lines, nothing is negative or overspent."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import Any, Final, NamedTuple

import pytest
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

pytestmark = pytest.mark.slow

repeatable = settings(derandomize=True, deadline=None, max_examples=150)
INITIATIVES: Final = ("tree", "pond")
ACTS: Final = 60
TRIES: Final = 4
"""Amounts to which each payment is corrected."""


class Act(NamedTuple):
    """Something that was allowed, with its answer: numbers, of payments."""

    name: str
    words: tuple[Any, ...]
    more: dict[str, Any]
    on: float
    answer: Any


class Community:
    """Does whatever it likes with its money, mostly about what there is; most of it is not allowed."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.budget = begun()
        self.on = 0.0
        self.asked = 0
        self.script: list[Act] = []

    def acts(self) -> None:
        self.on += self.chance.choice([0, 0, 1, 10, 25])
        asking = (self.ask, self.fund, self.fund, self.refuse)
        paying = (self.commit, self.spend, self.spend, self.refund, self.correct, self.correct)
        act = self.chance.choice([*asking, *paying, self.release, self.end_order, self.close])
        act()

    def close(self) -> None:
        self.does("close", Decimal("0.3"))

    def does(self, act: str, *words: Any, **more: Any) -> None:
        """By that moment; what was allowed goes into the script, from which the same can be lived again."""
        answer = getattr(self.budget, act)(*words, by(on=self.on), **more)
        self.script.append(Act(act, words, more, self.on, answer))

    @property
    def facts(self) -> list[happened.BudgetEvent]:
        return list(self.budget.pending_events)  # type: ignore[arg-type]

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
        self.does("request", self.asked, terms)

    def fund(self) -> None:
        self.ask()
        self.does("grant", self.number(self.budget.requests), None)

    def refuse(self) -> None:
        self.does("refuse", self.number(self.budget.requests), Choice.REJECT, "no")

    def commit(self) -> None:
        self.does("commit", self.initiative(), self.amount(), "x")

    def spend(self) -> None:
        order = self.number(self.budget.orders) if self.chance.random() < 0.5 else None
        initiative = self.budget.orders[order].initiative if order in self.budget.orders else self.initiative()
        self.does("spend", initiative, self.amount(), "x", order=order)

    def refund(self) -> None:
        self.does("refund", self.initiative(), self.amount(), "x")

    def release(self) -> None:
        self.does("release", self.initiative(), self.amount(), "x")

    def end_order(self) -> None:
        self.does("release_order", self.number(self.budget.orders), "x")

    def correct(self) -> None:
        self.does("correct", self.number(self.budget.entries), self.amount(), "x")


def made_up(seed: int) -> Community:
    """One that was lived to its end."""
    community = Community(Random(seed))
    for _ in range(ACTS):
        with suppress(Refusal):
            community.acts()
    return community


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


@repeatable
@given(st.integers(0, 2**32))
def test_a_payment_corrected_is_the_same_as_one_that_was_right_at_first(seed: int) -> None:
    for was, put_right, right_at_first in twins(seed):
        assert put_right is not None, f"whoever might have paid so much at first may correct {was} to it"
        assert standing(put_right) == standing(right_at_first)


def test_payments_of_orders_are_put_right_here() -> None:
    """Of open orders, of ended ones, and of such as were paid more than in full."""
    kinds: Counter[str] = Counter()
    for seed in range(100):
        for was, put_right, _ in twins(seed):
            if put_right is not None and was.more["order"] is not None:
                *_, corrected = put_right.pending_events
                rest = getattr(corrected, "rest", None)
                kinds["ended" if rest is None else "paid" if not (rest.was or rest.left) else "open"] += 1
    assert {kind for kind in ("ended", "paid", "open") if kinds[kind] >= 5} == {"ended", "paid", "open"}, kinds


def twins(seed: int) -> Iterator[tuple[Act, Budget | None, Budget]]:
    """Each payment of a life; that life where it is corrected at last, and where it was right at first.

    A life in which it could not have been right at first, for what followed was not to be had then, has no twin.
    """
    community = made_up(seed)
    script = [act for act in community.script if act.name != "close"]
    payments = [(place, act) for place, act in enumerate(script) if act.name == "spend"]
    for place, payment in payments * TRIES:
        amount = community.amount()
        if not amount:
            continue
        put_right = Act("correct", (payment.answer, amount, "x"), {}, community.on, None)
        initiative, _, what = payment.words
        at_first = payment._replace(words=(initiative, amount, what))
        later = [act for act in script[place + 1 :] if (act.name, act.words[0]) != ("correct", payment.answer)]
        twin = lived([*script[:place], at_first, *later])
        if twin is not None:
            yield payment, lived([*script, put_right]), twin


def lived(script: Iterable[Act]) -> Budget | None:
    """The same again; None where something of it is refused."""
    budget = begun()
    for act in script:
        try:
            getattr(budget, act.name)(*act.words, by(on=act.on), **act.more)
        except Refusal:
            return None
    return budget


def standing(budget: Budget) -> object:
    """All that is known of its money, but how it came to be so."""
    entries = {number: (entry.kind, entry.initiative, entry.amount) for number, entry in budget.entries.items()}
    return budget.lines, budget.requests, budget.placed, entries, budget.numbered


def test_the_lives_made_up_here_know_every_kind_of_fact() -> None:
    """A test that nothing goes wrong in what never happens would be none."""
    found: Counter[type] = Counter()
    for seed in range(100):
        community = made_up(seed)
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
    for number, order in budget.placed.items():
        assert order.paid == Money.total([e.amount for e in budget.entries.values() if e.order == number], "USD")
    assert budget.total.bound <= budget.there(day(on)), "whatever has not come yet is not spent"
    assert budget.total.bound + budget.available(day(on)) == budget.there(day(on))
    assert budget.total.allocated + budget.ungranted == whole
    if budget.closed_at is not None:
        (closed,) = (one for one in budget.pending_events if isinstance(one, happened.BudgetClosed))
        assert (budget.orders, budget.requests) == ({}, {})
        assert closed.left + budget.total.paid == whole
        assert closed.carried_over <= closed.left
