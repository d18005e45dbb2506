"""A year's money: asked for, granted, ordered, spent, given back, corrected, and closed with what is left."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

import pytest

from aggregates.budget import Budget
from aggregates.budget import events as happened
from tests.aggregates.examples import KM, LEAD, by, day
from tests.aggregates.specification import fact, given, nothing_yet
from vocabulary.money import Money
from vocabulary.refusals import (
    Malformed,
    NegativeAmount,
    NothingAsked,
    Overspent,
    Refusal,
    TooLate,
    UnknownItem,
    WrongCurrency,
)
from vocabulary.spending import EntryKind, Instalment, OrderRest, SpendingTerms
from vocabulary.tasks import Choice
from vocabulary.years import YearSpan

YEAR: Final = YearSpan(2, day(0), day(365))
HALVES: Final = (
    Instalment(on=day(0), amount=Money("500 USD")),
    Instalment(on=day(180), amount=Money("500 USD")),
)


def usd(amount: float) -> Money:
    return Money(f"{amount} USD")


def begun() -> Budget:
    return Budget.begin(
        "gardeners",
        YEAR,
        "large",
        usd(1000),
        by(on=0),
        instalments=HALVES,
        carried_over=usd(50),
        alerts=(Decimal("0.4"), Decimal("0.8")),
    )


def requested(amount: Money, number: int = 1, initiative: str = "tree") -> Callable[[Budget], None]:
    terms = SpendingTerms(initiative=initiative, title="Plant a tree", amount=amount, reason="Shade.")
    return lambda budget: budget.request(number, terms, by(LEAD, number))


def granted(number: int = 1) -> Callable[[Budget], None]:
    return lambda budget: budget.grant(number, None, by(KM, 10))


def ordered(amount: Money, on: float = 20) -> Callable[[Budget], object]:
    return lambda budget: budget.commit("tree", amount, "a spade", by(LEAD, on))


def spent(amount: Money, on: float = 30, order: int | None = None) -> Callable[[Budget], object]:
    return lambda budget: budget.spend("tree", amount, "a spade", by(LEAD, on), order=order)


def refunded(amount: Money) -> Callable[[Budget], object]:
    return lambda budget: budget.refund("tree", amount, "it broke", by(LEAD, 40))


def corrected(number: int, amount: Money) -> Callable[[Budget], object]:
    return lambda budget: budget.correct(number, amount, "misread", by(LEAD, 50))


def test_a_year_is_a_stream_of_its_own_with_what_was_left_to_it() -> None:
    budget = nothing_yet(begun)
    assert budget.id == "budget/gardeners/2"
    assert (budget.ungranted, budget.available(day(0)), budget.available(day(180))) == (usd(1050), usd(550), usd(1050))


def test_money_of_another_currency_is_not_carried_over() -> None:
    with pytest.raises(WrongCurrency, match="5 CHF is not in USD"):
        Budget.begin("gardeners", YEAR, "large", usd(9), by(), instalments=(), carried_over=Money("5 CHF"))


def test_what_is_asked_for_is_kept_by_initiative_until_it_is_answered() -> None:
    budget = given(begun).when(requested(usd(300))).then(fact(happened.MoneyRequested, number=1))
    (line,) = budget.lines
    assert (line.initiative, line.title, line.requested, line.granted) == ("tree", "Plant a tree", usd(300), usd(0))
    assert budget.asked(1).amount == usd(300)
    assert budget.asked_at == day(1)


def test_what_is_granted_may_be_ordered_and_spent() -> None:
    budget = (
        given(begun, requested(usd(300)), granted(), ordered(usd(100)))
        .when(spent(usd(80), order=1))
        .then(fact(happened.MoneySpent, number=2, amount=usd(80), order=1, of_order=usd(80)))
    )
    (line,) = budget.lines
    assert (line.allocated, line.committed, line.spent, line.free) == (usd(300), usd(20), usd(80), usd(200))
    assert budget.available(day(30)) == usd(450)
    assert budget.orders[1].left == usd(20)


def test_a_bill_above_its_order_takes_the_rest_from_what_is_free() -> None:
    budget = (
        given(begun, requested(usd(300)), granted(), ordered(usd(100)))
        .when(spent(usd(130), order=1))
        .then(fact(happened.MoneySpent, of_order=usd(100)))
    )
    assert (budget.total.committed, budget.total.spent, budget.orders) == (usd(0), usd(130), {})


@pytest.mark.parametrize("choice", [Choice.RETURN, Choice.REJECT])
def test_what_is_refused_is_planned_no_more(choice: Choice) -> None:
    budget = (
        given(begun, requested(usd(300)))
        .when(lambda b: b.refuse(1, choice, "no", by(KM, 9)))
        .then(fact(happened.MoneyRefused, number=1, amount=usd(300), choice=choice, reason="no"))
    )
    assert (budget.total.requested, budget.requests) == (usd(0), {})


def test_a_refund_can_be_spent_again() -> None:
    budget = (
        given(begun, requested(usd(300)), granted(), spent(usd(300)))
        .when(refunded(usd(40)))
        .then(fact(happened.MoneyRefunded, number=2, amount=usd(40)))
    )
    assert (budget.total.spent, budget.total.refunded, budget.total.paid) == (usd(300), usd(40), usd(260))
    assert budget.total.free == usd(40)


def test_what_is_not_needed_goes_back_to_the_year() -> None:
    budget = (
        given(begun, requested(usd(1000)), granted())
        .when(lambda b: b.release("tree", usd(700), "smaller", by(LEAD, 40)))
        .then(happened.MoneyReleased)
    )
    assert (budget.total.allocated, budget.ungranted) == (usd(300), usd(750))


def test_what_is_left_of_an_order_comes_back_to_its_initiative() -> None:
    budget = (
        given(begun, requested(usd(300)), granted(), ordered(usd(100)), spent(usd(80), order=1))
        .when(lambda b: b.release_order(1, "cheaper", by(LEAD, 40)))
        .then(fact(happened.OrderReleased, order=1, amount=usd(20)))
    )
    assert (budget.total.committed, budget.total.free) == (usd(0), usd(220))


def test_a_correction_keeps_the_old_value_beside_the_new_one() -> None:
    budget = (
        given(begun, requested(usd(300)), granted(), spent(usd(80)))
        .when(corrected(1, usd(18)))
        .then(fact(happened.EntryCorrected, number=1, was=usd(80), amount=usd(18)))
    )
    assert (budget.total.spent, budget.entries[1].amount) == (usd(18), usd(18))
    given(begun, requested(usd(300)), granted(), spent(usd(80))).when(corrected(1, usd(80))).then_nothing()
    given(begun, requested(usd(300)), granted(), spent(usd(80))).when(corrected(1, usd(0))).then(
        happened.EntryCorrected
    )


FUNDED = (begun, requested(usd(120)), granted())
ORDERED = (*FUNDED, ordered(usd(120)))


def left(budget: Budget) -> dict[int, Money]:
    return {number: order.left for number, order in budget.orders.items()}


def sums(budget: Budget) -> tuple[Money, Money, Money]:
    return budget.total.committed, budget.total.spent, budget.total.free


def test_a_payment_corrected_to_more_takes_it_from_its_order_first() -> None:
    budget = (
        given(*ORDERED, spent(usd(12), order=1))
        .when(corrected(2, usd(120)))
        .then(fact(happened.EntryCorrected, was=usd(12), rest=OrderRest(order=1, was=usd(108), left=usd(0))))
    )
    assert (sums(budget), left(budget)) == ((usd(0), usd(120), usd(0)), {})


def test_what_was_free_stays_free_where_the_order_reserved_what_the_correction_needs() -> None:
    budget = (
        given(begun, requested(usd(300)), granted(), ordered(usd(120)), spent(usd(12), order=1))
        .when(corrected(2, usd(120)))
        .then(happened.EntryCorrected)
    )
    assert (sums(budget), left(budget)) == ((usd(0), usd(120), usd(180)), {})


def test_a_payment_corrected_to_less_leaves_the_rest_of_its_order_to_be_paid() -> None:
    steps = (*ORDERED, spent(usd(120), order=1))
    budget = given(*steps).when(corrected(2, usd(12))).then(happened.EntryCorrected)
    assert (sums(budget), left(budget)) == ((usd(108), usd(12), usd(0)), {1: usd(108)})
    budget = given(*steps, corrected(2, usd(12))).when(spent(usd(108), order=1)).then(happened.MoneySpent)
    assert (sums(budget), left(budget)) == ((usd(0), usd(120), usd(0)), {})
    budget = given(*steps, corrected(2, usd(12))).when(corrected(2, usd(120))).then(happened.EntryCorrected)
    assert (sums(budget), left(budget)) == ((usd(0), usd(120), usd(0)), {})
    budget = given(*steps).when(corrected(2, usd(0))).then(happened.EntryCorrected)
    assert (sums(budget), left(budget)) == ((usd(120), usd(0), usd(0)), {1: usd(120)})


def test_only_what_a_correction_takes_beyond_the_order_has_to_be_free() -> None:
    steps = (begun, requested(usd(150)), granted(), ordered(usd(120)), spent(usd(12), order=1))
    budget = given(*steps).when(corrected(2, usd(150))).then(happened.EntryCorrected)
    assert (sums(budget), left(budget)) == ((usd(0), usd(150), usd(0)), {})
    given(*steps).when(corrected(2, usd(151))).then_refused(Overspent, "tree has 30 USD left, and 31 USD is more")
    budget = given(*steps, corrected(2, usd(150))).when(corrected(2, usd(130))).then(happened.EntryCorrected)
    assert (sums(budget), left(budget)) == ((usd(0), usd(130), usd(20)), {})


def test_of_several_payments_of_an_order_it_does_not_matter_which_was_too_high() -> None:
    steps = (begun, requested(usd(300)), granted(), ordered(usd(120)), spent(usd(60), order=1), spent(usd(80), order=1))
    budget = given(*steps).when(corrected(2, usd(30))).then(happened.EntryCorrected)
    assert (sums(budget), left(budget)) == ((usd(10), usd(110), usd(180)), {1: usd(10)})


def test_an_order_that_was_ended_stays_so_whatever_is_corrected() -> None:
    ended = (*ORDERED, spent(usd(12), order=1), lambda b: b.release_order(1, "cheaper", by(LEAD, 40)))
    for amount, free in ((5, 115), (120, 0)):
        budget = given(*ended).when(corrected(2, usd(amount))).then(fact(happened.EntryCorrected, rest=None))
        assert (sums(budget), left(budget)) == ((usd(0), usd(amount), usd(free)), {})
    taken = (*ended, spent(usd(100)))
    given(*taken).when(corrected(2, usd(21))).then_refused(Overspent, "tree has 8 USD left, and 9 USD is more")


def test_what_came_back_opens_no_order_and_is_no_part_of_one() -> None:
    steps = (*ORDERED, spent(usd(120), order=1), refunded(usd(100)))
    budget = given(*steps).when(corrected(3, usd(90))).then(fact(happened.EntryCorrected, rest=None))
    assert (sums(budget), left(budget)) == ((usd(0), usd(120), usd(90)), {})
    given(*steps).when(corrected(2, usd(99))).then_refused(Overspent, "would have had more come back than was spent")
    budget = given(*steps).when(corrected(2, usd(100))).then(happened.EntryCorrected)
    assert (sums(budget), left(budget)) == ((usd(20), usd(100), usd(100)), {1: usd(20)})


def test_a_correction_of_the_first_form_left_orders_as_they_were_and_still_does() -> None:
    budget = given(*ORDERED, spent(usd(12), order=1)).when(spent(usd(8), order=1)).then(happened.MoneySpent)
    old = happened.EntryCorrected(
        originator_id=budget.id,
        originator_version=budget.version + 1,
        provenance=by(LEAD, 50),
        number=2,
        kind=EntryKind.SPENT,
        initiative="tree",
        was=usd(12),
        amount=usd(10),
        why="misread",
    )
    old.mutate(budget)
    assert (sums(budget), left(budget)) == ((usd(100), usd(18), usd(2)), {1: usd(100)})
    budget.correct(2, usd(11), "misread again", by(LEAD, 51))
    assert (sums(budget), left(budget)) == ((usd(100), usd(19), usd(1)), {1: usd(100)})
    budget.correct(3, usd(18), "misread too", by(LEAD, 52))
    assert (sums(budget), left(budget)) == ((usd(90), usd(29), usd(1)), {1: usd(90)})


def test_marks_are_noted_once_when_spending_reaches_them() -> None:
    budget = (
        given(begun, requested(usd(900)), granted(), spent(usd(399)))
        .when(spent(usd(1)))
        .then(happened.MoneySpent, fact(happened.MarkReached, share=Decimal("0.4"), paid=usd(400)))
    )
    assert budget.marks == (Decimal("0.4"),)
    given(begun, requested(usd(900)), granted(), spent(usd(400)), refunded(usd(400))).when(spent(usd(400))).then(
        happened.MoneySpent
    )


def test_that_nothing_was_asked_for_is_noted_once() -> None:
    note: Callable[[Budget], None] = lambda b: b.note_nothing_requested(day(0), by(on=100))  # noqa: E731
    given(begun).when(note).then(fact(happened.NothingRequested, since=day(0)))
    given(begun, note).when(note).then_nothing()
    given(begun, requested(usd(1))).when(note).then_refused(NothingAsked, "has asked for money since")


def test_a_year_is_closed_with_a_share_of_what_is_left_for_the_next() -> None:
    budget = (
        given(begun, requested(usd(300)), granted(), requested(usd(9), 2), ordered(usd(60)), spent(usd(50)))
        .when(lambda b: b.close(Decimal("0.5"), by(on=365)))
        .then(
            fact(happened.OrderReleased, order=1, amount=usd(60)),
            fact(happened.MoneyRefused, number=2, choice=Choice.RETURN),
            fact(happened.BudgetClosed, left=usd(1000), carried_over=usd(500)),
        )
    )
    assert (budget.left, budget.closed_at) == (usd(500), day(365))


GRANTED = (begun, requested(usd(300)), granted())
CLOSED: Final[Callable[[Budget], None]] = lambda b: b.close(Decimal(0), by(on=365))  # noqa: E731


@pytest.mark.parametrize(
    ("facts", "command", "refusal", "sentence"),
    [
        ((begun,), requested(usd(0)), NegativeAmount, "0 USD is nothing; write how much it is"),
        ((begun,), requested(Money("9 CHF")), WrongCurrency, "9 CHF is not in USD"),
        ((begun,), requested(usd(1051)), Overspent, "has left to grant: 1050 USD"),
        ((begun,), granted(), NothingAsked, "request 1 of gardeners does not wait for an answer"),
        (GRANTED, granted(), NothingAsked, "request 1 of gardeners does not wait"),
        ((begun,), spent(usd(1)), UnknownItem, "'tree' has no line in year 2 of gardeners; it has none"),
        (GRANTED, spent(usd(301)), Overspent, "tree has 300 USD left, and 301 USD is more; ask for what is missing"),
        (GRANTED, ordered(usd(301)), Overspent, "ask for what is missing"),
        ((begun, requested(usd(900)), granted()), spent(usd(551)), Overspent, "550 USD of what gardeners has by"),
        (GRANTED, spent(usd(1), order=7), UnknownItem, "7 is no open order of tree in year 2"),
        (GRANTED, refunded(usd(1)), Overspent, "1 USD can't come back: tree has cost 0 USD so far"),
        (GRANTED, lambda b: b.release("tree", usd(301), "x", by(LEAD, 4)), Overspent, "tree has 300 USD left"),
        (GRANTED, corrected(1, usd(1)), UnknownItem, "1 is no payment and no refund"),
        ((*GRANTED, spent(usd(80))), corrected(1, usd(301)), Overspent, "tree has 220 USD left, and 221 USD is more"),
        ((*GRANTED, spent(usd(80)), refunded(usd(80))), corrected(1, usd(79)), Overspent, "correct that first"),
        ((*GRANTED, spent(usd(80)), refunded(usd(50))), corrected(2, usd(81)), Overspent, "correct that first"),
        ((begun,), lambda b: b.close(Decimal(0), by(on=364)), TooLate, "ends on 2027-01-01, and is closed after it"),
        ((*GRANTED, CLOSED), spent(usd(1), on=366), TooLate, "year 2 of gardeners was closed on 2027-01-01"),
        ((*GRANTED, CLOSED), CLOSED, TooLate, "was closed on 2027-01-01"),
    ],
)
def test_what_is_not_there_is_not_spent(
    facts: tuple[Callable[..., Budget], *tuple[Callable[[Budget], object], ...]],
    command: Callable[[Budget], object],
    refusal: type[Refusal],
    sentence: str,
) -> None:
    given(*facts).when(command).then_refused(refusal, sentence)


def test_two_requests_for_the_last_money_are_not_both_granted() -> None:
    given(begun, requested(usd(600)), requested(usd(600), 2, "pond"), granted()).when(granted(2)).then_refused(
        Overspent, "only 450 USD of year 2 of gardeners is left to grant, and request 2 is for 600 USD"
    )


def test_a_year_has_so_many_initiatives_and_no_more() -> None:
    many = [requested(usd(1), number, f"idea-{number}") for number in range(1, 201)]
    given(begun, *many).when(requested(usd(1), 999, "one-more")).then_refused(Malformed, "at most 200 initiatives")
