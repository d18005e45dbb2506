"""Who leads a community: named, handed over, released, and noticed by the clock when the lead leaves."""

from datetime import datetime
from typing import Any

import pytest

from activities.lifecycle import LifecycleActivities
from activities.standing import standing_of
from aggregates.commands.concerns import raise_concern, settle_concern
from aggregates.commands.governance import adopt, restore
from aggregates.commands.importing import ExistingCommunity, bring_in
from aggregates.commands.leads import change_core, name_lead, release_lead
from aggregates.commands.people import come_back, enter, erase, leave
from aggregates.commands.proposals import propose, submit
from aggregates.commands.publishing import publish
from aggregates.community import Community
from aggregates.community import affairs_events as affairs
from aggregates.community.events import TermsRevised
from aggregates.community.leading_events import CoreChanged, LeadLeft, LeadNamed, MembersCounted
from aggregates.review_task import events as task
from policies.process import next_step
from policies.step import NoteVacancy, Wait
from tests.aggregates.affairs import quiet, told
from tests.aggregates.examples import (
    AUTHOR,
    HISTORIES,
    KM,
    LEAD,
    MANAGEMENT,
    MEMBER,
    TERMS,
    brought_in,
    by,
    day,
    proposed,
)
from tests.aggregates.organisation import Organisation
from tests.aggregates.specification import fact, given
from tests.policies.standings import changed
from vocabulary.people import Actor, Role
from vocabulary.refusals import (
    InFuture,
    InPast,
    Malformed,
    NothingAsked,
    PersonHasLeft,
    PersonWasErased,
    RequirementsUnmet,
    UnknownItem,
    WrongRole,
    WrongStage,
)
from vocabulary.stages import Stage

OPEN = [stage for stage in Stage if stage is not Stage.CLOSED]
QUESTION = {"decided_by": "management", "due": "10 days"}
NO_LEAD = {
    "cause": "no_lead",
    "title": "Nobody leads it",
    "when_without_lead": True,
    "grace": "30 days",
    "question": QUESTION,
}
JO = Actor(person="jo", role=Role.LEAD)


def named(community: Community) -> None:
    community.name_lead("jo", "knows it best", by(KM, 400))


def lead_left(community: Community) -> None:
    community.note_that_lead_left("ada", by(on=401, true_since=day(380)))


# -- the community itself ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", OPEN)
def test_in_every_stage_but_the_last_a_lead_is_named(stage: Stage) -> None:
    community = given(proposed, *HISTORIES[stage]).when(named).then(fact(LeadNamed, lead="jo", reason="knows it best"))
    assert (community.lead, community.lead_since, community.tenure) == ("jo", day(400), 2)
    assert community.terms == TERMS, "what was agreed stays as it was agreed"


@pytest.mark.parametrize("stage", OPEN)
def test_in_every_stage_but_the_last_its_lead_leaves(stage: Stage) -> None:
    community = given(proposed, *HISTORIES[stage]).when(lead_left).then(fact(LeadLeft, lead="ada"))
    assert (community.lead, community.without_lead_since) == (None, day(401)), "nobody was late before it was known"


@pytest.mark.parametrize("decide", [named, lead_left, lambda c: c.release_lead("no time", by(KM, 400))])
def test_a_closed_community_is_led_by_nobody_new(decide: Any) -> None:
    given(proposed, *HISTORIES[Stage.CLOSED]).when(decide).then_refused(WrongStage, "gardeners is closed")


def test_naming_who_leads_it_already_changes_nothing() -> None:
    given(proposed).when(lambda c: c.name_lead("ada", None, by(KM, 5))).then_nothing()


@pytest.mark.parametrize("actor", [KM, MANAGEMENT, Actor(person="al", role=Role.ADMIN), LEAD])
def test_the_km_team_management_and_the_lead_say_who_leads_it(actor: Actor) -> None:
    given(proposed).when(lambda c: c.name_lead("jo", None, by(actor, 5))).then(LeadNamed)
    given(proposed).when(lambda c: c.release_lead("no time", by(actor, 5))).then(LeadLeft)


