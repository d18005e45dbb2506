"""What recurs: asked ahead of its date, filed, signed off; whoever is late moves no date."""

from datetime import datetime
from typing import Any

import pytest

from aggregates.commands.changes import request_change
from aggregates.commands.decisions import decide
from aggregates.commands.duties import publish_form, request_duty
from aggregates.commands.governance import adopt, place, restore
from aggregates.commands.publishing import publish
from aggregates.community import affairs_events as happened
from aggregates.review_task import events as task
from tests.aggregates.affairs import MENTOR, quiet, told
from tests.aggregates.examples import KM, LEAD, MANAGEMENT, day
from tests.aggregates.organisation import Organisation
from tests.policies.standings import changed
from vocabulary.affairs import ChangeTerms, DutyState, FormOut
from vocabulary.people import Actor, Role
from vocabulary.refusals import AlreadyAsked, InPast, UnknownItem, WrongRole, WrongStage
from vocabulary.stages import Stage
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice, TaskKind

REPORT: dict[str, Any] = {
    "name": "report",
    "title": "Quarterly report",
    "by": "lead",
    "schedule": {"on": ["1 March", "1 June", "1 September", "1 December"]},
    "opens_before": "14 days",
    "remind_before": ["7 days", "1 day"],
    "escalate": [{"after": "5 days", "to": "km"}],
}
LOOK = {"decided_by": "mentor", "due": "7 days"}
DECIDE = {"decided_by": "management", "due": "7 days"}
SIGNED_OFF = {"sign_off": {"steps": [LOOK, DECIDE], "file_again_after": "10 days"}}
MARCH, JUNE, SEPTEMBER, DECEMBER = day(59), day(151), day(243), day(334)


def reporting(**changes: Any) -> Organisation:
    return quiet(duties=[REPORT | changes])


def asked_of(office: Organisation, kind: TaskKind = TaskKind.DUTY) -> TaskTerms:
    (terms,) = (terms for terms in office.open_tasks("gardeners") if terms.kind is kind)
    return terms


def files(office: Organisation) -> None:
    office.answer(asked_of(office))


def looks(office: Organisation, who: Actor, choice: Choice) -> None:
    terms = asked_of(office, TaskKind.SIGN_OFF)
    decide(office.app, terms.id, choice, office.by(who), reason="no figures in it")
    office.catch_up("gardeners")


def dates(office: Organisation) -> list[datetime]:
    """Every date that was asked for."""
    return [fact.on for fact in told(office, happened.DutyAsked)]


def duty(office: Organisation) -> tuple[DutyState, datetime]:
    (known,) = office.gardeners.affairs.duties
    return known.state, known.on


def test_it_is_asked_for_ahead_of_its_date_and_not_a_moment_sooner() -> None:
    office = reporting()
    office.until(day(44.999))
    assert office.open_tasks("gardeners") == []
    office.until(day(45))
    assert (asked_of(office).due, asked_of(office).assigned_to, asked_of(office).on) == (MARCH, Role.LEAD, MARCH)


def test_people_are_reminded_before_its_date_and_others_told_after_it() -> None:
    office = reporting()
    office.until(day(70))
    reminded = [fact.provenance.recorded_at for fact in told(office, task.TaskReminded)][-2:]
    (escalated,) = told(office, task.TaskEscalated)
    assert reminded == [day(52), day(58)]
    assert (escalated.to, escalated.provenance.recorded_at) == (Role.KM, day(64))


def test_what_is_filed_and_needs_no_sign_off_is_done() -> None:
    office = reporting()
    office.until(day(50))
    files(office)
    office.until(day(130))
    assert office.open_tasks("gardeners") == []
    assert told(office, happened.SignOffAsked) == []


def test_it_is_signed_off_step_by_step() -> None:
    office = reporting(**SIGNED_OFF)
    office.until(day(50))
    files(office)
    looks(office, MENTOR, Choice.APPROVE)
    assert duty(office)[0] is DutyState.LOOKED_AT
    looks(office, MANAGEMENT, Choice.APPROVE)
    assert duty(office) == (DutyState.SIGNED_OFF, MARCH)
    assert [fact.passed for fact in told(office, happened.DutyPassed)] == [1]


def test_what_is_returned_is_filed_again_while_the_calendar_goes_on() -> None:
    office = reporting(**SIGNED_OFF)
    for moment, choice in ((50, Choice.RETURN), (55, Choice.RETURN), (58, Choice.APPROVE)):
        office.until(day(moment))
        files(office)
        looks(office, MENTOR, choice)
    looks(office, MANAGEMENT, Choice.APPROVE)
    assert [(fact.round, fact.on) for fact in told(office, happened.DutyAsked)] == [(1, MARCH), (2, MARCH), (3, MARCH)]
    office.until(day(140))
    assert asked_of(office).due == JUNE


def test_what_is_returned_is_due_again_after_a_time_of_its_own() -> None:
    office = reporting(**SIGNED_OFF)
    office.until(day(50))
    files(office)
    looks(office, MENTOR, Choice.RETURN)
    assert (asked_of(office).due, asked_of(office).on) == (day(60), MARCH)


