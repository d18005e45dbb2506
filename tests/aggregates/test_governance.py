"""What the organisation settles about a community: policy, place, exemption, renewal, restoration, confirmation."""

from typing import Any

import pytest

from aggregates.commands.decisions import decide
from aggregates.commands.governance import adopt, exempt, place, restore, revoke_exemption
from aggregates.commands.importing import ExistingCommunity, bring_in
from aggregates.commands.proposals import propose, withdraw
from aggregates.commands.publishing import publish
from aggregates.commands.publishing import withdraw as withdraw_version
from aggregates.commands.signs_of_life import record_sign
from aggregates.community import events as happened
from policies.step import Finish
from tests.aggregates.affairs import alive, quiet, sign_of, told
from tests.aggregates.examples import AUTHOR, KM, LEAD, MANAGEMENT, MEMBER, TERMS, day
from tests.aggregates.organisation import Organisation
from tests.policies.standings import changed
from vocabulary.people import Actor, Role
from vocabulary.refusals import (
    InFuture,
    InPast,
    OwnCommunity,
    PolicyChanged,
    PolicyWithdrawn,
    TooLate,
    UnknownItem,
    WrongRole,
    WrongStage,
)
from vocabulary.signs import SignKind
from vocabulary.stages import SilenceRung, Stage, Sunsetting
from vocabulary.tasks import Choice, TaskKind


def next_version(office: Organisation, **sections: Any) -> int:
    rules = changed(office.rules, **sections)
    return publish(office.app, office.policy, rules.canonical(), office.by(KM)).version


def adopts(office: Organisation, version: int, by: Actor = KM) -> None:
    adopt(office.app, "gardeners", office.policy, version, office.by(by))
    office.catch_up("gardeners")


PATIENT = {"should_after": "300 days", "must_after": "400 days"}


# -- another policy ---------------------------------------------------------------------------------------------------


def test_it_lives_by_another_version_from_now_on_and_its_next_deadlines_by_the_new_rules() -> None:
    office = alive()
    office.until(day(50))
    adopts(office, next_version(office, silence={"should_after": "60 days"}))
    assert (office.gardeners.policy.version, office.gardeners.ruled_since) == (2, day(50))
    office.until(day(60))
    assert office.gardeners.silence is SilenceRung.LEAD_NUDGED


def test_what_the_clock_found_due_by_the_rules_before_is_refused_and_looked_at_again() -> None:
    office = alive()
    office.now = day(91)
    held_up: Any = office.next("gardeners")
    adopt(office.app, "gardeners", office.policy, next_version(office, silence=PATIENT), office.by(KM))
    recorded = len(office.ledger)
    with pytest.raises(PolicyChanged, match=f"gardeners has adopted {office.policy}@2 since this was found to be due"):
        office.take(held_up)
    assert len(office.ledger) == recorded
    office.catch_up("gardeners")
    assert office.gardeners.silence is None


def test_adopting_the_same_again_changes_nothing() -> None:
    office = alive()
    recorded = len(office.ledger)
    adopts(office, 1)
    assert len(office.ledger) == recorded


def test_what_is_asked_keeps_its_terms_under_the_new_rules() -> None:
    office = alive()
    office.until(day(181))
    asked = office.asked()
    adopts(office, next_version(office, silence={"question": {"decided_by": "board", "due": "2 days"}}))
    assert office.asked() == asked
    office.until(day(215))
    assert office.stage is Stage.SUNSET, "silence is consent under the rules that the question was put by"


@pytest.mark.parametrize("who", [LEAD, MEMBER, MANAGEMENT], ids=str)
def test_policies_are_adopted_by_the_km_team(who: Actor) -> None:
    office = alive()
    version = next_version(office, silence={"should_after": "60 days"})
    with pytest.raises(WrongRole, match="by the KM team"):
        adopts(office, version, by=who)


def test_a_version_that_was_withdrawn_is_adopted_by_nobody() -> None:
    office = alive()
    version = next_version(office, silence={"should_after": "60 days"})
    withdraw_version(office.app, office.policy, version, office.by(KM), why="too strict")
    with pytest.raises(PolicyWithdrawn, match="too strict"):
        adopts(office, version)


