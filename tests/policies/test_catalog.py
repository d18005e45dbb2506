"""The catalog: what organisations publish stands in their policies, and communities can live by each of them."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

import pytest

from aggregates.commands.importing import ExistingCommunity, bring_in
from aggregates.event import Event
from aggregates.review_task.events import TaskOpened
from policies.document import LifecycleRules
from policies.process import next_step
from policies.process.next_step import agenda
from policies.reader import catalog_names
from policies.standing import Standing
from simulation.rehearsal import Rehearsal
from tests.policies import standings
from tests.policies.published import Figure, entries, figures
from tests.policies.published_figures import BY_CONDUCT, FIGURES
from tests.policies.standings import NEW_YEAR, day, standing
from tests.simulation import KM
from vocabulary.affairs import Duty, DutyState
from vocabulary.provenance import PolicyRef
from vocabulary.stages import Outcome, Stage
from vocabulary.tasks import CHOICES, TaskKind

PUBLISHED: Final = entries()
catalog: Final = cache(standings.catalog)
needs_the_data = pytest.mark.skipif(not PUBLISHED, reason="../shared/data/policies/published.yaml is not at hand")
ORGANISATIONS: Final = sorted({figure.policy for table in FIGURES.values() for figure in table})
EVERY_FIGURE: Final = [(organisation, figure) for organisation, table in FIGURES.items() for figure in table]


def named(figure: Any) -> str:
    return f"{figure.policy}: {figure.published}" if isinstance(figure, Figure) else str(figure)


def published(organisation: str, path: str) -> Any:
    return dict(figures(PUBLISHED[organisation]))[path]


@needs_the_data
def test_every_figure_of_every_organisation_has_its_place() -> None:
    for organisation, entry in PUBLISHED.items():
        placed = {figure.published for figure in FIGURES[organisation]} | BY_CONDUCT.get(organisation, set())
        assert {path for path, _ in figures(entry)} == placed


@needs_the_data
@pytest.mark.parametrize(("organisation", "figure"), EVERY_FIGURE, ids=named)
def test_a_published_figure_stands_in_the_policy(organisation: str, figure: Figure) -> None:
    document = catalog(figure.policy).model_dump(mode="json")
    assert figure.stands_in(document, published(organisation, figure.published))


@needs_the_data
@pytest.mark.parametrize(("organisation", "figure"), EVERY_FIGURE, ids=named)
def test_another_figure_would_not_stand_there(organisation: str, figure: Figure) -> None:
    value = published(organisation, figure.published)
    others: dict[type, Any] = {bool: not value, str: "something else", list: ["something else"], dict: {1: [2]}}
    document = catalog(figure.policy).model_dump(mode="json")
    assert _is_refused(figure, document, others.get(type(value)) if type(value) is not int else value * 100)


def _is_refused(figure: Figure, document: Any, value: Any) -> bool:
    """Whether a figure does not stand in a policy, be it only because it could not be written there."""
    try:
        return not figure.stands_in(document, value)
    except (AttributeError, ValueError):
        return True


@pytest.mark.parametrize("name", catalog_names())
def test_every_policy_comes_back_from_its_canonical_form(name: str) -> None:
    rules = catalog(name)
    again = LifecycleRules.model_validate_json(rules.canonical())
    assert (again, again.canonical(), again.digest()) == (rules, rules.canonical(), rules.digest())


def test_no_two_policies_of_the_catalog_are_the_same() -> None:
    assert {catalog(name).name for name in catalog_names()} == set(catalog_names())
    assert len({catalog(name).digest() for name in catalog_names()}) == len(catalog_names())


FIRST_STEPS: Final[dict[Stage, set[str]]] = {
    Stage.DRAFT: {"wait"},
    Stage.REVIEW: {"open_review_task"},
    Stage.APPROVAL: {"open_review_task"},
    Stage.LAUNCH: {"open_checklist"},
    Stage.ACTIVE: {"wait", "ask_duty"},
    Stage.ANNUAL_REVIEW: {"wait", "ask_duty"},
    Stage.PROBATION: {"wait", "ask_duty"},
    Stage.SUNSET: {"open_checklist"},
    Stage.CLOSED: {"finish"},
}


def places(rules: LifecycleRules) -> list[dict[str, Any]]:
    """Where a community may stand under a policy: at no level and in no group, and at each and in each."""
    groups = {group for duty in rules.duties if duty.schedule for group in duty.schedule.by_group}
    return [{}, *({"level": level.name} for level in rules.levels), *({"group": group} for group in sorted(groups))]


def here(name: str, stage: Stage, **facts: Any) -> Standing:
    policy = PolicyRef(name=name, version=1, digest=catalog(name).digest())
    outcome = Outcome.SUNSET if stage is Stage.CLOSED else None
    return standing(stage, policy=policy, outcome=outcome, **facts)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("name", catalog_names())
def test_every_stage_has_a_sensible_first_step(name: str, stage: Stage) -> None:
    rules = catalog(name)
    for place in places(rules):
        step = next_step(rules, here(name, stage, **place), NEW_YEAR)
        assert step.kind in FIRST_STEPS[stage]
        if step.kind == "wait" and stage in {Stage.ACTIVE, Stage.PROBATION}:
            assert step.until is not None
            assert NEW_YEAR < step.until <= NEW_YEAR + timedelta(days=366)
        if step.kind == "open_review_task":
            question = rules.review if stage is Stage.REVIEW else rules.approval
            assert step.task.assigned_to is question.decided_by
            assert step.task.due > NEW_YEAR
        if step.kind == "open_checklist":
            lines = (rules.launch if stage is Stage.LAUNCH else rules.sunset).checklist.items
            assert [task.item for task in step.tasks] == [line.item for line in lines]


@pytest.mark.parametrize("name", catalog_names())
def test_whatever_is_ahead_can_be_asked_on_its_day(name: str) -> None:
    rules = catalog(name)
    for place in places(rules):
        for stage in (Stage.ACTIVE, Stage.PROBATION):
            where = here(name, stage, lead="lee", **place)
            for due in agenda(rules, where, NEW_YEAR):
                ahead = [then for then in agenda(rules, where, max(due.at, NEW_YEAR)) if then.rule == due.rule]
                assert all(then.step is not None for then in ahead if then.at <= due.at)


@pytest.mark.parametrize("name", catalog_names())
def test_every_question_that_a_policy_asks_can_be_answered_in_time(name: str) -> None:
    rules = catalog(name)
    for stage in (Stage.REVIEW, Stage.APPROVAL):
        task = next_step(rules, here(name, stage), NEW_YEAR).task
        assert task.reminders == tuple(sorted(task.reminders))
        if task.ballot:
            assert task.ballot.choices == CHOICES[task.kind]
            assert task.ballot.closes is None or task.ballot.closes > task.ballot.opens


@pytest.mark.parametrize("filed", [day(-3), day(45)], ids=["in time", "late"])
def test_a_late_report_does_not_move_the_calendar_of_an_incubator(filed: datetime) -> None:
    report = Duty(name="report", on=day(0), state=DutyState.SIGNED_OFF, since=filed, passed=1, scheduled=day(0))
    where = here("asf-incubator", Stage.ACTIVE, group="1", anchor=day(-365), duties=(report,))
    opens = datetime.fromisoformat("2026-04-01T00:00:00+00:00") - timedelta(days=14)
    assert next_report(where, max(filed, day(0))).at == opens


def test_a_young_project_reports_monthly_and_then_with_its_group() -> None:
    asked: list[str] = []
    known: tuple[Duty, ...] = ()
    now = NEW_YEAR
    for _ in range(5):
        where = here("asf-incubator", Stage.ACTIVE, group="2", duties=known)
        now = max(now, next_report(where, now).at)
        on = next_report(where, now).step.on
        asked.append(f"{on:%d %b}")
        known = (Duty(name="report", on=on, state=DutyState.SIGNED_OFF, since=on, passed=1, scheduled=on),)
    assert asked == ["01 Feb", "01 Mar", "01 Apr", "01 May", "01 Aug"]


def next_report(where: Standing, now: datetime) -> Any:
    (ahead,) = [due for due in agenda(catalog("asf-incubator"), where, now) if due.rule == "duties.report.schedule"]
    return ahead


def test_meetings_are_not_missed_in_november_and_december() -> None:
    rules = catalog("kubernetes")
    met = datetime.fromisoformat("2026-10-25T12:00:00+00:00")
    where = here("kubernetes", Stage.ACTIVE, last_sign=met, last_of={"meeting": met}, heard_since=met, anchor=met)
    (ahead,) = [due for due in agenda(rules, where, met) if due.rule == "concerns.no_meeting.when_missing"]
    assert ahead.at == met + timedelta(weeks=3, days=61)


def test_a_sandbox_is_asked_for_people_organisations_and_a_sponsor() -> None:
    sentences = [one.sentence.format(found=1, needed=one.at_least) for one in catalog("openssf").requirements]
    assert sentences == [
        "A sandbox takes 3 people; you name 1.",
        "They come from 2 organisations; so far from 1.",
        "Find a member of the council who sponsors it.",
    ]


def turned_round(value: Any) -> Any:
    """A document with the keys of every section in the opposite order."""
    if isinstance(value, dict):
        return {key: turned_round(inner) for key, inner in reversed(value.items())}
    return [turned_round(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", catalog_names())
def test_in_whatever_order_keys_are_written_it_is_the_same_policy(name: str) -> None:
    again = LifecycleRules.model_validate(turned_round(catalog(name).model_dump(mode="json")))
    assert (again, again.digest()) == (catalog(name), catalog(name).digest())


ASKED: Final = {TaskKind.ANNUAL_REVIEW, TaskKind.DORMANCY, TaskKind.CONCERN}


@pytest.mark.parametrize("name", [name for name in catalog_names() if name != "quick"])
def test_a_community_of_which_nothing_is_heard_comes_before_people_under_every_policy(name: str) -> None:
    heard: list[Event] = []
    rehearsal = Rehearsal(catalog(name), NEW_YEAR, listen=heard.append)
    gardeners = ExistingCommunity(id="gardeners", title="Gardeners", started=NEW_YEAR)
    rehearsal.act("gardeners", lambda app, command: bring_in(app, gardeners, name, command), KM)
    rehearsal.pass_time(NEW_YEAR + timedelta(days=5 * 365))
    asked = [event.terms for event in heard if isinstance(event, TaskOpened) and event.terms.kind in ASKED]
    ends = [event.timestamp for event in heard if event.TOPIC == "community.sunset_announced"]
    assert asked
    assert all(asked[0].due <= end for end in ends)
    assert len(heard) < 2_000
