"""People are told of requests for money, of marks that spending reaches, and that nobody asks."""

from datetime import timedelta

from aggregates.application import Answer
from aggregates.commands.budget_clockwork import BudgetClockwork
from aggregates.commands.budgets import answer_request, request_money
from aggregates.commands.spending import spend_money
from aggregates.desk import Desk
from tests.notices.post_office import PostOffice, plain
from tests.notices.world import BEGIN, World, rules
from vocabulary.money import Money
from vocabulary.people import Actor, Role
from vocabulary.spending import SpendingTerms
from vocabulary.tasks import Choice

LEE = Actor(person="lee", role=Role.LEAD)
KIM = Actor(person="kim", role=Role.KM)
MARA = Actor(person="mara", role=Role.MANAGEMENT)
BUDGET = {"per_year": "1000 USD", "alerts": ["80%"], "unrequested_after": "4 months"}


def alive(world: World) -> None:
    """Gardeners, launched under a policy with a budget; what was told until then is sent."""
    world.open(policy=rules(levels=[{"name": "begun", "title": "Begun", "budget": BUDGET}]))

    def live(desk: Desk) -> Answer:
        community = desk.community("gardeners")
        provenance = world.by().provenance(community.policy)
        community.pass_review(world.by(KIM).provenance(community.policy))
        community.approve(world.by(MARA).provenance(community.policy))
        community.open_checklist((), (), None, provenance)
        community.launch(provenance)
        return Answer("")

    world.app.carry_out("live", "live", live, by=LEE)
    world.tell()


def test_a_mark_is_told_to_the_lead_and_the_km_team(mailed: World, post: PostOffice) -> None:
    alive(mailed)
    terms = SpendingTerms(initiative="tree", title="Plant a tree", amount=Money("900 USD"), reason="Shade.")
    number = request_money(mailed.app, "gardeners", terms, mailed.by(LEE))
    answer_request(mailed.app, "gardeners", number, Choice.APPROVE, mailed.by(KIM))
    spend_money(mailed.app, "gardeners", "tree", Money("800 USD"), "a tree", mailed.by(LEE))
    mailed.tell()
    assert {("budget_mark", person) for person in ("lee", "kim", "kai")} == set(mailed.told())
    (mail,) = post.to("lee@example.org")
    assert mail["Subject"] == "80% of the year's money is spent: 800 USD: Gardeners"
    assert "More of it: perennial budget show gardeners" in plain(mail)


def test_that_nobody_asks_for_money_is_told_to_the_lead_and_the_km_team(mailed: World, post: PostOffice) -> None:
    alive(mailed)
    mailed.now += timedelta(days=123)
    BudgetClockwork(mailed.app).note_nothing_requested("gardeners", BEGIN, mailed.now)
    mailed.tell()
    assert {("budget_unrequested", person) for person in ("lee", "kim", "kai")} == set(mailed.told())
    (mail,) = post.to("kim@example.org")
    assert mail["Subject"] == "Nobody asks for money: Gardeners"
    assert "Nobody has asked for money since 02 March 2026 in Gardeners" in plain(mail)
