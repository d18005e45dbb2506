"""A community asks for money, whoever approves so much grants it, and it is spent within its year."""

from decimal import Decimal
from typing import Any, Final

import pytest

from activities.standing import standing_of
from aggregates.budget import Budget
from aggregates.budget import events as happened
from aggregates.commands.budgets import answer_request, request_money
from aggregates.commands.decisions import decide
from aggregates.commands.governance import adopt
from aggregates.commands.granting import budget_of_year
from aggregates.commands.publishing import publish
from aggregates.commands.recalling import recall
from aggregates.commands.spending import (
    Spent,
    commit_money,
    correct_money,
    refund_money,
    release_money,
    release_order,
    spend_money,
)
from aggregates.desk import Desk
from aggregates.review_task import events as task
from policies.standing import Standing
from tests.aggregates.affairs import quiet, told
from tests.aggregates.examples import BOARD, KM, LEAD, MANAGEMENT, MEMBER, day
from tests.aggregates.organisation import Organisation
from tests.policies.standings import changed
from vocabulary.ids import budget_stream
from vocabulary.money import Money
from vocabulary.people import Actor, Role
from vocabulary.refusals import (
    AlreadyAsked,
    ChoiceNotOffered,
    NoBudget,
    NotDelegated,
    NothingAsked,
    Overspent,
    OwnCommunity,
    OwnRequest,
    ReasonMissing,
    TooLate,
    WrongCurrency,
    WrongRole,
    WrongStage,
)
from vocabulary.spending import SpendingTerms
from vocabulary.stages import Stage
from vocabulary.tasks import Choice, TaskKind

RULES: Final[dict[str, Any]] = {
    "per_year": "10000 USD",
    "instalments": 4,
    "limits": [
        {"up_to": "500 USD", "by": "lead"},
        {"up_to": "2000 USD", "by": "km"},
        {"up_to": "6000 USD", "by": "management"},
    ],
    "alerts": ["5%", "80%"],
    "carry_over": "50%",
}


def usd(amount: int) -> Money:
    return Money(f"{amount} USD")


def funded(**rules: Any) -> Organisation:
    """Gardeners live since new year's day, may spend by these rules, and are reviewed every year."""
    level = {"name": "small", "title": "Small", "budget": RULES | rules}
    return quiet(levels=[level], annual_review=quiet_years())


def quiet_years() -> dict[str, Any]:
    return {"every": "1 year", "opens_before": "1 day", "question": QUESTION}


QUESTION: Final = {"decided_by": "km", "due": "7 days", "unanswered": {"after": "9 days", "answer": "renew"}}


def terms(amount: int, initiative: str = "tree") -> SpendingTerms:
    return SpendingTerms(initiative=initiative, title="Plant a tree", amount=usd(amount), reason="Shade.")


def asked(office: Organisation, amount: int, by: Actor = LEAD, initiative: str = "tree") -> int:
    number = request_money(office.app, "gardeners", terms(amount, initiative), office.by(by))
    office.catch_up("gardeners")
    return number


def granted(office: Organisation, amount: int, initiative: str = "tree") -> None:
    asked(office, amount, initiative=initiative)
    office.answer(office.asked())


def spend(office: Organisation, amount: int, by: Actor = LEAD, order: int | None = None) -> Spent:
    spent = spend_money(office.app, "gardeners", "tree", usd(amount), "a spade", office.by(by), order=order)
    office.catch_up("gardeners")
    return spent


def budget(office: Organisation, year: int = 1) -> Budget:
    found = Desk(office.app, fresh=True).find(Budget, budget_stream("gardeners", year))
    assert found is not None
    return found


def standing(office: Organisation) -> Standing:
    return standing_of(office.app, "gardeners")


