"""What waited for somebody who leaves comes to those above them; what waited for the lead, to whoever stands in."""

from collections.abc import Callable, Sequence

import pytest

from aggregates.commands.decisions import decide, override
from aggregates.commands.handing import add_approver, assign, claim, delegate
from aggregates.commands.leads import name_lead, release_lead
from aggregates.commands.people import come_back, enter, erase, leave
from aggregates.community.leading_events import LeadLeft
from aggregates.review_task import ReviewTask
from aggregates.review_task import events as happened
from aggregates.review_task import handing_events as handed
from policies.standing import OpenTask
from policies.step import PassOn, Wait
from tests.aggregates.affairs import told
from tests.aggregates.examples import BOARD, KM, LEAD, MANAGEMENT, QUESTION, asked, by, day, escalated
from tests.aggregates.organisation import Organisation, catalog
from tests.aggregates.specification import fact, given
from tests.aggregates.test_handing import voted_on
from vocabulary.people import THE_CLOCK, Actor, PersonId, Role
from vocabulary.refusals import ApproverMissing, NothingAsked, NotNamed, PersonHasLeft, TaskAlreadyDecided, WrongRole
from vocabulary.stages import Stage, Sunsetting
from vocabulary.tasks import Choice

MAX = MANAGEMENT
MARA = Actor(person="mara", role=Role.MANAGEMENT)
BEA = Actor(person="bea", role=Role.MEMBER)
"""Above everybody, and in no role."""
APPROVAL = "gardeners.approval.1"
CONFIRMATION = "gardeners.annual_review.1"


def named(*people: str) -> ReviewTask:
    return asked(QUESTION.model_copy(update={"candidates": people}))


def gone(task: ReviewTask, *heirs: str, who: str = "max", on: float = 5) -> None:
    task.pass_on(who, heirs, by(THE_CLOCK, on))


def lead_gone(task: ReviewTask) -> None:
    task.pass_on("ada", ("bea",), by(THE_CLOCK, 5), to=Role.KM)


# -- the task itself --------------------------------------------------------------------------------------------------


def test_what_waited_for_one_who_is_gone_begins_anew_for_those_above() -> None:
    task = (
        given(lambda: named("max"))
        .when(lambda t: gone(t, "bea"))
        .then(fact(handed.TaskPassedOn, person="max", people=("bea",), to=None))
    )
    assert (task.candidates, task.above) == (("bea",), ("bea",))
    assert (task.terms.due, task.terms.reminders[0], task.restarts) == (day(19), day(12), 1), "nobody is late yet"
    given(lambda: named("max"), lambda t: gone(t, "bea")).when(lambda t: t.decide(Choice.RENEW, None, by(BEA, 6))).then(
        happened.TaskDecided
    )


def test_where_others_were_named_as_well_no_date_moves() -> None:
    task = given(lambda: named("max", "mara")).when(lambda t: gone(t, "bea")).then(handed.TaskPassedOn)
    assert (task.candidates, task.terms.due, task.restarts) == (("mara", "bea"), QUESTION.due, 0)


def test_where_nobody_is_above_it_waits_for_everybody_in_the_role_again() -> None:
    task = given(lambda: named("max")).when(gone).then(fact(handed.TaskPassedOn, people=()))
    assert task.candidates == ()
    given(lambda: named("max"), gone).when(lambda t: t.decide(Choice.RENEW, None, by(MARA, 6))).then(
        happened.TaskDecided
    )


def test_a_claim_is_gone_with_whoever_made_it() -> None:
    claimed = given(asked, lambda t: t.take_on(by(MAX, 3))).when(lambda t: gone(t, "bea")).then(handed.TaskPassedOn)
    assert (claimed.claim, claimed.candidates, claimed.above) == (None, (), ("bea",))
    assert claimed.terms.due == QUESTION.due, "the others of the role were asked all along"


def test_who_had_to_agree_is_followed_by_those_above() -> None:
    def agreed_by_max(task: ReviewTask) -> None:
        task.add_approver("max", None, by(KM, 3))

    task = given(asked, agreed_by_max).when(lambda t: gone(t, "bea")).then(handed.TaskPassedOn)
    assert (task.lacking, task.above) == (("bea",), ())
    given(asked, agreed_by_max, lambda t: gone(t, "bea")).when(
        lambda t: t.decide(Choice.RENEW, None, by(MARA, 6))
    ).then_refused(ApproverMissing, "bea was asked to agree")
    alone = given(asked, agreed_by_max).when(gone).then(handed.TaskPassedOn)
    assert alone.lacking == (), "nobody waits for ever for somebody who is gone"


