"""Whoever decides how a community goes on has its year before them, and it is recorded what they saw."""

from decimal import Decimal

import pytest

from aggregates.commands.assessing import assess
from aggregates.commands.budgets import request_money
from aggregates.commands.decisions import decide
from aggregates.commands.dossier import dossier
from aggregates.commands.measuring import deliver, measure
from aggregates.commands.plans import submit_plan, write_plan
from aggregates.commands.showing import lies_before
from aggregates.commands.signs_of_life import record_sign
from aggregates.commands.spending import spend_money
from aggregates.desk import Desk
from aggregates.review_task.events import TaskDecided
from tests.aggregates.affairs import quiet, told
from tests.aggregates.examples import KM, LEAD, MANAGEMENT, day
from tests.aggregates.organisation import Organisation, sign
from tests.aggregates.plans import PLAN
from tests.aggregates.test_plans import approved
from vocabulary.money import Money
from vocabulary.spending import SpendingTerms
from vocabulary.tasks import Choice, TaskKind


@pytest.fixture
def here() -> Organisation:
    return quiet(annual_review={"every": "1 year", "opens_before": "30 days"})


def lying(here: Organisation) -> dict[str, str]:
    return dict(dossier(Desk(here.app, fresh=True), here.gardeners))


@pytest.mark.parametrize(
    ("corrections", "answered", "delivered", "verdict"),
    [(200, 90, 2, "renew"), (200, 90, 1, "probation"), (300, 40, 2, "sunset"), (220, 40, 0, "probation")],
)
def test_the_figures_of_the_year_suggest_a_verdict(
    here: Organisation, corrections: int, answered: int, delivered: int, verdict: str
) -> None:
    """80% of the targets and 70% of the workplan: renew; 40% of the targets: probation; else sunset."""
    approved(here)
    here.until(day(300))
    for kpi, value in (("corrections", corrections), ("answered", answered)):
        measure(here.app, "gardeners", kpi, Decimal(value), here.by(LEAD), evidence="count")
    for initiative in ("clinic", "guide")[:delivered]:
        deliver(here.app, "gardeners", initiative, here.by(LEAD), evidence="protocol")
    assert lying(here)["suggested"] == verdict


def test_all_of_it_lies_before_whoever_reviews_the_year_and_is_recorded_with_the_decision(here: Organisation) -> None:
    approved(here)
    here.until(day(300))
    measure(here.app, "gardeners", "corrections", Decimal(300), here.by(LEAD), evidence="count")
    assess(here.app, "gardeners", "leadership", {(1, 1): "the terms"}, here.by(KM))
    assess(here.app, "gardeners", "leadership", {(1, 1): "the terms"}, here.by(LEAD), level=2, reason="we grew")
    record_sign(here.app, "gardeners", sign(here.now), here.by(LEAD))
    here.until(day(336))
    review = next(terms for terms in here.open_tasks("gardeners") if terms.kind is TaskKind.ANNUAL_REVIEW)
    write_plan(here.app, "gardeners", PLAN, here.by(LEAD), year=2)
    before = lies_before(here.app, review.id).figures
    assert {name: before[name] for name in ("year", "targets reached", "KPI corrections", "KPI answered")} == {
        "year": "1",
        "targets reached": "38%",
        "KPI corrections": "300 of 200 a month (from 400)",
        "KPI answered": "not measured of 90 % (from 40)",
    }
    assert (before["workplan delivered"], before["suggested"]) == ("0%", "sunset")
    assert (before["maturity"], before["plan of year 2"]) == ("leadership 1", "written, not approved")
    assert before["maturity as it sees itself"] == "leadership 2"
    assert before["last sign of life"] == f"{day(300):%Y-%m-%d}"
    decide(here.app, review.id, Choice.RENEW, here.by(MANAGEMENT))
    decided = told(here, TaskDecided)[-1]
    assert decided.shown.figures == before


def test_where_no_plan_was_approved_nothing_is_suggested(here: Organisation) -> None:
    assert lying(here) == {}
    write_plan(here.app, "gardeners", PLAN, here.by(LEAD))
    assert lying(here) == {
        "year": "1",
        "plan": "none was approved, so the figures suggest nothing",
        "plan of year 2": "not written yet",
    }


def test_the_plan_of_the_next_year_is_part_of_it(here: Organisation) -> None:
    approved(here)
    write_plan(here.app, "gardeners", PLAN, here.by(LEAD), year=2)
    submit_plan(here.app, "gardeners", here.by(LEAD), year=2)
    here.catch_up("gardeners")
    assert lying(here)["plan of year 2"] == "being decided on"
    here.answer_everything()
    here.answer_everything()
    assert lying(here)["plan of year 2"] == "approved"


def test_money_is_part_of_it_where_the_policy_gives_any() -> None:
    limits = [{"up_to": "500 USD", "by": "km"}, {"by": "management"}]
    level = {"name": "begun", "title": "Begun", "budget": {"per_year": "1000 USD", "limits": limits}}
    office = quiet(annual_review={"every": "1 year", "opens_before": "30 days"}, levels=[level])
    tree = SpendingTerms(initiative="tree", title="A tree", amount=Money("300 USD"), reason="Shade")
    request_money(office.app, "gardeners", tree, office.by(LEAD))
    office.catch_up("gardeners")
    office.answer_everything()
    spend_money(office.app, "gardeners", "tree", Money("250 USD"), "A tree", office.by(LEAD))
    assert lying(office)["budget used"] == "25% of 1000 USD (250 USD paid)"