@pytest.mark.parametrize(("amount", "role"), [(500, Role.KM), (501, Role.KM), (2000, Role.KM), (2001, Role.MANAGEMENT)])
def test_what_a_lead_asks_for_is_put_to_whoever_approves_so_much_and_never_to_the_lead(amount: int, role: Role) -> None:
    office = funded()
    assert asked(office, amount) == 1
    question = office.asked()
    assert (question.kind, question.assigned_to) == (TaskKind.SPENDING, role)
    assert question.title == f"{amount} USD for Plant a tree: Gardeners"
    office.answer(question)
    assert budget(office).total.granted == usd(amount)
    assert office.gardeners.affairs.spendings == ()


def test_a_member_asks_the_lead_for_little() -> None:
    office = funded()
    asked(office, 400, MEMBER)
    assert office.asked().assigned_to is Role.LEAD
    office.answer(office.asked())
    assert budget(office).total.granted == usd(400)


@pytest.mark.parametrize("choice", [Choice.RETURN, Choice.REJECT])
def test_a_no_needs_a_reason_and_leaves_the_money_in_the_year(choice: Choice) -> None:
    office = funded()
    asked(office, 900)
    with pytest.raises(ReasonMissing):
        office.answer(office.asked(), choice)
    office.answer(office.asked(), choice, reason="too dear")
    (refused,) = told(office, happened.MoneyRefused)
    assert (refused.choice, refused.reason, budget(office).total.requested) == (choice, "too dear", usd(0))


def test_nobody_grants_what_they_asked_for_nor_to_their_own_community() -> None:
    office = funded()
    asked(office, 900, KM)
    with pytest.raises(OwnRequest, match=r"kim stands behind what gardeners\.spending\.1 is about"):
        decide(office.app, office.asked().id, Choice.APPROVE, office.by(KM))
    insider = Actor(person="jo", role=Role.KM)
    with pytest.raises(OwnCommunity, match="jo belongs to gardeners"):
        decide(office.app, office.asked().id, Choice.APPROVE, office.by(insider))
    office.answer(office.asked())
    assert budget(office).total.granted == usd(900)


def test_a_lead_does_not_grant_the_leads_own_request() -> None:
    office = funded()
    number = request_money(office.app, "gardeners", terms(100), office.by(LEAD))
    with pytest.raises(OwnRequest, match="ada asked for it"):
        answer_request(office.app, "gardeners", number, Choice.APPROVE, office.by(LEAD))


def test_a_request_is_answered_before_the_clock_has_put_it_too() -> None:
    office = funded()
    number = request_money(office.app, "gardeners", terms(900), office.by(LEAD))
    for no in (MEMBER, LEAD, BOARD):
        with pytest.raises(WrongRole, match="900 USD is granted by km or management, not by"):
            answer_request(office.app, "gardeners", number, Choice.APPROVE, office.by(no))
    with pytest.raises(ReasonMissing, match="say why request 1"):
        answer_request(office.app, "gardeners", number, Choice.REJECT, office.by(KM))
    with pytest.raises(ChoiceNotOffered, match="not answered 'renew'"):
        answer_request(office.app, "gardeners", number, Choice.RENEW, office.by(KM))
    answer_request(office.app, "gardeners", number, Choice.APPROVE, office.by(MANAGEMENT))
    office.catch_up("gardeners")
    assert office.open_tasks("gardeners") == []
    assert budget(office).total.granted == usd(900)
    with pytest.raises(NothingAsked, match="request 1 of gardeners does not wait"):
        answer_request(office.app, "gardeners", number, Choice.APPROVE, office.by(KM))


def test_an_answer_by_number_answers_the_task() -> None:
    office = funded()
    number = asked(office, 900)
    answer_request(office.app, "gardeners", number, Choice.APPROVE, office.by(KM), reason="good")
    assert not office.task_is_open("gardeners.spending.1")
    (granted_,) = told(office, happened.MoneyGranted)
    assert (granted_.reason, granted_.provenance.actor) == ("good", KM)