def test_a_delegation_ends_with_either_side() -> None:
    def delegated(task: ReviewTask) -> None:
        task.delegate("dee", None, by(MAX, 3))

    by_principal = given(asked, delegated).when(lambda t: gone(t, "bea")).then(handed.TaskPassedOn)
    assert (by_principal.delegations, by_principal.above) == ((), ("bea",))
    by_delegate = given(asked, delegated).when(lambda t: gone(t, "bea", who="dee")).then(handed.TaskPassedOn)
    assert (by_delegate.delegations, by_delegate.above) == ((), ()), "max is asked still"


def test_each_time_counts() -> None:
    task = given(lambda: named("max"), lambda t: gone(t, "bea")).when(lambda t: gone(t, who="bea"))
    assert task.then(handed.TaskPassedOn).passed_on == 2


def test_whoever_is_above_and_leaves_is_followed_too() -> None:
    task = (
        given(lambda: named("max"), lambda t: gone(t, "bea"))
        .when(lambda t: gone(t, "chris", who="bea", on=6))
        .then(handed.TaskPassedOn)
    )
    assert (task.candidates, task.above) == (("chris",), ("chris",))


def test_those_to_whom_it_came_stay_asked_when_its_dates_begin_anew() -> None:
    question = QUESTION.model_copy(update={"edit_resets_clock": True})
    task = (
        given(lambda: asked(question), lead_gone)
        .when(lambda t: t.restart("edited", by(LEAD, 8)))
        .then(happened.TaskRestarted)
    )
    assert (task.above, task.higher) == (("bea",), {Role.KM})


def test_an_escalation_after_it_goes_on_where_it_was() -> None:
    task = given(asked, lead_gone, lambda t: t.escalate(1, by(THE_CLOCK, 30), above=["chris"])).when(
        lambda t: t.decide(Choice.RENEW, None, by(BOARD, 31))
    )
    assert task.then(happened.TaskDecided).higher == {Role.KM, Role.BOARD}


def test_a_role_stands_in_for_the_lead() -> None:
    question = QUESTION.model_copy(update={"assigned_to": Role.LEAD})
    for who in (KM, BEA, LEAD):
        given(lambda: asked(question), lead_gone).when(
            lambda t, who=who: t.decide(Choice.RENEW, None, by(who, 6))
        ).then(happened.TaskDecided)
    given(lambda: asked(question), lead_gone).when(lambda t: t.decide(Choice.RENEW, None, by(MARA, 6))).then_refused(
        WrongRole, "decided by km or lead"
    )


def test_where_nobody_ever_knew_who_led_it_the_role_stands_in() -> None:
    question = QUESTION.model_copy(update={"assigned_to": Role.LEAD})
    task = (
        given(lambda: asked(question))
        .when(lambda t: t.pass_on(None, (), by(THE_CLOCK, 5), to=Role.KM))
        .then(fact(handed.TaskPassedOn, person=None, people=(), to=Role.KM))
    )
    assert (task.deciders, task.vacant_since) == ({Role.KM, Role.LEAD}, day(5))


def test_it_does_not_come_from_somebody_for_whom_it_did_not_wait() -> None:
    given(lambda: named("mara")).when(lambda t: gone(t, "bea")).then_refused(NothingAsked, "does not wait for max")
    given(asked, escalated).when(lambda t: gone(t, "bea")).then_refused(NothingAsked, "does not wait for max")


def test_who_has_voted_has_voted() -> None:
    def voted(task: ReviewTask) -> None:
        task.vote(Choice.RENEW, None, by(MAX, 3))

    assert (
        "max"
        not in given(voted_on, voted)
        .when(lambda t: t.assign(("max", "mara"), None, by(KM, 4)))
        .then(handed.TaskAssigned)
        .waits_for
    )


def test_what_is_closed_comes_to_nobody() -> None:
    given(lambda: named("max"), lambda t: t.decide(Choice.RENEW, None, by(MAX, 3))).when(
        lambda t: gone(t, "bea")
    ).then_refused(TaskAlreadyDecided, "max (management) answered")