@pytest.mark.parametrize("actor", [MEMBER, AUTHOR, JO, Actor(person="ada", role=Role.MEMBER)])
def test_nobody_else_says_who_leads_it(actor: Actor) -> None:
    sentence = "who leads gardeners is said by the KM team, by Management and by ada, who leads it now"
    given(proposed).when(lambda c: c.name_lead("mia", None, by(actor, 5))).then_refused(WrongRole, sentence)
    given(proposed).when(lambda c: c.release_lead("no", by(actor, 5))).then_refused(WrongRole, sentence)


def test_who_stepped_down_says_no_more_who_leads_it() -> None:
    given(proposed, lambda c: c.release_lead("no time", by(LEAD, 5))).when(
        lambda c: c.name_lead("jo", None, by(LEAD, 6))
    ).then_refused(WrongRole, "nobody leads it now")


def test_a_lead_steps_down_once() -> None:
    given(proposed, lambda c: c.release_lead("no time", by(LEAD, 5))).when(
        lambda c: c.release_lead("no time", by(KM, 6))
    ).then_nothing()


def test_of_a_community_that_was_brought_in_it_has_to_be_said_that_nobody_leads_it() -> None:
    begun = brought_in()
    assert (begun.lead, begun.without_lead_since) == (None, None)
    community = (
        given(brought_in).when(lambda c: c.release_lead("nobody since 2024", by(KM, 5))).then(fact(LeadLeft, lead=None))
    )
    assert community.without_lead_since == day(5)


def test_the_clock_notes_only_that_the_present_lead_left() -> None:
    given(proposed, named).when(lead_left).then_refused(NothingAsked, "ada does not lead gardeners (any more); jo does")


def test_whoever_hands_terms_in_says_with_them_who_leads_it() -> None:
    community = given(proposed, named).when(lambda c: c.revise(TERMS, by(AUTHOR, 401))).then(TermsRevised)
    assert (community.lead, community.tenure) == ("ada", 3)


# -- commands ---------------------------------------------------------------------------------------------------------


def led(*concerns: dict[str, Any], **more: Any) -> Organisation:
    """Gardeners, led by ada, whom the directory knows, as it knows jo."""
    office = quiet(concerns=list(concerns or [NO_LEAD]), **more)
    for person in ("ada", "jo"):
        enter(office.app, person, office.by(KM))
    return office


def goes(office: Organisation, on: datetime | None = None, who: str = "ada") -> None:
    leave(office.app, who, office.by(KM), on=on)
    office.catch_up("gardeners")


def name(office: Organisation, lead: str, actor: Actor = KM) -> None:
    name_lead(office.app, "gardeners", lead, office.by(actor))
    office.catch_up("gardeners")


def test_who_left_or_was_erased_is_not_named() -> None:
    office = led()
    office.until(day(5))
    leave(office.app, "jo", office.by(KM))
    recorded = len(office.ledger)
    with pytest.raises(PersonHasLeft, match="jo left on 2026-01-06; name somebody else"):
        name(office, "jo")
    erase(office.app, "jo", office.by(KM), reason="asked for it")
    with pytest.raises(PersonWasErased, match="jo was erased"):
        name(office, "jo")
    assert len(office.ledger) == recorded + 1


def test_who_left_is_found_out_though_this_process_has_not_heard_of_it() -> None:
    office = led()
    leave(office.colleague, "jo", office.by(KM))
    with pytest.raises(PersonHasLeft):
        name(office, "jo")


def test_who_is_not_in_the_directory_may_lead_and_so_may_who_leaves_later() -> None:
    office = led()
    name(office, "stranger")
    leave(office.app, "jo", office.by(KM), on=day(40))
    name(office, "jo")
    assert office.gardeners.lead == "jo"
    office.until(day(40))
    assert office.gardeners.lead is None