def test_what_nobody_answers_goes_to_whoever_approves_more() -> None:
    office = funded()
    asked(office, 900)
    office.until(day(30))
    (escalated,) = told(office, task.TaskEscalated)
    assert escalated.to is Role.MANAGEMENT
    decide(office.app, office.asked().id, Choice.APPROVE, office.by(MANAGEMENT))


def test_what_was_asked_for_may_be_taken_back() -> None:
    office = funded()
    asked(office, 900)
    recall(office.app, office.asked().id, office.by(LEAD), reason="found a sponsor")
    assert office.open_tasks("gardeners") == []
    assert budget(office).total.requested == usd(0)


def test_it_is_ordered_paid_refunded_released_and_corrected() -> None:
    office = funded()
    granted(office, 2000)
    order = commit_money(office.app, "gardeners", "tree", usd(300), "a tree", office.by(LEAD))
    assert spend(office, 250, order=order) == Spent(2)
    assert refund_money(office.app, "gardeners", "tree", usd(50), "broken", office.by(MEMBER)) == 3
    release_order(office.app, "gardeners", order, "cheaper", office.by(LEAD))
    release_money(office.app, "gardeners", "tree", usd(1000), "small tree", office.by(LEAD))
    assert correct_money(office.app, "gardeners", 2, usd(240), "misread", office.by(KM)) == usd(250)
    sums = budget(office).total
    assert (sums.allocated, sums.committed, sums.spent, sums.refunded) == (usd(1000), usd(0), usd(240), usd(50))
    with pytest.raises(WrongRole, match="corrected by its lead or the KM team"):
        correct_money(office.app, "gardeners", 2, usd(1), "x", office.by(MEMBER))


def test_spending_more_than_was_granted_asks_for_what_is_missing() -> None:
    office = funded()
    granted(office, 500)
    assert spend(office, 800) == Spent(2, usd(300))
    assert budget(office).total.spent == usd(0)
    office.answer(office.asked())
    assert spend(office, 800) == Spent(1)


def test_spending_what_was_never_asked_for_asks_for_it() -> None:
    office = funded()
    assert spend(office, 800) == Spent(1, usd(800))
    assert budget(office).lines[0].title == "tree"


def test_what_nobody_may_approve_is_refused() -> None:
    office = funded()
    with pytest.raises(Overspent, match="lets nobody approve more than 6000 USD at once; ask for 6001 USD in parts"):
        asked(office, 6001)
    with pytest.raises(Overspent, match="lets nobody approve more than 6000 USD at once"):
        spend(office, 6001)


def test_what_the_year_does_not_have_is_refused_and_so_is_what_has_not_come_yet() -> None:
    office = funded()
    granted(office, 6000)
    with pytest.raises(Overspent, match="4001 USD is more than year 1 of gardeners has left to grant: 4000 USD"):
        asked(office, 4001)
    with pytest.raises(Overspent, match=r"2500 USD of what gardeners has by .* is left, and 2501 USD is more"):
        spend(office, 2501)
    office.until(day(100))
    spend(office, 2501)


def test_two_grants_for_the_same_money_are_not_both_given() -> None:
    office = funded()
    asked(office, 6000)
    asked(office, 6000, initiative="pond")
    first, second = office.open_tasks("gardeners")
    office.answer(first)
    with pytest.raises(Overspent, match="only 4000 USD of year 1 of gardeners is left to grant"):
        office.answer(second)
    office.answer(second, Choice.RETURN, reason="ask for less")


def test_marks_are_told_of_as_spending_reaches_them() -> None:
    office = funded()
    granted(office, 2000)
    spend(office, 499)
    assert told(office, happened.MarkReached) == []
    spend(office, 1)
    (mark,) = told(office, happened.MarkReached)
    assert (mark.share, mark.paid) == (Decimal("0.05"), usd(500))


@pytest.mark.parametrize("by", [MANAGEMENT, BOARD, Actor(person="sue", role=Role.LEAD)])
def test_only_its_own_people_and_the_km_team_ask_and_spend(by: Actor) -> None:
    office = funded()
    with pytest.raises(WrongRole):
        asked(office, 10, by)
    with pytest.raises(WrongRole):
        spend(office, 10, by)