# -- by itself, on the day --------------------------------------------------------------------------------------------


class Line:
    """Everybody's manager is bea, and hers is chris; nobody is known by role."""

    ABOVE: Sequence[PersonId] = ("bea", "chris")

    def must_hold(self, actor: Actor) -> None:
        pass

    def must_know(self, person: PersonId) -> None:
        pass

    def above(self, people: object, height: int) -> Sequence[PersonId]:
        assert people
        return self.ABOVE[min(height, len(self.ABOVE)) - 1 :][:1]


@pytest.fixture
def here() -> Organisation:
    office = Organisation()
    for person in ("ada", "max", "mara", "dee", "bea", "chris"):
        enter(office.app, person, office.by(KM))
    office.app.roster = Line()
    return office


def waiting_for_approval(here: Organisation) -> Organisation:
    here.come_to(Stage.APPROVAL)
    return here


def goes(here: Organisation, person: str, on: float | None = None) -> None:
    leave(here.app, person, here.by(KM), on=None if on is None else day(on))
    here.catch_up("gardeners")


def passed_on(here: Organisation) -> list[tuple[PersonId | None, tuple[PersonId, ...], Role | None]]:
    return [(fact.person, fact.people, fact.to) for fact in told(here, handed.TaskPassedOn)]


@pytest.mark.parametrize(
    "waits",
    [
        lambda here: assign(here.app, APPROVAL, ("max",), here.by(KM)),
        lambda here: claim(here.app, APPROVAL, here.by(MAX)),
        lambda here: delegate(here.app, APPROVAL, "dee", here.by(MAX)),
    ],
    ids=["named", "claimed", "delegated"],
)
def test_the_open_task_of_a_leaver_comes_to_their_manager(
    here: Organisation, waits: Callable[[Organisation], None]
) -> None:
    waiting_for_approval(here)
    waits(here)
    goes(here, "max")
    here.catch_up("gardeners")
    assert passed_on(here) == [("max", ("bea",), None)], "once is enough"
    decide(here.app, APPROVAL, Choice.APPROVE, here.by(BEA))
    assert here.gardeners.stage is Stage.LAUNCH


def test_what_a_leaver_had_to_agree_to_waits_for_their_manager_to_agree(here: Organisation) -> None:
    waiting_for_approval(here)
    add_approver(here.app, APPROVAL, "max", here.by(KM))
    goes(here, "max")
    here.catch_up("gardeners")
    assert passed_on(here) == [("max", ("bea",), None)], "once is enough"
    decide(here.app, APPROVAL, Choice.APPROVE, here.by(BEA))
    assert here.gardeners.stage is Stage.APPROVAL, "whoever was asked in the first place still decides"
    decide(here.app, APPROVAL, Choice.APPROVE, here.by(MARA))
    assert here.gardeners.stage is Stage.LAUNCH


def test_what_nobody_in_particular_was_asked_waits_on(here: Organisation) -> None:
    waiting_for_approval(here)
    goes(here, "max")
    assert passed_on(here) == []


def test_whoever_has_left_takes_nothing_on_again(here: Organisation) -> None:
    waiting_for_approval(here)
    claim(here.app, APPROVAL, here.by(MAX))
    goes(here, "max")
    with pytest.raises(PersonHasLeft, match="max left on 2026-01-01"):
        claim(here.app, APPROVAL, here.by(MAX))


def test_whoever_has_left_lets_nobody_answer_for_them(here: Organisation) -> None:
    waiting_for_approval(here)
    goes(here, "max")
    with pytest.raises(PersonHasLeft, match="max left on 2026-01-01"):
        delegate(here.app, APPROVAL, "dee", here.by(MAX))


def test_what_comes_to_wait_for_a_leaver_again_is_passed_on_again(here: Organisation) -> None:
    """The directory still has max above everybody when it is escalated."""
    waiting_for_approval(here)
    assign(here.app, APPROVAL, ("max",), here.by(KM))

    class Outdated(Line):
        ABOVE = ("max", "chris")

    here.app.roster = Outdated()
    goes(here, "max")
    assert here.asked().escalations
    here.until(here.asked().escalations[0].at)
    assert here.task(APPROVAL).escalated == 1
    assert passed_on(here) == [("max", ("chris",), None)] * 2
    assert here.task(APPROVAL).waits_for == {"chris"}