def test_no_proposal_is_led_by_who_left() -> None:
    office = Organisation()
    enter(office.app, "ada", office.by(KM))
    leave(office.app, "ada", office.by(KM))
    with pytest.raises(PersonHasLeft):
        propose(office.app, TERMS, "standard", office.by(AUTHOR))


def test_a_returned_draft_whose_lead_left_is_not_submitted_before_another_is_named() -> None:
    office = Organisation()
    enter(office.app, "ada", office.by(KM))
    propose(office.app, TERMS, "standard", office.by(AUTHOR), submit=False)
    goes(office)
    with pytest.raises(RequirementsUnmet, match="nobody leads gardeners any more; name a lead in its terms"):
        submit(office.app, "gardeners", office.by(AUTHOR))
    with pytest.raises(PersonHasLeft):
        submit(office.app, "gardeners", office.by(AUTHOR), terms=TERMS)
    submit(office.app, "gardeners", office.by(AUTHOR), terms=TERMS.model_copy(update={"lead": "jo"}))
    assert (office.gardeners.lead, office.stage) == ("jo", Stage.REVIEW)


# -- the clock --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [stage for stage in OPEN if stage is not Stage.DRAFT])
def test_in_every_stage_the_clock_notes_once_that_its_lead_left(stage: Stage) -> None:
    office = Organisation()
    enter(office.app, "ada", office.by(KM))
    office.come_to(stage)
    goes(office)
    office.catch_up("gardeners")
    (left,) = told(office, LeadLeft)
    assert (left.lead, left.provenance.actor.role) == ("ada", Role.SYSTEM)
    assert office.standing("gardeners").lead is None


def test_who_leaves_later_leads_it_until_that_day_and_whoever_stays_after_all_leads_on() -> None:
    office = led()
    goes(office, on=day(20))
    assert office.gardeners.lead == "ada"
    ahead = office.catch_up("gardeners")
    assert isinstance(ahead, Wait)
    assert (ahead.until, ahead.why) == (day(20), "ada, who leads it, leaves on 21 January 2026 00:00")
    come_back(office.app, "ada", office.by(KM), reason="stays")
    office.until(day(25))
    assert office.gardeners.lead == "ada"
    goes(office, on=day(30))
    office.until(day(31))
    (left,) = told(office, LeadLeft)
    assert (left.provenance.recorded_at, left.provenance.effective_at) == (day(30), day(30))


def test_who_left_long_ago_is_noted_now_with_the_day_on_which_they_left() -> None:
    office = led()
    office.until(day(50))
    goes(office, on=day(9))
    (left,) = told(office, LeadLeft)
    assert (left.provenance.recorded_at, left.provenance.effective_at) == (day(50), day(9))
    assert office.gardeners.without_lead_since == day(50)


def test_an_erased_lead_is_gone_too() -> None:
    office = led()
    erase(office.app, "ada", office.by(KM), reason="asked for it")
    office.catch_up("gardeners")
    assert office.gardeners.lead is None


def test_who_comes_back_and_leaves_again_is_noted_again() -> None:
    office = led()
    for _ in range(2):
        goes(office, on=day(3))
        office.until(day(4))
        come_back(office.app, "ada", office.by(KM))
        name(office, "ada")
    assert len(told(office, LeadLeft)) == 2


def test_whoever_was_named_while_the_clock_was_on_its_way_leads_on() -> None:
    office = led()
    leave(office.app, "ada", office.by(KM))
    step = office.next("gardeners")
    assert isinstance(step, NoteVacancy)
    name_lead(office.app, "gardeners", "jo", office.by(KM))
    with pytest.raises(NothingAsked):
        office.take(step)
    assert office.gardeners.lead == "jo"