def test_a_closed_community_adopts_nothing() -> None:
    office = Organisation()
    propose(office.app, TERMS, office.policy, office.by(AUTHOR), submit=False)
    withdraw(office.app, "gardeners", office.by(AUTHOR))
    version = next_version(office, silence={"should_after": "60 days"})
    with pytest.raises(WrongStage, match="closed"):
        adopts(office, version)


def test_a_community_keeps_no_level_that_its_new_policy_does_not_know() -> None:
    office = quiet(levels=[{"name": "small", "title": "Small"}, {"name": "large", "title": "Large"}])
    place(office.app, "gardeners", office.by(KM), level="large", group=None)
    version = next_version(office, levels=[{"name": "small", "title": "Small"}])
    with pytest.raises(UnknownItem, match="has no level 'large'; it has small"):
        adopts(office, version)
    place(office.app, "gardeners", office.by(KM), level="small", group=None)
    adopts(office, version)


# -- its place --------------------------------------------------------------------------------------------------------


def test_the_km_team_says_where_it_belongs() -> None:
    office = quiet(levels=[{"name": "small", "title": "Small"}])
    with pytest.raises(WrongRole, match="the KM team says"):
        place(office.app, "gardeners", office.by(LEAD), level="small", group="1")
    with pytest.raises(UnknownItem, match="has no level 'huge'"):
        place(office.app, "gardeners", office.by(KM), level="huge", group=None)
    place(office.app, "gardeners", office.by(KM), level="small", group="1")
    recorded = len(office.ledger)
    place(office.app, "gardeners", office.by(KM), level="small", group="1")
    assert len(office.ledger) == recorded
    assert (office.gardeners.level, office.gardeners.group) == ("small", "1")


# -- exemption --------------------------------------------------------------------------------------------------------

EXEMPTION = {"exemption": {"approved_by": "management", "at_most": "1 year"}}


def exempted(office: Organisation, until: float = 300, by: Actor = MANAGEMENT) -> None:
    exempt(office.app, "gardeners", office.by(by), owner="max", until=day(until), reason="keeps the lights on")
    office.catch_up("gardeners")


def test_an_exempt_community_is_asked_nothing_until_the_exemption_ends() -> None:
    office = alive(silence=EXEMPTION)
    exempted(office)
    office.until(day(299.9))
    assert told(office, happened.LeadNudged) == []
    office.until(day(300))
    assert office.gardeners.silence is SilenceRung.LEAD_NUDGED


def test_an_exemption_takes_it_off_the_ladder() -> None:
    office = alive(silence=EXEMPTION)
    office.until(day(181))
    asked = office.asked()
    exempted(office)
    assert (office.gardeners.silence, office.task_is_open(asked.id)) == (None, False)
    office.until(day(299))
    assert office.gardeners.silence is None


def test_whoever_was_asked_before_the_exemption_is_asked_again_after_it() -> None:
    office = alive(silence=EXEMPTION)
    office.until(day(110))
    exempted(office, until=111)
    office.until(day(200))
    asked = [fact.provenance.recorded_at for fact in told(office, happened.LeadNudged)]
    assert asked == [day(90), day(111)]
    assert office.gardeners.silence is SilenceRung.DECISION_ASKED


def test_an_exemption_is_approved_by_whom_the_policy_says_for_as_long_as_it_says() -> None:
    office = alive(silence=EXEMPTION)
    with pytest.raises(WrongRole, match="approved by management, not by km"):
        exempted(office, by=KM)
    with pytest.raises(InFuture, match="lasts at most 1 year"):
        exempted(office, until=366)
    with pytest.raises(InPast, match="ends on a day to come"):
        exempted(office, until=0)
    with pytest.raises(OwnCommunity):
        exempted(office, by=Actor(person="ada", role=Role.MANAGEMENT))


def test_nobody_is_exempt_where_the_policy_has_no_exemption() -> None:
    with pytest.raises(UnknownItem, match="exempts nobody"):
        exempted(alive(silence={"exemption": None}))


def test_after_a_revocation_silence_is_counted_from_then() -> None:
    office = alive(silence=EXEMPTION)
    exempted(office)
    office.until(day(200))
    revoke_exemption(office.app, "gardeners", office.by(KM), reason="no longer critical")
    office.until(day(289.9))
    assert office.gardeners.silence is None
    office.until(day(290))
    assert office.gardeners.silence is SilenceRung.LEAD_NUDGED
    with pytest.raises(WrongStage, match="is not exempt now"):
        revoke_exemption(office.app, "gardeners", office.by(KM), reason="again")