def test_lateness_moves_no_date_and_what_was_never_filed_is_missed() -> None:
    office = reporting()
    office.until(day(120))
    files(office)
    office.until(day(237))
    assert dates(office) == [MARCH, JUNE, SEPTEMBER]
    assert [fact.on for fact in told(office, happened.DutyMissed)] == [JUNE]
    assert office.task("gardeners.duty.report.20260601000000.2").ending == (
        "cancelled on 2026-08-18 00:00 UTC: the next one is due"
    )


def test_what_was_filed_and_not_looked_at_in_time_was_not_missed() -> None:
    office = reporting(**SIGNED_OFF)
    office.until(day(50))
    files(office)
    office.until(day(138))
    assert told(office, happened.DutyMissed) == []
    assert asked_of(office).due == JUNE


def test_the_next_is_not_asked_for_before_the_date_of_this_one() -> None:
    office = quiet(duties=[REPORT | {"schedule": {"every": "1 month"}, "opens_before": "80 days"}])
    office.until(day(95))
    asked = [(fact.provenance.recorded_at, fact.on) for fact in told(office, happened.DutyAsked)]
    assert asked == [(day(0), day(31)), (day(31), day(59)), (day(59), day(90)), (day(90), day(120))]


def test_an_extra_one_is_asked_for_at_once_and_moves_no_date() -> None:
    office = reporting(on_request="20 days")
    office.until(day(10))
    request_duty(office.app, "gardeners", "report", office.by(KM))
    office.catch_up("gardeners")
    assert asked_of(office).due == day(30)
    files(office)
    office.until(day(45))
    assert asked_of(office).due == MARCH
    assert dates(office) == [day(30), MARCH]


def test_no_second_extra_one_is_asked_for_while_one_is_being_done() -> None:
    office = reporting(on_request="20 days", **SIGNED_OFF)
    request_duty(office.app, "gardeners", "report", office.by(KM))
    office.catch_up("gardeners")
    for step in (lambda: None, lambda: files(office), lambda: looks(office, MENTOR, Choice.RETURN)):
        step()
        with pytest.raises(AlreadyAsked, match="wait until that one is done"):
            request_duty(office.app, "gardeners", "report", office.by(KM))
    files(office)
    looks(office, MENTOR, Choice.APPROVE)
    looks(office, MANAGEMENT, Choice.APPROVE)
    request_duty(office.app, "gardeners", "report", office.by(KM))


def test_an_extra_one_is_asked_for_after_one_that_nobody_signs_off() -> None:
    office = reporting(on_request="20 days")
    office.until(day(45))
    files(office)
    request_duty(office.app, "gardeners", "report", office.by(KM))
    office.catch_up("gardeners")
    assert asked_of(office).due == day(65)


def test_an_extra_one_may_be_wanted_again_and_again_by_one_date() -> None:
    office = reporting(on_request="20 days")
    for moment in (46, 47, 48):
        office.until(day(moment))
        if moment == 46:
            files(office)
        request_duty(office.app, "gardeners", "report", office.by(KM), by=MARCH)
        office.catch_up("gardeners")
        files(office)
    assert dates(office) == [MARCH] * 4
    office.until(day(140))
    assert asked_of(office).due == JUNE


def test_a_date_that_comes_first_takes_the_place_of_an_extra_one_which_was_not_missed() -> None:
    office = reporting(on_request="90 days")
    office.until(day(20))
    request_duty(office.app, "gardeners", "report", office.by(KM))
    office.until(day(45))
    assert asked_of(office).due == MARCH
    assert told(office, happened.DutyMissed) == []


def test_extra_ones_are_asked_for_by_those_who_may_and_by_a_day_to_come() -> None:
    office = reporting(on_request="20 days")
    with pytest.raises(WrongRole, match="by the KM team or by Management"):
        request_duty(office.app, "gardeners", "report", office.by(LEAD))
    with pytest.raises(InPast, match="ask for report by a day to come"):
        request_duty(office.app, "gardeners", "report", office.by(KM), by=office.now)
    with pytest.raises(UnknownItem, match="has no duty 'poem'; it has report"):
        request_duty(office.app, "gardeners", "poem", office.by(KM))


def test_no_extra_one_is_asked_for_where_the_policy_has_none() -> None:
    office = reporting()
    with pytest.raises(WrongStage, match="does not let anybody ask for an extra report"):
        request_duty(office.app, "gardeners", "report", office.by(KM))


def test_groups_follow_dates_of_their_own_and_no_group_no_date() -> None:
    office = reporting(schedule={"by_group": {"1": ["1 March"], "2": ["1 April"]}})
    office.until(day(80))
    assert office.open_tasks("gardeners") == []
    place(office.app, "gardeners", office.by(KM), level=None, group="2")
    office.catch_up("gardeners")
    assert asked_of(office).due == day(90)