def test_nobody_deals_with_money_in_anothers_name() -> None:
    office = funded()
    for_ada = Actor(person="sam", role=Role.LEAD, on_behalf_of="ada")
    with pytest.raises(NotDelegated, match="sam deals with money as themselves; leave out for whom"):
        asked(office, 100, for_ada)
    number = request_money(office.app, "gardeners", terms(100), office.by(MEMBER))
    with pytest.raises(NotDelegated, match="sam deals with money as themselves"):
        answer_request(office.app, "gardeners", number, Choice.APPROVE, office.by(for_ada))


def test_money_of_another_currency_is_refused() -> None:
    office = funded()
    swiss = terms(1).model_copy(update={"amount": Money("5 CHF")})
    with pytest.raises(WrongCurrency, match="5 CHF is not in USD"):
        request_money(office.app, "gardeners", swiss, office.by(LEAD))
    with pytest.raises(WrongCurrency, match="5 CHF is not in USD"):
        spend_money(office.app, "gardeners", "tree", Money("5 CHF"), "x", office.by(LEAD))


def test_a_policy_without_a_budget_says_so_and_what_to_do() -> None:
    for office in (quiet(), quiet(levels=[{"name": "small", "title": "Small"}])):
        with pytest.raises(NoBudget, match=r"has no budget for .*; write `budget` under the level, publish that"):
            asked(office, 10)
    with pytest.raises(NoBudget, match="gardeners has no budget yet; it begins when money is asked for"):
        refund_money(funded().app, "gardeners", "tree", usd(1), "x", office.by(LEAD))


def test_whoever_looks_for_a_year_without_a_budget_is_told_which_years_have_one() -> None:
    office = funded()

    def look(year: int) -> None:
        budget_of_year(Desk(office.app, fresh=True), office.gardeners, year)

    with pytest.raises(NoBudget, match="gardeners has no budget yet; it begins when money is asked for"):
        look(9)
    asked(office, 100)
    with pytest.raises(NoBudget, match=r"gardeners has no budget for year 9; it has one for year 1$"):
        look(9)
    for days in (400, 1150):
        office.until(day(days))
        asked(office, 100)
    for year in (3, 9):
        with pytest.raises(
            NoBudget, match=rf"gardeners has no budget for year {year}; it has one for years 1, 2 and 4$"
        ):
            look(year)
    look(4)


def test_money_is_asked_for_while_it_lives() -> None:
    office = Organisation(changed(funded().rules))
    office.come_to(Stage.LAUNCH)
    with pytest.raises(WrongStage, match="money is asked for and spent while it is alive"):
        asked(office, 10)


def test_rules_adopted_meanwhile_drop_what_nobody_may_approve_with_a_sentence() -> None:
    office = funded()
    request_money(office.app, "gardeners", terms(900), office.by(LEAD))
    rules = changed(office.rules, levels=[])
    ref = publish(office.app, office.policy, rules.canonical(), office.by(KM))
    adopt(office.app, "gardeners", ref.name, ref.version, office.by(KM))
    office.catch_up("gardeners")
    (refused,) = told(office, happened.MoneyRefused)
    assert refused.choice is Choice.RETURN
    assert refused.reason == "the policy standard@2 lets nobody approve 900 USD; ask anew for what it has"


def test_a_year_is_closed_when_it_is_over_and_leaves_a_share_to_the_next() -> None:
    office = funded()
    granted(office, 2000)
    spend(office, 1000)
    asked(office, 900, initiative="pond")
    office.until(day(500))
    assert not office.task_is_open("gardeners.spending.2")
    (closed,) = told(office, happened.BudgetClosed)
    assert (closed.left, closed.carried_over) == (usd(9000), usd(4500))
    assert closed.provenance.recorded_at == budget(office).ends
    with pytest.raises(TooLate, match="year 1 of gardeners was closed on"):
        refund_money(office.app, "gardeners", "tree", usd(1), "late", office.by(LEAD))
    asked(office, 2000)
    assert (budget(office, 2).carried_over, budget(office, 2).ungranted) == (usd(4500), usd(14500))
    assert budget(office, 2).starts == budget(office, 1).ends