def test_a_step_from_before_somebody_came_back_and_was_named_again_says_nothing_of_them_now() -> None:
    office = led()
    leave(office.app, "ada", office.by(KM))
    step: Any = office.next("gardeners")
    come_back(office.app, "ada", office.by(KM))
    with pytest.raises(NothingAsked, match="ada has not left"):
        office.take(step)
    name(office, "jo")
    name(office, "ada")
    leave(office.app, "ada", office.by(KM))
    with pytest.raises(NothingAsked, match="gardeners has had another lead since"):
        office.take(step)


def test_it_is_noted_before_whatever_else_is_overdue() -> None:
    office = Organisation()
    enter(office.app, "ada", office.by(KM))
    office.propose()
    office.now = day(40)
    leave(office.app, "ada", office.by(KM))
    assert isinstance(office.next("gardeners"), NoteVacancy)


def test_a_process_that_never_heard_of_a_departure_to_come_keeps_what_a_nudge_told_it() -> None:
    """Its own view of the person is old: every step that it records looks afresh as long as somebody is to leave."""
    office = Organisation()
    enter(office.app, "ada", office.by(KM))
    office.propose()
    theirs = LifecycleActivities(office.colleague)
    standing_of(office.colleague, "gardeners")
    leave(office.app, "ada", office.by(KM), on=day(60))
    nudged = standing_of(office.app, "gardeners")
    step: Any = next_step(office.rules, nudged, day(5))
    after = getattr(theirs, step.kind)(step)
    assert after.lead_left_at == day(60)


# -- what the policy makes of it --------------------------------------------------------------------------------------


def test_a_vacancy_is_raised_at_once_and_asked_about_after_its_grace() -> None:
    office = led()
    office.until(day(10))
    goes(office)
    (concern,) = office.gardeners.affairs.concerns
    assert (concern.cause, concern.since) == ("no_lead", day(10))
    office.until(day(39.9))
    assert office.open_tasks("gardeners") == []
    office.until(day(40))
    assert office.asked().title == "Nobody leads it: Gardeners"


def test_naming_a_lead_settles_it_and_takes_the_question_back() -> None:
    office = led()
    goes(office)
    office.until(day(31))
    asked = office.asked()
    name(office, "jo", MANAGEMENT)
    assert office.gardeners.affairs.concerns == ()
    assert not office.task_is_open(asked.id)
    (settled,) = told(office, affairs.ConcernSettled)
    (cancelled,) = told(office, task.TaskCancelled)
    assert (settled.reason, cancelled.because) == ("jo leads it", "a lead was named")


def test_whoever_lets_it_go_on_without_a_lead_is_not_asked_again_for_the_same_vacancy() -> None:
    office = led()
    goes(office)
    office.until(day(31))
    office.answer(office.asked())
    office.until(day(300))
    assert len(told(office, affairs.ConcernRaised)) == 1
    name(office, "jo")
    office.until(day(301))
    goes(office, who="jo")
    assert len(told(office, affairs.ConcernRaised)) == 2


def test_what_was_put_right_by_hand_is_not_raised_again_for_the_same_vacancy() -> None:
    office = led()
    goes(office)
    settle_concern(office.app, "gardeners", "no_lead", office.by(KM), reason="jo begins on Monday")
    office.until(day(100))
    assert len(told(office, affairs.ConcernRaised)) == 1


def test_a_policy_that_answers_at_once_lets_the_clock_rest() -> None:
    at_once = {"decided_by": "km", "due": "0 days", "unanswered": {"after": "0 days", "answer": "renew"}}
    office = led(NO_LEAD | {"grace": "0 days", "question": at_once})
    goes(office)
    office.until(day(100))
    assert len(told(office, affairs.ConcernRaised)) == 1


def test_a_policy_that_does_not_notice_it_leaves_it_to_people_and_to_them_to_settle_it() -> None:
    office = led(NO_LEAD | {"when_without_lead": False})
    goes(office)
    office.until(day(100))
    assert told(office, affairs.ConcernRaised) == []
    raise_concern(office.app, "gardeners", "no_lead", office.by(KM))
    name(office, "jo")
    assert office.gardeners.affairs.concerns != ()


