"""Several people decide together: through the task, the community and the clock."""

from datetime import timedelta
from typing import Any

import pytest

from aggregates.commands.changes import edit_change, request_change
from aggregates.commands.decisions import abstain, decide, stop
from aggregates.review_task import events as happened
from tests.aggregates.affairs import manager, quiet, told
from tests.aggregates.examples import LEAD, TERMS, day
from tests.aggregates.organisation import Organisation, catalog
from tests.policies.standings import changed
from vocabulary.affairs import ChangeTerms
from vocabulary.people import Actor, Role
from vocabulary.refusals import OwnCommunity, ReasonMissing, TaskAlreadyDecided, TaskNotOpen, WrongRole
from vocabulary.stages import Stage
from vocabulary.tasks import Choice

MAX, MARA, MIRO = manager("max"), manager("mara"), manager("miro")
TASK = "gardeners.approval.1"
TWO_OF_THREE = {"rule": "2 of 3", "open_at_most": "14 days", "not_carried": "return"}
MAJORITY = {"rule": "majority of 9", "open_at_least": "72 hours", "open_at_most": "7 days", "not_carried": "return"}


def put_to_the_vote(**ballot: Any) -> Organisation:
    """A proposal that Management is asked to approve by this ballot, on new year's day."""
    office = Organisation(changed(catalog("standard"), approval={"ballot": ballot}))
    office.propose()
    office.answer_everything()
    assert office.stage is Stage.APPROVAL
    return office


def votes(
    office: Organisation, *people: Actor, choice: Choice = Choice.APPROVE, reason: str | None = "as said"
) -> None:
    for person in people:
        decide(office.app, TASK, choice, office.by(person), reason=reason)
        office.catch_up("gardeners")


def test_two_of_three_carry_it_at_once() -> None:
    office = put_to_the_vote(**TWO_OF_THREE)
    votes(office, MAX)
    assert office.stage is Stage.APPROVAL
    votes(office, MARA)
    assert office.stage is Stage.LAUNCH
    (settled,) = told(office, happened.TaskSettled)
    assert (settled.choice, settled.voted, settled.provenance.actor) == (Choice.APPROVE, 2, MARA)


def test_what_is_carried_early_is_held_until_it_was_open_as_long_as_it_has_to_be() -> None:
    office = put_to_the_vote(**MAJORITY)
    votes(office, *(manager(f"m{number}") for number in range(5)))
    office.until(day(3) - timedelta(seconds=1))
    assert office.stage is Stage.APPROVAL
    office.until(day(3))
    assert office.stage is Stage.LAUNCH
    (settled,) = told(office, happened.TaskSettled)
    assert (settled.provenance.recorded_at, settled.provenance.actor.role) == (day(3), Role.SYSTEM)
    recorded = [entry.topic for entry in office.app.recorder.select_notifications(None, 1_000)]
    assert recorded.index("task.settled") + 1 == recorded.index("community.proposal_approved"), "the answer comes first"


def test_too_few_is_not_the_same_as_no() -> None:
    office = put_to_the_vote(
        rule="majority of 7", quorum=4, open_at_most="10 days", failed_quorum="return", not_carried="reject"
    )
    votes(office, MAX, MARA, MIRO)
    office.until(day(10))
    assert (office.stage, office.gardeners.returned) == (Stage.DRAFT, True)
    (settled,) = told(office, happened.TaskSettled)
    assert settled.why == "the quorum of 4 was not met: 3 voted; that means return"


def test_a_blank_counts_to_the_quorum_and_to_nothing_else() -> None:
    office = put_to_the_vote(
        rule="majority of 7", quorum=4, open_at_most="10 days", failed_quorum="return", not_carried="reject"
    )
    votes(office, MAX, MARA, MIRO)
    abstain(office.app, TASK, office.by(manager("moe")))
    office.until(day(10))
    assert office.stage is Stage.LAUNCH