def test_on_the_day_and_not_before_it_and_not_at_all_for_whoever_stays(here: Organisation) -> None:
    waiting_for_approval(here)
    assign(here.app, APPROVAL, ("max",), here.by(KM))
    goes(here, "max", on=3)
    ahead = here.catch_up("gardeners")
    assert isinstance(ahead, Wait)
    assert (ahead.until, ahead.why) == (
        day(3),
        f"max leaves on 4 January 2026 00:00, and is waited for: {here.asked().title}",
    )
    come_back(here.app, "max", here.by(KM), reason="stays")
    here.until(day(4))
    assert passed_on(here) == []
    goes(here, "max", on=5)
    here.until(day(5))
    assert passed_on(here) == [("max", ("bea",), None)]


def test_nobody_who_is_gone_too_or_stands_behind_it_takes_it_over(here: Organisation) -> None:
    waiting_for_approval(here)
    assign(here.app, APPROVAL, ("max",), here.by(KM))
    erase(here.app, "bea", here.by(KM), reason="asked for it")
    goes(here, "max")
    assert passed_on(here) == [("max", ("chris",), None)]


@pytest.mark.parametrize("insider", ["pat", "ada", "mia"])
def test_nobody_takes_over_what_is_their_own_matter(here: Organisation, insider: str) -> None:
    """pat proposed it, ada leads it, mia belongs to it."""
    waiting_for_approval(here)
    assign(here.app, APPROVAL, ("max",), here.by(KM))

    class Insider(Line):
        ABOVE = (insider, "chris")

    here.app.roster = Insider()
    goes(here, "max")
    assert passed_on(here) == [("max", ("chris",), None)]


def test_where_nobody_is_above_the_role_is_asked_again(here: Organisation) -> None:
    waiting_for_approval(here)
    assign(here.app, APPROVAL, ("max",), here.by(KM))

    class Nobody(Line):
        ABOVE = ()

    here.app.roster = Nobody()
    goes(here, "max")
    assert passed_on(here) == [("max", (), None)]
    decide(here.app, APPROVAL, Choice.APPROVE, here.by(MARA))


def test_two_who_leave_together_are_followed_one_after_the_other(here: Organisation) -> None:
    waiting_for_approval(here)
    assign(here.app, APPROVAL, ("max", "mara"), here.by(KM))
    leave(here.app, "max", here.by(KM))
    goes(here, "mara")
    assert passed_on(here) == [("mara", ("bea",), None), ("max", ("bea",), None)]
    with pytest.raises(NotNamed, match="waits for bea"):
        decide(here.app, APPROVAL, Choice.APPROVE, here.by(Actor(person="moe", role=Role.MANAGEMENT)))


def test_a_step_that_was_on_its_way_when_somebody_came_back_is_refused(here: Organisation) -> None:
    waiting_for_approval(here)
    assign(here.app, APPROVAL, ("max",), here.by(KM))
    leave(here.app, "max", here.by(KM))
    step = here.next("gardeners")
    assert isinstance(step, PassOn)
    come_back(here.app, "max", here.by(KM))
    with pytest.raises(NothingAsked, match="max has not left"):
        here.take(step)


def test_a_step_that_was_on_its_way_when_it_was_passed_on_is_refused(here: Organisation) -> None:
    waiting_for_approval(here)
    assign(here.app, APPROVAL, ("max", "mara"), here.by(KM))
    leave(here.app, "max", here.by(KM))
    goes(here, "mara")
    last = here.steps[-1]
    assert isinstance(last, PassOn)
    assert (last.person, last.number) == ("max", 1)
    with pytest.raises(NothingAsked, match="passed on meanwhile"):
        here.take(last.model_copy(update={"number": 0}))


def test_steps_and_standings_from_before_it_was_counted_mean_the_first_time() -> None:
    step = PassOn(community="gardeners", episode=1, at=day(1), task=APPROVAL, person="max", since=day(1), number=7)
    assert PassOn.model_validate(step.model_dump(exclude={"number"})).number == 0
    task = OpenTask(terms=QUESTION, passed_on=7)
    assert OpenTask.model_validate(task.model_dump(exclude={"passed_on"})).passed_on == 0