def test_the_exemption_of_a_closed_community_is_not_revoked() -> None:
    office = alive(silence=EXEMPTION, sunset={"checklist": {"due": "1 day", "items": []}})
    exempted(office, until=365)
    office.until(day(336))
    office.answer(office.asked(), Choice.SUNSET, reason="its work is done")
    office.until(day(360))
    assert office.stage is Stage.CLOSED
    with pytest.raises(WrongStage, match="is closed; nobody follows up its silence"):
        revoke_exemption(office.app, "gardeners", office.by(KM), reason="no longer critical")


def test_the_clock_that_is_held_up_nudges_nobody_who_is_exempt() -> None:
    office = alive(silence=EXEMPTION)
    office.now = day(95)
    held_up: Any = office.next("gardeners")
    exempt(office.app, "gardeners", office.by(MANAGEMENT), owner="max", until=day(300), reason="critical")
    with pytest.raises(Exception, match="is exempt until 2026-10-28"):
        office.take(held_up)


# -- renewal without asking ---------------------------------------------------------------------------------

ITSELF = {"renews_itself": {"sign_within": "60 days"}}


def test_it_renews_itself_when_it_is_alive() -> None:
    office = alive(annual_review=ITSELF, silence={"should_after": "300 days", "must_after": "400 days"})
    office.until(day(290))
    record_sign(office.app, "gardeners", sign_of(SignKind.MEETING, 290), office.by(LEAD))
    office.until(day(335))
    (renewed,) = told(office, happened.CommunityRenewedItself)
    assert (renewed.anniversary, renewed.on, renewed.sign_at) == (1, day(365), day(290))
    assert (office.stage, office.open_tasks("gardeners")) == (Stage.ACTIVE, [])


def test_it_is_reviewed_when_nobody_has_seen_it() -> None:
    office = alive(annual_review=ITSELF, silence={"should_after": "350 days", "must_after": "400 days"})
    office.until(day(274))
    record_sign(office.app, "gardeners", sign_of(SignKind.MEETING, 274), office.by(LEAD))
    office.until(day(335))
    assert office.stage is Stage.ANNUAL_REVIEW


def test_what_is_followed_up_for_its_silence_does_not_renew_itself() -> None:
    itself = {"renews_itself": {"sign_within": "1 year"}}
    office = alive(annual_review=itself)
    office.until(day(10))
    record_sign(office.app, "gardeners", sign_of(SignKind.MEETING, 10), office.by(LEAD))
    unanswered = {"decided_by": "management", "due": "200 days"}
    adopts(office, next_version(office, annual_review=itself, silence={"question": unanswered}))
    office.until(day(334))
    assert office.gardeners.silence is SilenceRung.DECISION_ASKED
    office.until(day(335))
    assert office.stage is Stage.ANNUAL_REVIEW


# -- restoration ---------------------------------------------------------------------------------


def ended(**sunset: Any) -> Organisation:
    """By Management, at the annual review; closed on the 350th day."""
    empty = {"checklist": {"due": "1 day", "items": []}}
    office = alive(sunset=empty | sunset, silence={"should_after": "2 years", "must_after": "3 years"})
    office.until(day(336))
    office.answer(office.asked(), Choice.SUNSET, reason="its work is done")
    office.until(day(360))
    assert office.stage is Stage.CLOSED
    return office


def test_it_is_restored_in_time_as_it_was_and_its_years_go_on() -> None:
    office = ended(restore_within="90 days")
    assert isinstance(office.next("gardeners"), Finish)
    office.until(day(400))
    restore(office.app, "gardeners", office.by(KM), reason="missed by many")
    gardeners = office.gardeners
    assert (gardeners.stage, gardeners.outcome, gardeners.sunsetting) == (Stage.ACTIVE, None, None)
    assert gardeners.anchor == day(0)
    office.until(day(700))
    assert office.stage is Stage.ANNUAL_REVIEW
    assert office.gardeners.anniversary == 2


def test_it_ends_again_and_may_be_restored_again() -> None:
    office = ended(restore_within="90 days")
    restore(office.app, "gardeners", office.by(KM), reason="missed by many")
    office.until(day(700))
    office.answer(office.asked(), Choice.SUNSET, reason="this time for good")
    office.until(day(720))
    assert office.stage is Stage.CLOSED
    restore(office.app, "gardeners", office.by(KM), reason="or not")
    assert office.stage is Stage.ACTIVE