def test_nobody_objects_and_it_is_carried() -> None:
    office = put_to_the_vote(rule="lazy consensus", open_at_most="14 days", on_objection="return")
    office.until(day(14) - timedelta(seconds=1))
    assert office.stage is Stage.APPROVAL
    office.until(day(14))
    assert office.stage is Stage.LAUNCH


def test_one_objection_is_enough_and_one_that_is_taken_back_is_none() -> None:
    lazy = {"rule": "lazy consensus", "open_at_most": "14 days", "on_objection": "return"}
    office, other = put_to_the_vote(**lazy), put_to_the_vote(**lazy)
    votes(office, MAX, choice=Choice.REJECT)
    votes(other, MAX, choice=Choice.REJECT)
    votes(other, MAX)
    office.until(day(14))
    other.until(day(14))
    assert (office.stage, other.stage) == (Stage.DRAFT, Stage.LAUNCH)


def test_what_was_carried_is_stopped_within_its_window() -> None:
    office = put_to_the_vote(**TWO_OF_THREE, stop_window="2 days", on_stop="return")
    votes(office, MAX, MARA)
    office.until(day(1))
    assert office.stage is Stage.APPROVAL
    stop(office.app, TASK, office.by(MIRO), reason="the budget is not there")
    office.catch_up("gardeners")
    assert office.stage is Stage.DRAFT
    (returned,) = (fact for fact in office.ledger.log() if fact.TOPIC == "community.proposal_returned")
    assert "miro stopped it" in returned.reason


def test_a_stop_needs_a_reason_and_something_that_was_carried() -> None:
    office = put_to_the_vote(**TWO_OF_THREE, stop_window="2 days", on_stop="return")
    with pytest.raises(TaskNotOpen, match="has carried nothing that could be stopped"):
        stop(office.app, TASK, office.by(MIRO), reason="no")
    votes(office, MAX, MARA)
    with pytest.raises(ReasonMissing, match="say why you stop"):
        stop(office.app, TASK, office.by(MIRO), reason="  ")


def test_unstopped_it_takes_effect_when_the_window_is_over_and_nobody_votes_meanwhile() -> None:
    office = put_to_the_vote(**TWO_OF_THREE, stop_window="2 days", on_stop="return")
    votes(office, MAX, MARA)
    with pytest.raises(TaskAlreadyDecided, match="has carried 'approve'"):
        votes(office, MIRO, choice=Choice.REJECT)
    office.until(day(2))
    assert office.stage is Stage.LAUNCH
    with pytest.raises(TaskAlreadyDecided):
        stop(office.app, TASK, office.by(MIRO), reason="too late")


def test_silence_is_consent_where_the_policy_says_so() -> None:
    office = put_to_the_vote(rule="2 of 3", open_at_most="14 days", not_carried="reject", silence="approve")
    office.until(day(14))
    assert office.stage is Stage.LAUNCH
    (settled,) = told(office, happened.TaskSettled)
    assert (settled.cast, settled.why) == (0, "nobody answered; that means approve")


def test_a_late_vote_is_told_what_was_decided_and_by_whom() -> None:
    office = put_to_the_vote(**TWO_OF_THREE)
    votes(office, MAX, MARA)
    with pytest.raises(TaskAlreadyDecided) as late:
        votes(office, MIRO, choice=Choice.REJECT)
    assert "'approve' since 2026-01-01 00:00 UTC: approve is carried by 2 of 2 votes" in str(late.value)
    assert "(max approve, mara approve)" in str(late.value)


def test_a_vote_after_closing_is_late_even_if_the_clock_stood_still() -> None:
    office = put_to_the_vote(**TWO_OF_THREE)
    votes(office, MAX)
    office.now = day(20)
    with pytest.raises(TaskAlreadyDecided, match="is over, 'return'"):
        decide(office.app, TASK, Choice.APPROVE, office.by(MARA))
    office.catch_up("gardeners")
    assert office.stage is Stage.DRAFT