def test_naming_the_present_lead_settles_nothing() -> None:
    office = led()
    office.until(day(5))
    raise_concern(office.app, "gardeners", "no_lead", office.by(KM))
    name(office, "ada")
    assert office.gardeners.affairs.concerns != (), "the KM team knows better than the record"
    name(office, "jo")
    assert office.gardeners.affairs.concerns == ()


def test_communities_that_were_brought_in_raise_nothing_until_somebody_says_that_they_have_no_lead() -> None:
    office = led()
    bring_in(office.app, ExistingCommunity(id="roses", title="Roses", started=day(-900)), office.policy, office.by(KM))
    office.pass_time(day(20), "roses")
    assert office.community("roses").affairs.concerns == ()
    release_lead(office.app, "roses", office.by(KM), reason="nobody since 2024")
    office.catch_up("roses")
    (concern,) = office.community("roses").affairs.concerns
    assert concern.since == day(20)


def test_a_vacancy_from_before_the_policy_was_adopted_has_its_grace_from_then() -> None:
    office = led(NO_LEAD | {"when_without_lead": False})
    goes(office)
    office.until(day(100))
    rules = changed(office.rules, concerns=[NO_LEAD])
    version = publish(office.app, office.policy, rules.canonical(), office.by(KM)).version
    adopt(office.app, "gardeners", office.policy, version, office.by(KM))
    office.until(day(129.9))
    assert office.open_tasks("gardeners") == []
    office.until(day(130))
    assert office.asked().title == "Nobody leads it: Gardeners"


def test_a_concern_that_was_raised_by_hand_is_settled_by_the_clock_under_a_policy_that_notices_it() -> None:
    office = led(NO_LEAD | {"when_without_lead": False})
    raise_concern(office.app, "gardeners", "no_lead", office.by(KM))
    office.until(day(5))
    name(office, "jo")
    rules = changed(office.rules, concerns=[NO_LEAD])
    version = publish(office.app, office.policy, rules.canonical(), office.by(KM)).version
    adopt(office.app, "gardeners", office.policy, version, office.by(KM))
    office.catch_up("gardeners")
    assert office.gardeners.affairs.concerns == ()


def test_a_community_whose_lead_left_while_it_was_closed_is_restored_without_one() -> None:
    office = Organisation(changed(concerns=[NO_LEAD], sunset={"restore_within": "1 year"}))
    enter(office.app, "ada", office.by(KM))
    office.come_to(Stage.CLOSED)
    goes(office)
    assert office.gardeners.lead == "ada", "who led it to its end is part of its story"
    restore(office.app, "gardeners", office.by(KM), reason="missed by many")
    office.catch_up("gardeners")
    assert office.gardeners.lead is None
    assert [concern.cause for concern in office.gardeners.affairs.concerns] == ["no_lead"]


def test_a_vacancy_in_its_launch_is_a_concern_once_it_lives() -> None:
    office = Organisation(changed(concerns=[NO_LEAD], launch={"checklist": {"due": "1 day", "items": []}}))
    enter(office.app, "ada", office.by(KM))
    office.come_to(Stage.APPROVAL)
    goes(office)
    assert office.gardeners.affairs.concerns == ()
    office.answer_everything()
    assert office.stage is Stage.ACTIVE
    assert [concern.cause for concern in office.gardeners.affairs.concerns] == ["no_lead"]


# -- its core ---------------------------------------------------------------------------------------------------------


def test_whoever_leads_it_says_who_belongs_to_its_core() -> None:
    community = (
        given(proposed)
        .when(lambda c: c.change_core(["zoe", "yan"], [], "they carry it", by(LEAD, 5)))
        .then(fact(CoreChanged, joined=("yan", "zoe"), left=(), reason="they carry it"))
    )
    assert community.core == TERMS.core | {"yan", "zoe"}
    assert "zoe" in community.insiders, "nobody decides on what they carry themselves"
    assert community.terms == TERMS