def test_it_is_due_more_often_at_the_beginning() -> None:
    office = reporting(
        schedule={"on": ["1 September"], "first": {"every": "1 month", "lasts": "3 months"}}, opens_before="10 days"
    )
    office.until(day(240))
    assert dates(office) == [day(31), day(59), day(90), SEPTEMBER]


def test_a_form_that_comes_late_moves_the_date_of_what_is_open_and_of_what_is_not() -> None:
    office = reporting(form_out_before="30 days")
    office.until(day(46))
    form = FormOut(duty="report", on=MARCH, out_at=day(40))
    publish_form(office.app, office.policy, form, office.by(KM))
    office.catch_up("gardeners")
    (moved,) = told(office, task.TaskPostponed)
    assert (asked_of(office).due, moved.terms.reminders) == (day(70), (day(63), day(69)))

    publish_form(office.app, office.policy, FormOut(duty="report", on=JUNE, out_at=day(136)), office.by(KM))
    office.until(day(151.9))
    assert [fact.on for fact in told(office, happened.DutyMissed)] == []
    office.until(day(152))
    assert (asked_of(office).due, asked_of(office).on) == (day(166), JUNE)
    office.until(day(230))
    assert asked_of(office).due == SEPTEMBER


def test_a_form_that_is_out_in_time_moves_nothing() -> None:
    office = reporting(form_out_before="30 days")
    publish_form(office.app, office.policy, FormOut(duty="report", on=MARCH, out_at=day(5)), office.by(KM))
    office.until(day(50))
    assert asked_of(office).due == MARCH


def test_duties_go_on_through_an_annual_review_and_probation() -> None:
    office = reporting()
    rules = changed(office.rules, annual_review={"every": "1 year", "opens_before": "310 days"})
    version = publish(office.app, office.policy, rules.canonical(), office.by(KM)).version
    adopt(office.app, "gardeners", office.policy, version, office.by(KM))
    office.until(day(56))
    assert office.stage is Stage.ANNUAL_REVIEW
    report, review = asked_of(office), asked_of(office, TaskKind.ANNUAL_REVIEW)
    office.answer(review, Choice.PROBATION, reason="few results")
    assert office.stage is Stage.PROBATION
    assert asked_of(office) == report
    office.until(day(140))
    assert asked_of(office).due == JUNE


def test_duties_end_with_the_community_and_begin_anew_with_it() -> None:
    office = quiet(
        duties=[REPORT],
        changes=[{"kind": "end", "title": "The end", "effect": "sunset", "steps": [DECIDE]}],
        sunset={"restore_within": "1 year", "checklist": {"due": "1 day", "items": []}},
    )
    office.until(day(50))
    report = asked_of(office)
    ends(office)
    assert office.stage is Stage.SUNSET
    assert not office.task_is_open(report.id)
    office.until(day(200))
    assert office.stage is Stage.CLOSED
    restore(office.app, "gardeners", office.by(KM), reason="missed by many")
    office.until(day(228))
    assert dates(office) == [MARCH]
    office.until(day(229))
    assert dates(office) == [MARCH, SEPTEMBER]


def ends(office: Organisation) -> None:
    request_change(office.app, "gardeners", ChangeTerms(kind="end", title="The end", what="Enough."), office.by(LEAD))
    office.catch_up("gardeners")
    office.answer(asked_of(office, TaskKind.CHANGE))


def test_no_date_is_asked_for_from_before_the_rules_were_adopted() -> None:
    office = quiet()
    office.until(day(70))
    rules = changed(office.rules, duties=[REPORT])
    ref = publish(office.app, office.policy, rules.canonical(), office.by(KM))
    adopt(office.app, "gardeners", ref.name, ref.version, office.by(KM))
    office.until(day(140))
    assert dates(office) == [JUNE]


def test_rules_that_sign_nothing_off_any_more_leave_nobody_hanging() -> None:
    office = reporting(on_request="20 days", **SIGNED_OFF)
    office.until(day(50))
    files(office)
    rules = changed(office.rules, duties=[REPORT | {"on_request": "20 days"}])
    ref = publish(office.app, office.policy, rules.canonical(), office.by(KM))
    adopt(office.app, "gardeners", ref.name, ref.version, office.by(KM))
    looks(office, MENTOR, Choice.APPROVE)
    assert office.open_tasks("gardeners") == []
    request_duty(office.app, "gardeners", "report", office.by(KM))
    office.catch_up("gardeners")
    assert asked_of(office).due == day(70)


def test_duties_of_the_programme_are_asked_of_no_community() -> None:
    office = reporting(whose="programme", by="km")
    office.until(day(300))
    assert office.open_tasks("gardeners") == []


def test_after_a_long_outage_only_the_latest_date_is_asked_for() -> None:
    office = quiet(duties=[REPORT | {"schedule": {"every": "1 month"}}])
    office.now = day(200)
    office.catch_up("gardeners")
    assert dates(office) == [day(212)]
    assert told(office, happened.DutyMissed) == []
