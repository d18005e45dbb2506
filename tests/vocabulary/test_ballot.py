"""Ballots: what each rule carries, what silence and a missed quorum mean, and what can't be meant at all."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from tests.vocabulary.ballots import A_TICK, APPROVAL, NOON, ballot, hour, vote, votes
from vocabulary.ballot import Ballot, Ending, Stop, reopened, result
from vocabulary.refusals import ChoiceNotOffered, InPast
from vocabulary.tasks import Choice

LATER = hour(100)


def test_two_of_three_carry_as_soon_as_they_agree() -> None:
    committee = ballot("at_least", approvals=2, of=3)
    cast = votes(ann="approve", bob="return", cid="approve")

    assert result(committee, cast, hour(2)).choice is None
    assert result(committee, cast, hour(3))[:3] == (Choice.APPROVE, Ending.CARRIED, hour(3))


def test_it_is_over_as_soon_as_nobody_can_be_carried_any_more() -> None:
    committee = ballot("at_least", approvals=3, of=3)

    found = result(committee, votes(ann="approve", bob="reject"), hour(2))
    assert found[:2] == (Choice.REJECT, Ending.NOT_CARRIED)
    assert found.why == "nothing is carried: 1 of 3 is for approve, 1 for reject, and 3 were needed; that means reject"


def test_so_many_of_a_body_of_unknown_size_carry() -> None:
    anybody = ballot("at_least", approvals=2, closes=None, not_carried=None)

    assert result(anybody, votes(ann="reject"), LATER)[:5] == (None,) * 5
    assert result(anybody, votes(ann="reject", bob="reject"), LATER).choice is Choice.REJECT


def test_of_two_choices_with_enough_votes_the_stronger_is_carried_when_the_minimum_time_is_over() -> None:
    editorial = ballot("at_least", approvals=2, of=9, not_before=hour(24))
    cast = votes(ann="approve", bob="approve", cid="reject", dee="reject", eve="reject")

    assert result(editorial, cast, hour(24) - A_TICK).choice is None
    assert result(editorial, cast, hour(24)).choice is Choice.REJECT


def test_of_two_choices_that_are_equally_strong_none_is_carried_until_one_is_ahead() -> None:
    editorial = ballot("at_least", approvals=1, not_before=hour(24))
    tied = votes(ann="approve", bob="reject")

    assert result(editorial, tied, hour(25)).why == "1 is for approve, 1 for reject; none is ahead"
    assert result(editorial, [*tied, vote("cid", "approve", 26)], hour(26)).choice is Choice.APPROVE
    assert result(editorial, tied, LATER).why == (
        "nothing is carried: 1 is for approve, 1 for reject, and none is ahead; that means reject"
    )


def test_a_majority_of_the_body_settles_before_closing() -> None:
    committee = ballot("majority", of=5)
    cast = votes(ann="approve", bob="approve", cid="approve")

    assert result(committee, cast, hour(2)).why == "2 of 5 are for approve; 1 more is needed"
    assert result(committee, cast, hour(3)).why == "approve is carried by 3 of 3 votes (body of 5)"


def test_a_majority_is_of_the_votes_cast_when_it_closes() -> None:
    committee = ballot("majority", of=9)
    cast = votes(ann="approve", bob="approve", cid="reject", dee=None)

    assert result(committee, cast, hour(71)).choice is None
    assert result(committee, cast, hour(72))[:3] == (Choice.APPROVE, Ending.CARRIED, hour(72))


def test_a_blank_brings_a_majority_nearer_because_it_is_left_out() -> None:
    committee = ballot("majority", of=3)

    assert result(committee, votes(ann="approve", bob="reject"), hour(2)).choice is None
    assert result(committee, votes(ann="approve", bob="approve"), hour(2)).choice is Choice.APPROVE
    assert result(committee, votes(ann="approve", bob=None, cid=None), hour(3)).choice is Choice.APPROVE


def test_half_of_the_votes_is_no_majority() -> None:
    assert result(ballot("majority"), votes(ann="approve", bob="return"), LATER)[:2] == (
        Choice.REJECT,
        Ending.NOT_CARRIED,
    )


def test_a_majority_of_nobody_knows_how_many_is_counted_at_closing_only() -> None:
    everybody = ballot("majority")
    cast = votes(ann="approve", bob="approve", cid="approve")

    found = result(everybody, cast, hour(70))
    assert (found.choice, found.settles_at) == (None, hour(72))
    assert found.why == "3 are for approve; it is counted on 4 March 2026 12:00"
    assert result(everybody, cast, hour(72)).choice is Choice.APPROVE


@pytest.mark.parametrize(("against", "outcome"), [(3, Choice.APPROVE), (4, Choice.REJECT)])
def test_two_thirds_are_two_thirds_and_not_one_less(against: int, outcome: Choice) -> None:
    cast = [vote(f"for{n}", "approve") for n in range(6)] + [vote(f"against{n}", "return") for n in range(against)]

    assert result(ballot("two_thirds"), cast, LATER).choice is outcome


def test_two_thirds_of_a_committee_settle_when_the_rest_can_not_change_it() -> None:
    committee = ballot("two_thirds", of=9)
    cast = votes(ann="approve", bob="approve", cid="approve", dee="approve", eve="approve", fay="approve")

    assert result(committee, cast, hour(5)).choice is None
    assert result(committee, cast, hour(6)).choice is Choice.APPROVE
    assert result(committee, votes(ann="reject", bob="return", cid="return", dee="reject"), hour(4)).choice is None


def test_unanimous_is_everybody_and_one_other_vote_or_blank_ends_it() -> None:
    three = ballot("unanimous", of=3)

    assert result(three, votes(ann="approve", bob="approve", cid="approve"), hour(3)).choice is Choice.APPROVE
    assert result(three, votes(ann="approve", bob="approve"), LATER).ending is Ending.NOT_CARRIED
    assert result(three, votes(ann="approve", bob=None), hour(2)).ending is Ending.NOT_CARRIED
    assert result(three, votes(ann="approve", bob="return"), hour(2)).ending is Ending.NOT_CARRIED


def test_lazy_consensus_is_reached_at_closing_and_never_before() -> None:
    lazy = ballot("lazy_consensus", of=2)
    cast = votes(ann="approve", bob="approve")

    found = result(lazy, cast, hour(72) - A_TICK)
    assert (found.choice, found.settles_at) == (None, hour(72))
    assert found.why == "2 of 2 are for approve; carried on 4 March 2026 12:00 unless somebody objects"
    assert result(lazy, cast, hour(72)).why == "approve is carried: nobody objected"
    assert result(lazy, [], hour(72)).choice is Choice.APPROVE
    assert result(lazy, votes(ann=None), hour(72)).choice is Choice.APPROVE


def test_one_objection_ends_lazy_consensus_unless_it_is_taken_back() -> None:
    lazy = ballot("lazy_consensus", on_objection="return")
    objection = votes(ann="approve", bob="reject")

    assert result(lazy, objection, hour(3)).why == (
        "1 is for approve, 1 for reject; that is an objection; it closes on 4 March 2026 12:00"
    )
    assert result(lazy, objection, LATER)[:2] == (Choice.RETURN, Ending.OBJECTION)
    assert result(lazy, [*objection, vote("bob", None, 4)], LATER).choice is Choice.APPROVE


def test_lazy_consensus_may_want_a_second() -> None:
    moved = ballot("lazy_consensus", seconded=True, not_carried="return")

    assert result(moved, votes(ann="approve"), LATER)[:2] == (Choice.RETURN, Ending.NOT_CARRIED)
    assert result(moved, votes(ann="approve", bob="approve"), LATER)[:2] == (Choice.APPROVE, Ending.CARRIED)


def test_what_is_not_seconded_is_not_carried() -> None:
    motion = ballot("majority", seconded=True)

    assert result(motion, votes(ann="approve"), LATER).why == (
        "nothing is carried: 1 is for approve, and 2 were needed; that means reject"
    )
    assert result(motion, votes(ann="approve", bob="approve"), LATER).choice is Choice.APPROVE


def test_blanks_count_to_the_quorum() -> None:
    committee = ballot("majority", quorum=3)

    assert result(committee, votes(ann="approve", bob=None), LATER).ending is Ending.FAILED_QUORUM
    assert result(committee, votes(ann="approve", bob=None, cid=None), LATER).choice is Choice.APPROVE


def test_a_missed_quorum_has_an_outcome_of_its_own() -> None:
    committee = ballot("majority", of=7, quorum=4, failed_quorum="return")
    cast = votes(ann="approve", bob="approve")

    assert result(committee, cast, hour(3)).why == (
        "2 of 7 are for approve; 2 more have to vote for the quorum of 4; 2 more are needed"
    )
    assert result(committee, cast, LATER)[:2] == (Choice.RETURN, Ending.FAILED_QUORUM)
    assert result(committee, cast, LATER).why == "the quorum of 4 was not met: 2 voted; that means return"


def test_so_many_who_agree_wait_for_the_quorum() -> None:
    committee = ballot("at_least", approvals=2, of=5, quorum=3)
    cast = votes(ann="approve", bob="approve", cid=None)

    assert result(committee, cast, hour(2)).choice is None
    assert result(committee, cast, hour(3)).settled_at == hour(3)


def test_a_tie_that_is_still_possible_keeps_a_ballot_open() -> None:
    pair = ballot("at_least", approvals=1, of=2, quorum=2, failed_quorum="approve", not_carried="reject")

    assert result(pair, votes(ann="approve"), hour(1)).choice is None
    assert result(pair, votes(ann="approve", bob="return"), hour(2)).choice is Choice.REJECT


def test_where_there_is_one_answer_only_blanks_and_absence_speak_against_it() -> None:
    three = ballot("majority", choices=("done",), yes="done", of=3, closes=None, not_carried=None)

    assert result(three, votes(ann=None), hour(1)).choice is None
    assert result(three, votes(ann="done"), hour(1)).choice is Choice.DONE


def test_silence_until_closing_has_an_outcome_of_its_own() -> None:
    asked = ballot("majority", silence="approve")

    assert result(asked, [], hour(71)).settles_at == hour(72)
    assert result(asked, [], LATER)[:2] == (Choice.APPROVE, Ending.SILENCE)
    assert result(asked, [], LATER).why == "nobody answered; that means approve"
    assert result(asked, votes(ann=None), LATER).why == "everybody who voted was blank; that means approve"
    assert result(asked, votes(ann="return"), LATER)[:2] == (Choice.RETURN, Ending.CARRIED)


def test_nobody_who_votes_without_a_word_on_silence_carries_nothing() -> None:
    assert result(ballot("majority"), [], LATER).why == (
        "nothing is carried: nobody voted, and 1 was needed; that means reject"
    )


def test_a_later_vote_of_the_same_person_replaces_the_earlier_while_it_is_open() -> None:
    committee = ballot("majority", of=3, not_before=hour(10))
    changed = [*votes(ann="approve", bob="approve"), vote("bob", "reject", 5), vote("cid", "reject", 6)]

    assert result(committee, changed, hour(10)).choice is Choice.REJECT
    assert result(committee, [*changed, vote("cid", "approve", 11)], LATER).choice is Choice.REJECT


def test_a_vote_before_the_opening_or_from_the_closing_on_counts_nothing() -> None:
    asked = ballot("majority", silence="return")

    assert result(asked, [vote("ann", "approve", -1), vote("bob", "approve", 72)], LATER).ending is Ending.SILENCE
    assert result(asked, [vote("ann", "approve", 0)], LATER).choice is Choice.APPROVE
    assert result(asked, [], hour(-1)).why == "it opens on 1 March 2026 12:00"


def test_a_vote_for_what_is_not_offered_is_refused() -> None:
    with pytest.raises(ChoiceNotOffered, match="ann can't vote 'renew'; choose approve or return or reject"):
        result(ballot("majority"), votes(ann="renew"), LATER)


STOPPABLE = {"stop_window": timedelta(hours=24), "on_stop": "return"}


def test_what_is_carried_takes_effect_when_the_stop_window_is_over() -> None:
    committee = ballot("at_least", approvals=1, **STOPPABLE)
    cast = votes(ann="approve")

    found = result(committee, cast, hour(2))
    assert (found.choice, found.pending, found.settles_at) == (None, Choice.APPROVE, hour(25))
    assert found.why == "approve is carried by 1 of 1 vote; it may be stopped until 2 March 2026 13:00"
    assert result(committee, [*cast, vote("bob", "reject", 2)], hour(25))[:3] == (
        Choice.APPROVE,
        Ending.CARRIED,
        hour(25),
    )


@pytest.mark.parametrize(
    ("at", "outcome", "since"),
    [
        (0.5, Choice.APPROVE, 25),
        (1, Choice.RETURN, 1),
        (24, Choice.RETURN, 24),
        (25, Choice.APPROVE, 25),
    ],
)
def test_it_is_stopped_between_being_carried_and_taking_effect(at: float, outcome: Choice, since: float) -> None:
    committee = ballot("at_least", approvals=1, **STOPPABLE)
    stop = Stop(person="bob", at=hour(at), reason="The budget is gone")

    found = result(committee, votes(ann="approve"), hour(30), stop)
    assert (found.choice, found.settled_at) == (outcome, hour(since))
    assert ("bob stopped it" in found.why) == (outcome is Choice.RETURN)


def test_a_stop_is_not_known_before_it_happens() -> None:
    committee = ballot("at_least", approvals=1, **STOPPABLE)
    stop = Stop(person="bob", at=hour(10), reason="The budget is gone")

    assert result(committee, votes(ann="approve"), hour(9), stop).pending is Choice.APPROVE


def test_what_silence_means_may_be_stopped_and_what_failed_may_not() -> None:
    silent = ballot("majority", silence="approve", **STOPPABLE)
    assert result(silent, [], hour(72)).pending is Choice.APPROVE

    failed = ballot("majority", quorum=3, **STOPPABLE)
    assert result(failed, [], hour(72)).choice is Choice.REJECT


def test_a_change_of_what_is_voted_on_begins_the_ballot_anew() -> None:
    before = ballot("majority", of=3, not_before=hour(24), edit_resets_clock=True)
    anew = reopened(before, hour(10))

    assert (anew.opens, anew.not_before, anew.closes) == (hour(10), hour(34), hour(82))
    cast = [*votes(ann="approve", bob="approve"), vote("cid", "reject", 11)]
    assert result(anew, cast, hour(12)).tally.counts == {Choice.REJECT: 1}
    with pytest.raises(InPast, match="the ballot opens at 2026-03-01 12:00 UTC"):
        reopened(before, hour(-1))


CONTRADICTIONS: dict[str, tuple[str, dict[str, Any], str]] = {
    "a quorum larger than the body": ("majority", {"of": 5, "quorum": 6}, "a quorum of 6 can't be met by a body of 5"),
    "more who agree than there are": ("at_least", {"of": 3, "approvals": 4}, "4 of 3 can't agree; ask for 3 at most"),
    "at least nobody knows how many": ("at_least", {}, "say how many have to agree"),
    "approvals of a majority": ("majority", {"approvals": 2}, "majority counts no approvals; leave them out"),
    "nobody": ("at_least", {"approvals": 0}, "greater than or equal to 1"),
    "unanimous of nobody knows how many": ("unanimous", {}, "say of how many"),
    "lazy consensus for ever": ("lazy_consensus", {"closes": None}, "say when that is (closes)"),
    "a majority never counted": ("majority", {"closes": None}, "majority could never be settled; say of how many"),
    "two thirds never counted": ("two_thirds", {"closes": None}, "two thirds could never be settled"),
    "nothing said of nothing carried": ("majority", {"not_carried": None}, "(not_carried)"),
    "nothing said of an objection": ("lazy_consensus", {"on_objection": None}, "(on_objection)"),
    "nothing said of the quorum": ("lazy_consensus", {"quorum": 2}, "(failed_quorum)"),
    "nothing said of a missing second": ("lazy_consensus", {"seconded": True}, "(not_carried)"),
    "a failed quorum without a quorum": ("majority", {"failed_quorum": "return"}, "add quorum, or leave"),
    "silence that meets a quorum": ("majority", {"quorum": 2, "silence": "return"}, "silence meets no quorum"),
    "silence without an end": ("majority", {"of": 2, "closes": None, "silence": "return"}, "leave silence out"),
    "a failed quorum without an end": (
        "majority",
        {"of": 2, "closes": None, "quorum": 2, "failed_quorum": "return"},
        "leave failed_quorum out",
    ),
    "nothing carried without an end": ("at_least", {"approvals": 2, "closes": None}, "leave not_carried out"),
    "an objection to a majority": ("majority", {"on_objection": "return"}, "only lazy consensus knows objections"),
    "an exception that is none": ("majority", {"silence": "reject"}, "silence is reject, as not_carried is"),
    "a quorum that guards nothing": (
        "lazy_consensus",
        {"quorum": 2, "failed_quorum": "approve"},
        "failed_quorum can't be approve",
    ),
    "an objection that means yes": ("lazy_consensus", {"on_objection": "approve"}, "on_objection can't be approve"),
    "a second in a body of one": ("majority", {"of": 1, "seconded": True}, "nobody can second in a body of one"),
    "one approval, seconded": ("at_least", {"approvals": 1, "seconded": True}, "one approval is not seconded"),
    "silence that seconds": ("majority", {"seconded": True, "silence": "approve"}, "silence seconds nothing"),
    "a stop that means nothing": ("majority", {"stop_window": timedelta(hours=1)}, "(on_stop)"),
    "a stop without a window": ("majority", {"on_stop": "return"}, "add stop_window, or leave on_stop out"),
    "a window that runs backwards": ("majority", {"stop_window": -timedelta(hours=1)}, "greater than or equal to"),
    "an end before the beginning": ("majority", {"closes": NOON}, "it closes after it opens"),
    "a minimum before the beginning": ("majority", {"not_before": hour(-1)}, "can't be settled before it opens"),
    "a minimum after the end": ("majority", {"not_before": hour(73)}, "can't close while it has to stay open"),
    "an outcome that is not offered": ("majority", {"not_carried": "renew"}, "not_carried is renew, which"),
    "a choice offered twice": ("majority", {"choices": (*APPROVAL, "approve")}, "each choice is offered once"),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_ballot_that_contradicts_itself_is_refused(case: str) -> None:
    rule, terms, why = CONTRADICTIONS[case]
    with pytest.raises(ValidationError) as refused:
        ballot(rule, **terms)
    assert why in str(refused.value)


def test_all_contradictions_are_named_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        ballot("at_least", of=2, quorum=3, closes=NOON)
    for why in ("say how many have to agree", "a quorum of 3 can't be met", "it closes after it opens"):
        assert why in str(refused.value)


def test_nothing_changes_unless_two_thirds_want_it() -> None:
    """Not being carried may well mean the plain yes: a community goes on unless most want its end."""
    archive = ballot(
        "two_thirds", choices=("renew", "probation", "sunset"), yes="renew", not_carried="renew", of=3, silence="sunset"
    )
    assert result(archive, votes(ann="sunset"), LATER).choice is Choice.SUNSET
    assert result(archive, votes(ann="sunset", bob="probation"), LATER).choice is Choice.RENEW
    assert isinstance(archive, Ballot)
