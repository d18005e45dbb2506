"""What falls due about money: who is asked, when a year is closed, when it is noted that nobody asks."""

from typing import Any

import pytest

from policies.document import LifecycleRules
from policies.process import next_step
from policies.standing import BudgetStanding, MoneyAsked, Standing
from policies.step import CloseBudget, DropSpending, NoteNothingRequested, PutSpending, Wait
from tests.policies.standings import changed, day, standing
from vocabulary.money import Money
from vocabulary.people import Role
from vocabulary.stages import Stage

BUDGET = {
    "per_year": "1000 USD",
    "limits": [
        {"up_to": "100 USD", "by": "lead"},
        {"up_to": "500 USD", "by": "km"},
        {"up_to": "800 USD", "by": "board"},
    ],
    "decided_within": "10 days",
    "unrequested_after": "50 days",
}


def rules(**budget: Any) -> LifecycleRules:
    quiet = {"should_after": "3 years", "must_after": "4 years"}
    levels = [{"name": "begun", "title": "Begun", "budget": BUDGET | budget}, {"name": "grown", "title": "Grown"}]
    return changed(silence=quiet, levels=levels)


def living(**facts: Any) -> Standing:
    return standing(Stage.ACTIVE, lead="ada", living_since=day(0), anchor=day(0), year_began=day(0), **facts)


def wanting(amount: str, *, by_lead: bool = True, **facts: Any) -> Standing:
    asked = MoneyAsked(number=3, title="Plant a tree", amount=Money(amount), by_lead=by_lead)
    return living(spendings=(asked,), **facts)


def put(step: object) -> PutSpending:
    assert isinstance(step, PutSpending)
    return step


@pytest.mark.parametrize(
    ("amount", "by_lead", "role", "above"),
    [
        ("100 USD", False, Role.LEAD, Role.KM),
        ("100 USD", True, Role.KM, Role.BOARD),
        ("101 USD", False, Role.KM, Role.BOARD),
        ("501 USD", True, Role.BOARD, None),
    ],
)
def test_whoever_approves_so_much_is_asked_and_after_them_whoever_approves_more(
    amount: str, by_lead: bool, role: Role, above: Role | None
) -> None:
    task = put(next_step(rules(), wanting(amount, by_lead=by_lead), day(5))).task
    assert (task.assigned_to, task.due, task.reminders) == (role, day(15), (day(15),))
    assert [(rung.to, rung.at) for rung in task.escalations] == ([(above, day(25))] if above else [])
    assert (task.id, task.item, task.expiry) == ("gardeners.spending.3", "begun", None)


def test_while_there_is_no_lead_whoever_approves_more_is_asked() -> None:
    vacant = wanting("100 USD", by_lead=False).model_copy(update={"lead": None})
    assert put(next_step(rules(), vacant, day(5))).task.assigned_to is Role.KM


def test_the_km_team_stands_in_where_nobody_but_the_lead_is_named() -> None:
    alone = rules(limits=[{"by": "lead"}])
    assert put(next_step(alone, wanting("100 USD"), day(5))).task.assigned_to is Role.KM


@pytest.mark.parametrize(
    ("amount", "facts"),
    [("801 USD", {}), ("100 CHF", {}), ("100 USD", {"level": "grown"}), ("9 USD", {"level": "gone"})],
)
def test_what_the_policy_lets_nobody_approve_is_returned_with_a_sentence(amount: str, facts: dict[str, Any]) -> None:
    step = next_step(rules(), wanting(amount, **facts), day(5))
    assert isinstance(step, DropSpending)
    assert step.because.endswith(f"lets nobody approve {amount}; ask anew for what it has")


def test_a_year_is_closed_at_its_end_and_not_before() -> None:
    known = living(budget=BudgetStanding(year=1, ends=day(40), asked_at=day(20)))
    waits = next_step(rules(), known, day(39))
    assert isinstance(waits, Wait)
    assert waits.until == day(40)
    step = next_step(rules(), known, day(40))
    assert isinstance(step, CloseBudget)
    assert step.year == 1


@pytest.mark.parametrize(
    ("budget", "since"),
    [
        (BudgetStanding(), 0),
        (BudgetStanding(year=1, asked_at=day(7)), 7),
        (BudgetStanding(year=1, asked_at=day(7), noted_at=day(30)), 30),
    ],
)
def test_nobody_asking_is_noted_from_the_last_request_or_the_last_note(budget: BudgetStanding, since: int) -> None:
    known = living(budget=budget)
    assert isinstance(next_step(rules(), known, day(since + 49)), Wait)
    step = next_step(rules(), known, day(since + 50))
    assert isinstance(step, NoteNothingRequested)
    assert step.since == day(since)


def test_a_standing_from_before_there_were_budgets_has_nothing_due() -> None:
    assert isinstance(next_step(rules(), living(), day(60)), Wait)


def test_a_policy_that_does_not_mind_is_not_told() -> None:
    waits = next_step(rules(unrequested_after=None), living(budget=BudgetStanding()), day(60))
    assert isinstance(waits, Wait)