def test_who_belongs_to_the_core_leaves_it() -> None:
    somebody = min(TERMS.core)
    left = given(proposed).when(lambda c: c.change_core([], [somebody], None, by(KM, 5)))
    assert left.then(fact(CoreChanged, joined=(), left=(somebody,))).core == TERMS.core - {somebody}


def test_who_belongs_to_the_core_already_changes_nothing() -> None:
    given(proposed).when(lambda c: c.change_core(TERMS.core, [], None, by(KM, 5))).then_nothing()


def test_new_terms_say_who_belongs_to_the_core() -> None:
    community = given(proposed, lambda c: c.change_core(["zoe"], [], None, by(KM, 5))).when(
        lambda c: c.revise(TERMS.model_copy(update={"scope": "Else"}), by(AUTHOR, 6))
    )
    assert community.then(TermsRevised).core == TERMS.core


@pytest.mark.parametrize(
    ("join", "leave", "kind", "sentence"),
    [
        (["jo"], ["jo"], Malformed, "jo can't join and leave at once"),
        ([], ["nobody"], UnknownItem, "nobody does not belong to the core of gardeners"),
        ([f"p{number}" for number in range(101)], [], Malformed, "a core of more than 100 people"),
    ],
)
def test_a_core_that_can_not_be_is_refused(join: Any, leave: Any, kind: Any, sentence: str) -> None:
    given(proposed).when(lambda c: c.change_core(join, leave, None, by(KM, 5))).then_refused(kind, sentence)


def test_nobody_else_says_who_belongs_to_the_core() -> None:
    given(proposed).when(lambda c: c.change_core(["jo"], [], None, by(MEMBER, 5))).then_refused(
        WrongRole, "who belongs to the core of gardeners is said by the KM team"
    )
    given(proposed, *HISTORIES[Stage.CLOSED]).when(lambda c: c.change_core(["jo"], [], None, by(KM, 400))).then_refused(
        WrongStage, "its core matters no more"
    )


def test_nobody_who_has_left_joins_a_core() -> None:
    office = Organisation()
    office.propose()
    enter(office.app, "jo", office.by(KM))
    leave(office.app, "jo", office.by(KM), reason="a new post")
    with pytest.raises(PersonHasLeft):
        change_core(office.app, "gardeners", office.by(KM), join=["jo"])
    assert change_core(office.app, "gardeners", office.by(KM), join=["zoe"]) == tuple(sorted(TERMS.core | {"zoe"}))


def test_whoever_leads_it_says_how_many_members_it_has() -> None:
    community = given(proposed).when(lambda c: c.count_members(40, by(LEAD, 5))).then(fact(MembersCounted, members=40))
    assert (community.members_at(day(1)), community.members_at(day(9))) == (40, 40)
    given(proposed, lambda c: c.count_members(40, by(LEAD, 5))).when(
        lambda c: c.count_members(40, by(LEAD, 5))
    ).then_nothing()


def test_a_count_holds_until_the_next_one() -> None:
    community = (
        given(proposed, lambda c: c.count_members(40, by(KM, 50)))
        .when(lambda c: c.count_members(60, by(KM, 51, true_since=day(20))))
        .then(fact(MembersCounted, members=60))
    )
    assert [community.members_at(day(on)) for on in (1, 20, 49, 50, 90)] == [60, 60, 60, 40, 40]


@pytest.mark.parametrize(
    ("on", "kind", "sentence"), [(60, InFuture, "has not come yet"), (-1, InPast, "before gardeners began")]
)
def test_members_are_counted_while_it_lives(on: int, kind: Any, sentence: str) -> None:
    given(proposed).when(lambda c: c.count_members(4, by(KM, 5, true_since=day(on)))).then_refused(kind, sentence)
    given(proposed).when(lambda c: c.count_members(4, by(MEMBER, 5))).then_refused(
        WrongRole, "how many members there are in gardeners is said by the KM team"
    )
