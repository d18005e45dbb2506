"""What adopting another policy changes for one community, in sentences that a KM team understands."""

import pytest

from policies.adoption import Effect, changes
from policies.document import LifecycleRules
from policies.standing import Standing
from tests.policies.standings import STANDARD, changed, day, question, standing, waiting
from vocabulary.provenance import PolicyRef
from vocabulary.stages import SilenceRung, Stage

NEXT = PolicyRef(name="standard", version=2, digest="1" * 64)
ACTIVE = standing(Stage.ACTIVE, anchor=day(0), year_began=day(0))
REPORT = {
    "name": "report",
    "title": "The yearly report",
    "by": "lead",
    "schedule": {"on": ["1 March"]},
    "opens_before": "14 days",
}
REPORTING = changed(duties=[REPORT])


def said(new: LifecycleRules, where: Standing = ACTIVE, old: LifecycleRules = STANDARD, on: float = 10) -> list[str]:
    return [str(change) for change in changes(old, new, where, NEXT, day(on))]


def test_the_same_rules_change_nothing() -> None:
    assert said(STANDARD) == []


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (
            changed(annual_review={"opens_before": "60 days"}),
            "the annual review opens on 2 November 2026 instead of 2 December 2026 (annual_review.opens_before)",
        ),
        (
            changed(annual_review={"every": "2 years"}),
            "the annual review opens on 2 December 2027 instead of 2 December 2026 (annual_review.every)",
        ),
        (
            changed(silence={"should_after": "60 days"}),
            "without a sign of life the lead is asked on 2 March 2026 instead of 1 April 2026 (silence.should_after)",
        ),
        (
            changed(calendar={"pauses": [{"name": "Winter", "from": "1 January", "until": "31 January"}]}),
            "without a sign of life the lead is asked on 2 May 2026 instead of 1 April 2026 (calendar)",
        ),
        (REPORTING, "new: The yearly report is asked for on 15 February 2026 (duties.report.schedule)"),
    ],
)
def test_what_lies_ahead_is_said_with_both_dates_and_the_rule(new: LifecycleRules, sentence: str) -> None:
    assert said(new) == [sentence]


def test_what_would_be_due_by_now_comes_at_once() -> None:
    sooner = changed(silence={"should_after": "30 days"})
    assert said(sooner, on=40) == [
        "at once: without a sign of life the lead is asked, which was ahead on 1 April 2026 (silence.should_after)"
    ]
    assert [change.after for change in changes(STANDARD, sooner, ACTIVE, NEXT, day(40))] == [None]


def test_what_the_new_rules_do_not_know_falls_away() -> None:
    assert said(STANDARD, old=REPORTING) == [
        "no longer: The yearly report is asked for on 15 February 2026 (duties.report.schedule)"
    ]


def test_several_changes_come_in_the_order_of_their_dates() -> None:
    new = changed(REPORTING, silence={"should_after": "60 days"}, annual_review={"opens_before": "60 days"})
    assert [change.effect for change in changes(STANDARD, new, ACTIVE, NEXT, day(10))] == [
        Effect.AHEAD,
        Effect.MOVES,
        Effect.MOVES,
    ]


def test_two_parts_that_move_one_date_are_both_named() -> None:
    (sentence,) = said(changed(annual_review={"every": "2 years", "opens_before": "60 days"}))
    assert sentence.endswith("(annual_review.every, annual_review.opens_before)")


def test_a_date_that_moves_within_its_day_is_told_with_the_time() -> None:
    (sentence,) = said(changed(silence={"should_after": "90 days 6 hours"}))
    assert "on 1 April 2026 at 06:00:00 UTC instead of 1 April 2026 at 00:00:00 UTC" in sentence


def test_whoever_would_be_asked_about_a_silence_is_named() -> None:
    rung = {"silence": SilenceRung.KM_TOLD, "silence_since": day(104), "quiet_since": day(0)}
    told = standing(Stage.ACTIVE, anchor=day(0), **rung)
    (sentence,) = said(changed(silence={"must_after": "150 days"}), told, on=110)
    assert sentence == (
        "without a sign of life Management is asked what becomes of it on 31 May 2026 instead of 30 June 2026 "
        "(silence.must_after)"
    )


def test_a_running_question_keeps_its_dates_and_its_answer() -> None:
    asked = standing(Stage.ANNUAL_REVIEW, anchor=day(0), open_tasks=waiting(question(kind="annual_review")))
    stricter = changed(annual_review={"question": STANDARD.approval.model_dump(mode="json")})
    assert said(stricter, asked, on=1) == []


def test_a_closed_community_has_nothing_ahead() -> None:
    assert said(REPORTING, standing(Stage.CLOSED)) == []