def test_a_year_that_the_clock_has_not_closed_yet_is_closed_by_whoever_asks_first() -> None:
    office = funded()
    granted(office, 2000)
    office.now = day(400)
    request_money(office.app, "gardeners", terms(100), office.by(LEAD))
    assert budget(office, 1).closed_at == day(400)
    assert office.gardeners.affairs.budget_year == 2


def test_years_without_a_request_have_no_budget_and_no_number_twice() -> None:
    office = funded()
    office.until(day(800))
    asked(office, 100)
    assert office.gardeners.affairs.budget_year == 3
    assert told(office, happened.BudgetClosed) == []


def test_that_nobody_asks_for_money_is_noted_again_and_again_until_somebody_does() -> None:
    office = funded(unrequested_after="4 months")
    office.until(day(125))
    assert len(told(office, happened.NothingRequested)) == 1
    granted(office, 100)
    office.until(day(240))
    assert len(told(office, happened.NothingRequested)) == 1
    office.until(day(260))
    assert len(told(office, happened.NothingRequested)) == 2


def test_while_a_request_waits_money_is_being_asked_for() -> None:
    office = funded(unrequested_after="4 months")
    asked(office, 900)
    office.until(day(200))
    assert told(office, happened.NothingRequested) == []
    office.answer(office.asked())
    office.until(day(201))
    assert len(told(office, happened.NothingRequested)) == 1


def test_a_request_is_put_once() -> None:
    office = funded()
    asked(office, 900)
    gardeners = office.gardeners
    with pytest.raises(AlreadyAsked, match="somebody was asked about request 1 of gardeners already"):
        gardeners.put_spending(1, "gardeners.spending.9", office.by(KM).provenance())


def test_old_standings_know_nothing_of_money_and_ask_for_nothing() -> None:
    office = funded(unrequested_after="4 months")
    old = standing(office).model_dump(exclude={"budget", "spendings"})
    assert (Standing.model_validate(old).budget, Standing.model_validate(old).spendings) == (None, ())


def test_repeating_a_command_spends_once() -> None:
    office = funded()
    granted(office, 2000)
    by = office.by(LEAD).model_copy(update={"id": "pay-1"})
    first = spend_money(office.app, "gardeners", "tree", usd(10), "x", by)
    assert spend_money(office.app, "gardeners", "tree", usd(10), "x", by) == first
    assert budget(office).total.spent == usd(10)


def test_a_community_that_ends_waits_for_no_money() -> None:
    office = funded()
    asked(office, 900)
    request_money(office.app, "gardeners", terms(800, "pond"), office.by(LEAD))
    office.until(day(364.5))
    (review,) = [one for one in office.open_tasks("gardeners") if one.kind is TaskKind.ANNUAL_REVIEW]
    office.answer(review, Choice.SUNSET, reason="few results")
    assert office.stage is Stage.SUNSET
    assert not office.task_is_open("gardeners.spending.1")
    assert (budget(office).requests, office.gardeners.affairs.spendings) == ({}, ())
    assert {one.choice for one in told(office, happened.MoneyRefused)} == {Choice.RETURN}


def test_a_request_that_only_the_community_is_known_to_have_is_looked_at_next_time() -> None:
    office = funded()
    asked(office, 900)
    standing_of(office.colleague, "gardeners")
    request_money(office.app, "gardeners", terms(800, "pond"), office.by(LEAD))
    office.colleague.bring_up_to_date(["community/gardeners"])
    known = standing_of(office.colleague, "gardeners", fresh=False)
    assert [one.number for one in known.spendings] == [1]
    assert [one.number for one in standing_of(office.colleague, "gardeners").spendings] == [1, 2]