def test_who_votes_again_replaces_the_vote() -> None:
    office = put_to_the_vote(**TWO_OF_THREE)
    votes(office, MAX)
    votes(office, MAX, choice=Choice.REJECT)
    votes(office, MARA)
    assert office.stage is Stage.APPROVAL
    votes(office, MAX)
    assert office.stage is Stage.LAUNCH


def test_nobody_votes_twice_under_another_role() -> None:
    office = put_to_the_vote(**TWO_OF_THREE)
    office.until(day(21) - timedelta(days=8))
    votes(office, MAX)
    before = office.task(TASK).votes
    decide(office.app, TASK, Choice.APPROVE, office.by(Actor(person="max", role=Role.MANAGEMENT)))
    assert len(before) == len(office.task(TASK).votes) == 1
    with pytest.raises(WrongRole, match="is decided by management, not by board"):
        votes(office, Actor(person="max", role=Role.BOARD))


def test_who_was_escalated_to_has_one_vote_with_whatever_role() -> None:
    office = put_to_the_vote(rule="2 of 3", open_at_most="60 days", not_carried="return")
    office.until(day(22))
    votes(office, MAX, Actor(person="max", role=Role.BOARD))
    assert [vote.person for vote in office.task(TASK).votes] == ["max"]
    assert office.stage is Stage.APPROVAL


@pytest.mark.parametrize("person", ["ada", "mia", "jo", "cora", "sid", "pat"])
def test_nobody_votes_on_their_own_community(person: str) -> None:
    terms = TERMS.model_copy(update={"co_leads": ("cora",), "secretary": "sid"})
    office = Organisation(changed(catalog("standard"), approval={"ballot": TWO_OF_THREE}))
    office.propose(terms)
    office.answer_everything()
    with pytest.raises(OwnCommunity):
        votes(office, manager(person))
    with pytest.raises(OwnCommunity):
        abstain(office.app, TASK, office.by(Actor(person="max", role=Role.MANAGEMENT, on_behalf_of=person)))


def test_two_who_vote_at_once_both_count() -> None:
    office = put_to_the_vote(**TWO_OF_THREE)
    assert office.colleague.load(f"task/{TASK}", fresh=False) is not None
    decide(office.app, TASK, Choice.APPROVE, office.by(MAX))
    decide(office.colleague, TASK, Choice.APPROVE, office.by(MARA))
    assert office.stage is Stage.LAUNCH


CHANGE = "gardeners.change.1.1"


def test_an_edit_begins_the_ballot_anew_with_all_its_reminders() -> None:
    step = {
        "decided_by": "management",
        "due": "10 days",
        "remind_after": ["4 days"],
        "escalate": [{"after": "6 days", "to": "board"}],
        "ballot": {"rule": "2 of 3", "open_at_most": "12 days", "not_carried": "return", "edit_resets_clock": True},
    }
    office = quiet(changes=[{"kind": "scope", "title": "Change of scope", "steps": [step]}])
    request_change(office.app, "gardeners", ChangeTerms(kind="scope", title="Wider", what="Trees."), office.by(LEAD))
    office.until(day(7))
    assert (office.task(CHANGE).reminded, office.task(CHANGE).escalated) == (1, 1)
    decide(office.app, CHANGE, Choice.APPROVE, office.by(MAX))

    edit_change(office.app, "gardeners", 1, "Trees and shrubs.", office.by(LEAD))
    task = office.task(CHANGE)
    assert (task.votes, task.reminded, task.escalated, task.terms.due) == ((), 0, 0, day(17))
    office.until(day(11))
    assert office.task(CHANGE).reminded == 1
    office.until(day(13))
    assert office.task(CHANGE).escalated == 1
    decide(office.app, CHANGE, Choice.APPROVE, office.by(MARA))
    assert office.task_is_open(CHANGE)
    office.until(day(19))
    assert not office.task_is_open(CHANGE)