# -- what waits for the lead ------------------------------------------------------------------------------------------


def confirming(office: Organisation) -> Organisation:
    """At the review, the lead alone is asked whether it is still wanted, and silence ends it."""
    office.app.roster = Line()
    office.come_to(Stage.LAUNCH)
    office.answer_everything()
    office.until(day(155))
    assert office.asked().id == CONFIRMATION
    assert office.asked().expiry
    return office


def microsoft_365() -> Organisation:
    office = Organisation(catalog("microsoft-365"))
    for person in ("ada", "bea"):
        enter(office.app, person, office.by(KM))
    return office


@pytest.mark.parametrize("how", ["leaves", "steps down"])
def test_a_community_does_not_end_because_the_one_who_was_asked_is_gone(how: str) -> None:
    office = confirming(microsoft_365())
    office.until(day(170))
    before = office.asked()
    if how == "leaves":
        goes(office, "ada")
    else:
        release_lead(office.app, "gardeners", office.by(LEAD), reason="no time")
        office.catch_up("gardeners")
    assert passed_on(office) == [("ada", ("bea",), Role.KM)]
    assert office.asked().due == before.due + (day(170) - day(150)), "it begins anew for whoever is asked now"
    decide(office.app, CONFIRMATION, Choice.RENEW, office.by(KM))
    assert office.stage is Stage.ACTIVE


def test_if_those_are_silent_too_the_policy_holds() -> None:
    office = confirming(microsoft_365())
    office.until(day(170))
    goes(office, "ada")
    office.until(day(205))
    assert office.gardeners.sunsetting is Sunsetting.SILENCE


def test_a_lead_who_is_named_meanwhile_is_asked_as_well() -> None:
    office = confirming(microsoft_365())
    goes(office, "ada")
    name_lead(office.app, "gardeners", "jo", office.by(KM))
    office.catch_up("gardeners")
    decide(office.app, CONFIRMATION, Choice.RENEW, office.by(Actor(person="jo", role=Role.LEAD)))
    assert len(passed_on(office)) == 1
    assert office.stage is Stage.ACTIVE


def test_a_second_vacancy_passes_it_on_again() -> None:
    office = confirming(microsoft_365())
    goes(office, "ada")
    office.until(day(160))
    name_lead(office.app, "gardeners", "jo", office.by(KM))
    office.until(day(161))
    release_lead(office.app, "gardeners", office.by(KM), reason="ill")
    office.catch_up("gardeners")
    assert [person for person, _, _ in passed_on(office)] == ["ada", "jo"]


def test_the_leads_part_of_the_launch_comes_to_whoever_stands_in(here: Organisation) -> None:
    waiting_for_approval(here)
    decide(here.app, APPROVAL, Choice.APPROVE, here.by(MAX))
    here.catch_up("gardeners")
    by_lead = [terms.id for terms in here.open_tasks("gardeners") if terms.assigned_to is Role.LEAD]
    assert by_lead, "the standard policy gives the lead something to do at the launch"
    goes(here, "ada")
    assert told(here, LeadLeft)
    assert passed_on(here) == [("ada", ("bea",), Role.KM)] * len(by_lead)


def test_what_is_passed_on_is_overridden_like_anything_else(here: Organisation) -> None:
    waiting_for_approval(here)
    claim(here.app, APPROVAL, here.by(MAX))
    goes(here, "max")
    admin = Actor(person="ola", role=Role.ADMIN)
    assert override(here.app, APPROVAL, Choice.APPROVE, here.by(admin), reason="nobody is left") == "launch"


def test_a_lead_who_had_claimed_what_the_lead_is_asked_leaves_nothing_undone(here: Organisation) -> None:
    """It is passed on as what they had claimed, and as what the lead is asked."""
    here.come_to(Stage.LAUNCH)
    kick_off = next(terms for terms in here.open_tasks("gardeners") if terms.assigned_to is Role.LEAD)
    claim(here.app, kick_off.id, here.by(LEAD))
    goes(here, "ada", on=3)
    here.until(day(4))
    assert passed_on(here) == [("ada", ("bea",), None), ("ada", ("bea",), Role.KM)]
    decide(here.app, kick_off.id, Choice.DONE, here.by(KM))
