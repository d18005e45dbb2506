"""How policies have questions decided by several people: all ways seen in the field, and what can't be meant."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.agreement import Agreement
from policies.deciding import BallotRules
from policies.reader import read_yaml
from tests.vocabulary.ballots import NOON, vote, votes
from vocabulary.ballot import Ballot, Ending, Rule, Stop, result
from vocabulary.refusals import Malformed
from vocabulary.span import Span
from vocabulary.tasks import CHOICES, PLAIN_YES, Choice, TaskKind

exhaustive = settings(derandomize=True, deadline=None)
APPROVAL = CHOICES[TaskKind.APPROVAL]
END_OR_GO_ON = CHOICES[TaskKind.DORMANCY]


def written(text: str) -> BallotRules:
    return read_yaml(text, BallotRules, source="rules.yaml")


def opened(text: str, choices: tuple[Choice, ...] = APPROVAL, at: datetime = NOON) -> Ballot:
    return written(text).ballot(lambda span: span.after(at), at, choices)


def mistakes(text: str) -> str:
    with pytest.raises(Malformed) as refused:
        written(text)
    return str(refused.value)


def days(number: float) -> datetime:
    return NOON + timedelta(days=number)


def test_one_person_decides() -> None:
    assert result(opened("rule: 1"), votes(ann="return"), days(1)).choice is Choice.RETURN


def test_an_incubator_votes_by_majority_for_at_least_72_hours() -> None:
    entry = opened("rule: majority\nopen_at_least: 72 hours\nopen_at_most: 7 days\nnot_carried: return")
    cast = votes(ann="approve", bob="approve", cid="reject")

    assert (entry.not_before, entry.closes) == (days(3), days(7))
    assert result(entry, cast, days(3)).settles_at == days(7)
    assert result(entry, cast, days(7)).choice is Choice.APPROVE


def test_a_majority_of_a_committee_settles_when_72_hours_are_over() -> None:
    entry = opened("rule: majority of 5\nopen_at_least: 72 hours\nopen_at_most: 7 days\nnot_carried: return")
    cast = votes(ann="approve", bob="approve", cid="approve")

    assert result(entry, cast, days(1)).settles_at == days(3)
    assert result(entry, cast, days(1)).why == "3 of 5 are for approve; it stays open until 4 March 2026 12:00"
    assert result(entry, cast, days(3)).choice is Choice.APPROVE


def test_a_report_is_refused_unless_a_mentor_signs_it_off() -> None:
    sign_off = opened("rule: 1\nopen_at_most: 14 days\nnot_carried: reject")

    assert result(sign_off, votes(ann="approve"), days(1)).ending is Ending.CARRIED
    assert result(sign_off, [], days(14))[:2] == (Choice.REJECT, Ending.NOT_CARRIED)


def test_a_lead_is_removed_by_two_thirds_of_a_committee() -> None:
    removal = opened("rule: two thirds of 7\nmotion: sunset\nopen_at_most: 10 days\nnot_carried: renew", END_OR_GO_ON)
    four = votes(ann="sunset", bob="sunset", cid="sunset", dee="sunset")

    assert result(removal, four, days(1)).choice is None
    assert result(removal, [*four, vote("eve", "sunset", 5)], days(1)).choice is Choice.SUNSET
    assert result(removal, [*four, *(vote(no, "renew", 5) for no in ("eve", "fay", "guy"))], days(1)).choice is (
        Choice.RENEW
    )


@pytest.mark.parametrize(
    ("change", "rule", "open_for", "approvers"),
    [
        ("major", "7 of 9", "15 days", 7),
        ("lifecycle", "5 of 9", "10 days", 5),
        ("funding", "5 of 9", "7 days", 5),
        ("editorial", "2 of 9", "24 hours", 2),
    ],
)
def test_kinds_of_change_differ_in_how_many_agree_and_how_long_it_takes(
    change: str, rule: str, open_for: str, approvers: int
) -> None:
    asked = opened(f"rule: {rule}\nopen_at_least: {open_for}\nopen_at_most: 60 days\nnot_carried: return")
    cast = [vote(f"member{number}", "approve") for number in range(approvers)]
    over = Span(open_for).after(NOON)

    assert result(asked, cast, over - timedelta(seconds=1)).settles_at == over
    assert result(asked, cast, over).choice is Choice.APPROVE
    assert result(asked, cast[1:], over).choice is None
    assert result(asked, cast[1:], days(60)).choice is Choice.RETURN


ARCHIVE = "rule: lazy consensus\nmotion: sunset\nopen_at_most: 14 days\non_objection: probation\n"


def test_anyone_may_ask_for_the_end_and_two_weeks_of_silence_are_consent() -> None:
    asked = opened(ARCHIVE, END_OR_GO_ON)

    assert result(asked, [], days(14))[:2] == (Choice.SUNSET, Ending.CARRIED)
    assert result(asked, votes(ann="sunset"), days(14)).choice is Choice.SUNSET
    assert result(asked, votes(ann="sunset", bob="renew"), days(14))[:2] == (Choice.PROBATION, Ending.OBJECTION)


def test_silence_may_be_consent_where_a_vote_would_count() -> None:
    asked = opened("rule: majority\nopen_at_most: 14 days\nsilence: sunset\nnot_carried: probation", END_OR_GO_ON)

    assert result(asked, [], days(14))[:2] == (Choice.SUNSET, Ending.SILENCE)
    assert result(asked, votes(ann="sunset", bob="renew"), days(14)).choice is Choice.PROBATION


def test_a_motion_may_want_a_second() -> None:
    motion = opened("rule: majority\nseconded: true\nopen_at_most: 7 days\nnot_carried: return")

    assert result(motion, votes(ann="approve"), days(7)).choice is Choice.RETURN
    assert result(motion, votes(ann="approve", bob="approve"), days(7)).choice is Choice.APPROVE


def test_a_quorum_that_fails_has_an_outcome_of_its_own() -> None:
    board = opened("rule: majority of 7\nquorum: 4\nopen_at_most: 7 days\nfailed_quorum: return\nnot_carried: reject")

    assert result(board, votes(ann="approve", bob="approve", cid=None), days(7))[:2] == (
        Choice.RETURN,
        Ending.FAILED_QUORUM,
    )
    assert result(board, votes(ann="approve", bob="approve", cid=None, dee=None), days(7)).choice is Choice.APPROVE


def test_what_is_carried_may_be_stopped_for_a_while() -> None:
    asked = opened("rule: 2 of 3\nstop_window: 2 days\non_stop: return")
    cast = votes(ann="approve", bob="approve")

    assert asked.stop_window == timedelta(days=2)
    assert result(asked, cast, days(1)).pending is Choice.APPROVE
    stop = Stop(person="cid", at=days(1), reason="The figures were old")
    assert result(asked, cast, days(1), stop).choice is Choice.RETURN


def test_a_ballot_says_whether_a_change_begins_it_anew() -> None:
    assert opened("rule: 2 of 3\nedit_resets_clock: true").edit_resets_clock
    assert not opened("rule: 2 of 3").edit_resets_clock


def test_a_month_that_is_shorter_than_thirty_days_does_not_close_a_ballot_too_early() -> None:
    text = "rule: majority\nopen_at_least: 30 days\nopen_at_most: 1 month\nnot_carried: return"
    february = datetime.fromisoformat("2026-02-01T12:00:00+00:00")

    asked = opened(text, at=february)
    assert asked.closes == asked.not_before == february + timedelta(days=30)


@pytest.mark.parametrize(
    ("text", "rule", "approvals", "of"),
    [
        ("2 of 3", Rule.AT_LEAST, 2, 3),
        ("2", Rule.AT_LEAST, 2, None),
        ("majority of 9", Rule.MAJORITY, None, 9),
        ("majority", Rule.MAJORITY, None, None),
        ("two thirds of 9", Rule.TWO_THIRDS, None, 9),
        ("unanimous of 3", Rule.UNANIMOUS, None, 3),
        ("lazy consensus", Rule.LAZY_CONSENSUS, None, None),
        ("  Lazy   CONSENSUS ", Rule.LAZY_CONSENSUS, None, None),
    ],
)
def test_a_rule_is_written_as_people_say_it(text: str, rule: Rule, approvals: int | None, of: int | None) -> None:
    read = Agreement(text)

    assert (read.rule, read.approvals, read.of) == (rule, approvals, of)
    assert str(read) == " ".join(text.lower().split())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2/3", "two thirds"),
        ("2/3 of 9", "two thirds of 9"),
        ("two-thirds of 9", "two thirds of 9"),
        ("two thrids of 9", "two thirds of 9"),
        ("2 out of 3", "2 of 3"),
        ("7of9", "7 of 9"),
        ("simple majority of 9", "majority of 9"),
        ("majorty", "majority"),
        ("more than half of 7", "majority of 7"),
        ("lazy concensus", "lazy consensus"),
        ("unanimus of 3", "unanimous of 3"),
        ("all of 3", "unanimous of 3"),
    ],
)
def test_a_rule_that_is_almost_right_is_set_right(text: str, meant: str) -> None:
    said = mistakes(f"rule: {text}")

    assert said == f"rules.yaml:1: rule: is no rule; did you mean {meant!r}?; {text!r} was given"
    assert str(Agreement(meant)) == meant


@pytest.mark.parametrize(
    "text", ["banana", "0", "3 of 0", "-1", "1.5", "'1.5'", "50%", "true", "[2, 3]", "~", "99999", "x" * 70]
)
def test_what_is_no_rule_is_refused_with_examples(text: str) -> None:
    assert 'is no rule; write "2 of 3", "2" (of however many), "majority of 9"' in mistakes(f"rule: {text}")


def test_a_ballot_without_a_rule_is_refused_with_examples() -> None:
    assert mistakes("quorum: 3") == f"rules.yaml:1: rule: is missing; write {EXAMPLES}"


EXAMPLES = '"2 of 3", "2" (of however many), "majority of 9", "two thirds of 9", "unanimous of 3" or "lazy consensus"'


@given(st.text(max_size=80) | st.from_regex(r"[a-z0-9]{0,9} ?(of)? ?[0-9]{0,6}", fullmatch=True))
@exhaustive
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        read = Agreement(text)
    except ValueError:
        with pytest.raises(ValueError, match=r"^is no rule; (did you mean|write)"):
            Agreement(text)
        return
    assert Agreement(str(read)) == read


CONTRADICTIONS = {
    "a quorum larger than the body": (
        "rule: majority of 5\nquorum: 6",
        "a quorum of 6 can't be met by a body of 5; ask for 5 at most",
    ),
    "more who agree than there are": ("rule: 4 of 3", "4 of 3 can't agree; ask for 3 at most"),
    "a majority never counted": ("rule: majority", "say of how many, or when it closes (open_at_most)"),
    "lazy consensus for ever": ("rule: lazy consensus\non_objection: return", "say when that is (open_at_most)"),
    "unanimous of nobody knows how many": ("rule: unanimous", "unanimous needs the size of the body"),
    "nothing said of nothing carried": ("rule: 2 of 3\nopen_at_most: 3 days", "nothing is carried (not_carried)"),
    "nothing said of an objection": ("rule: lazy consensus\nopen_at_most: 3 days", "(on_objection)"),
    "open longer than it may be": (
        "rule: 2 of 3\nopen_at_least: 4 days\nopen_at_most: 3 days\nnot_carried: return",
        "it can't be open for 3 days at most and 4 days at least; make open_at_most longer",
    ),
    "open for no time": ("rule: 2 of 3\nopen_at_most: 0 days\nnot_carried: return", "nobody can vote in no time"),
    "stopped in no time": ("rule: 2 of 3\nstop_window: 0 days\non_stop: return", "nobody can stop it in no time"),
    "a stop that means nothing": ("rule: 2 of 3\nstop_window: 1 day", "(on_stop)"),
    "a stop without a window": ("rule: 2 of 3\non_stop: return", "add stop_window, or leave on_stop out"),
    "a second to one": ("rule: 1\nseconded: true", "one approval is not seconded; ask for 2"),
    "a failed quorum without a quorum": (
        "rule: majority\nopen_at_most: 3 days\nnot_carried: return\nfailed_quorum: reject",
        "add quorum, or leave failed_quorum out",
    ),
    "an objection that means yes": (
        "rule: lazy consensus\nopen_at_most: 3 days\non_objection: approve",
        "on_objection can't be approve",
    ),
    "an objection that means the motion": (f"{ARCHIVE}not_carried: sunset", "not_carried can't be sunset"),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_rules_that_contradict_themselves_are_refused_in_the_words_of_the_policy(case: str) -> None:
    text, why = CONTRADICTIONS[case]
    assert why in mistakes(text)


def test_whatever_is_said_against_rules_with_dates_is_said_without_the_words_of_dates() -> None:
    said = mistakes(
        "rule: majority\nsilence: return\nquorum: 2\nfailed_quorum: reject\nseconded: true\non_stop: return"
    )

    assert said.startswith("rules.yaml:1: majority could never be settled")
    for word in ("closes)", "not_before"):
        assert word not in said


def test_an_outcome_that_the_question_does_not_offer_is_named() -> None:
    rules = written("rule: 2 of 3\nopen_at_most: 3 days\nnot_carried: renew")

    assert list(rules.not_offered(APPROVAL)) == [
        "not_carried can't be 'renew' here; choose approve or return or reject"
    ]
    assert list(rules.not_offered(END_OR_GO_ON)) == []


def test_every_question_has_one_plain_yes_to_be_moved() -> None:
    for choices in CHOICES.values():
        assert len(PLAIN_YES.intersection(choices)) == 1


def test_rules_come_back_from_their_canonical_form() -> None:
    for text in (ARCHIVE, "rule: 2 of 3\nopen_at_least: 72 hours\nstop_window: 48 hours\non_stop: return", "rule: 1"):
        rules = written(text)
        assert BallotRules.model_validate_json(rules.model_dump_json()) == rules


MEANINGS = ("silence", "failed_quorum", "on_objection", "not_carried", "on_stop", "motion")


@given(
    st.sampled_from(["2 of 3", "2", "majority of 3", "majority", "two thirds", "unanimous of 3", "lazy consensus"]),
    st.dictionaries(st.sampled_from(MEANINGS), st.sampled_from(APPROVAL), max_size=4),
    st.dictionaries(
        st.sampled_from(["open_at_least", "open_at_most", "stop_window"]),
        st.sampled_from(["2 days", "1 month", "30 days"]),
    ),
    st.sampled_from([None, 2, 3]),
    st.booleans(),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=NOON.tzinfo)),
)
@settings(derandomize=True, deadline=None, max_examples=500)
def test_rules_that_were_accepted_make_a_ballot_at_any_time(
    rule: str, meanings: dict[str, Choice], spans: dict[str, str], quorum: int | None, seconded: bool, at: datetime
) -> None:
    try:
        rules = BallotRules.model_validate(
            {"rule": rule, "quorum": quorum, "seconded": seconded} | {k: v.value for k, v in meanings.items()} | spans
        )
    except ValueError:
        return
    made = rules.ballot(lambda span: span.after(at), at, APPROVAL)
    assert (made.rule, made.opens) == (rules.rule.rule, at)