def test_too_late_is_too_late() -> None:
    office = ended(restore_within="90 days")
    office.until(day(450))
    with pytest.raises(TooLate, match="could be restored until 2027-03-17"):
        restore(office.app, "gardeners", office.by(KM), reason="missed by many")


def test_nobody_restores_where_the_policy_does_not_say_so() -> None:
    with pytest.raises(TooLate, match="lets nobody restore it; propose it anew"):
        restore((office := ended(restore_within=None)).app, "gardeners", office.by(KM), reason="missed by many")


def test_it_is_restored_by_whom_the_policy_says() -> None:
    office = ended(restore_within="90 days", restored_by="management")
    with pytest.raises(WrongRole, match="restored by management, not by km"):
        restore(office.app, "gardeners", office.by(KM), reason="missed by many")


def test_what_was_never_ended_by_a_sunset_is_not_restored() -> None:
    office = Organisation()
    propose(office.app, TERMS, office.policy, office.by(AUTHOR))
    withdraw(office.app, "gardeners", office.by(AUTHOR))
    with pytest.raises(WrongStage, match="was not ended by a sunset"):
        restore(office.app, "gardeners", office.by(KM), reason="back")


# -- confirmation by the lead ---------------------------------------------------------------------------------

CONFIRMED = {
    "question": {
        "decided_by": "lead",
        "confirmation": True,
        "without_lead": "km",
        "due": "20 days",
        "remind_after": ["10 days"],
        "unanswered": {"after": "30 days", "answer": "sunset"},
    }
}


def to_be_confirmed() -> Organisation:
    """On the day on which its lead is asked."""
    office = alive(annual_review=CONFIRMED, silence={"should_after": "2 years", "must_after": "3 years"})
    office.until(day(335))
    return office


def test_the_lead_confirms_that_it_is_still_wanted_and_decides_nothing_else() -> None:
    office = to_be_confirmed()
    assert office.asked().assigned_to is Role.LEAD
    with pytest.raises(OwnCommunity):
        decide(office.app, office.asked().id, Choice.SUNSET, office.by(LEAD), reason="enough")
    with pytest.raises(WrongRole, match="does not lead gardeners"):
        decide(office.app, office.asked().id, Choice.RENEW, office.by(Actor(person="sue", role=Role.LEAD)))
    decide(office.app, office.asked().id, Choice.RENEW, office.by(LEAD))
    assert office.stage is Stage.ACTIVE


def test_without_a_lead_somebody_else_is_asked() -> None:
    office = alive(annual_review=CONFIRMED, silence={"should_after": "2 years", "must_after": "3 years"})
    existing = ExistingCommunity(id="elders", title="Elders", started=day(-4000))
    bring_in(office.app, existing, office.policy, office.by(KM))
    office.catch_up("elders")
    (asked,) = office.open_tasks("elders")
    assert (asked.kind, asked.assigned_to) == (TaskKind.ANNUAL_REVIEW, Role.KM)


def test_what_nobody_confirms_ends_after_its_lead_was_reminded() -> None:
    office = to_be_confirmed()
    office.until(day(364.9))
    assert (office.stage, office.task(office.asked().id).reminded) == (Stage.ANNUAL_REVIEW, 1)
    office.until(day(365))
    (announced,) = told(office, happened.SunsetAnnounced)
    assert (office.stage, announced.cause) == (Stage.SUNSET, Sunsetting.SILENCE)


def test_a_sign_of_life_while_notice_runs_revives_what_nobody_confirmed() -> None:
    office = to_be_confirmed()
    office.until(day(370))
    record_sign(office.app, "gardeners", sign_of(SignKind.MEETING, 370), office.by(LEAD))
    office.catch_up("gardeners")
    assert office.stage is Stage.ACTIVE


def test_a_sign_of_life_between_the_question_and_its_end_counts_too() -> None:
    office = to_be_confirmed()
    office.until(day(350))
    record_sign(office.app, "gardeners", sign_of(SignKind.MEETING, 350), office.by(LEAD))
    office.until(day(365))
    assert office.stage is Stage.ACTIVE
