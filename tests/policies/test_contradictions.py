"""What cannot both be meant is refused where it stands, with a sentence that says what to do."""

import json
from typing import Any, Final, NamedTuple

import pytest

from policies.document import LifecycleRules
from policies.reader import read_yaml
from tests.policies.standings import WHOLE
from vocabulary.refusals import Malformed

SOUND: Final = WHOLE.model_dump(mode="json", by_alias=True)
ASKED: Final = {"decided_by": "management", "due": "14 days"}
OUT: Final = object()
"""Takes a line out."""


class Case(NamedTuple):
    """One thing written otherwise in a sound policy, and what is said of it."""

    place: str
    value: Any
    said: str


CASES: Final = {
    # -- questions
    "somebody stands in for a lead who is not asked": Case(
        "review.without_lead",
        "board",
        "review.without_lead: `without_lead` says who stands in for the lead, who is not asked here; take it out; "
        "'board' was given",
    ),
    "the lead stands in for the lead": Case(
        "annual_review.question.without_lead",
        "lead",
        "annual_review.question.without_lead: somebody other than the lead stands in for a missing lead; 'lead' was "
        "given",
    ),
    "the lead decides": Case(
        "probation.question.decided_by",
        "lead",
        "probation.question.decided_by: a community can't be decided by its lead: nobody decides on their own "
        "community; write another role, or `confirmation: true` where the lead only confirms that it is still wanted; "
        "'lead' was given",
    ),
    "somebody else confirms": Case(
        "silence.question.confirmation",
        True,
        "silence.question.confirmation: a confirmation is asked of the lead; write `decided_by: lead`, or take "
        "`confirmation` out; true was given",
    ),
    "the lead confirms by ballot": Case(
        "annual_review.question",
        {"decided_by": "lead", "confirmation": True, "due": "9 days", "ballot": {"rule": 1}},
        "annual_review.question.ballot: the lead confirms alone; take the ballot out, or `confirmation`",
    ),
    "the lead confirms something else": Case(
        "probation.question",
        {"decided_by": "lead", "confirmation": True, "due": "9 days"},
        "probation.question.confirmation: a lead confirms at the annual review that the community is still wanted, "
        "and nothing else; take it out; true was given",
    ),
    "a ballot and an answer of the policy": Case(
        "silence.question.ballot",
        {"rule": "2 of 9"},
        "silence.question.unanswered: a ballot says itself what silence means (`silence:` under `ballot:`); take "
        "`unanswered` out",
    ),
    "somebody is told after the policy has answered": Case(
        "silence.question.escalate",
        [{"after": "31 days", "to": "board"}],
        "silence.question.escalate: nobody is told after the policy has answered (30 days); escalate earlier; a list "
        "was given",
    ),
    "an answer before the due date": Case(
        "silence.question.unanswered.after",
        "13 days",
        "silence.question.unanswered.after: the policy can't answer before the due date (14 days); '13 days' was given",
    ),
    "a line of a checklist twice": Case(
        "launch.checklist.items.1.item",
        "kick_off",
        "launch.checklist.items.2.item: each item stands on a checklist once; 'kick_off' was given",
    ),
    # -- stages
    "a review every so many working days": Case(
        "annual_review.every",
        "200 working days",
        "annual_review.every: years are counted by the calendar, not in working days; '200 working days' was given",
    ),
    "a ballot whose silence ends a community at its review": Case(
        "annual_review.question",
        ASKED | {"ballot": {"rule": "2 of 9", "open_at_most": "20 days", "silence": "sunset", "not_carried": "renew"}},
        "annual_review.question.ballot: an unanswered annual review can't end a community; choose renew or "
        "probation, or ask the lead for a confirmation (`confirmation: true`) with at least one reminder",
    ),
    "a ballot whose silence ends a probation": Case(
        "probation.question.ballot",
        {"rule": "lazy consensus", "motion": "sunset", "open_at_most": "20 days", "on_objection": "renew"},
        "probation.question.ballot: an unanswered probation can't end a community; choose renew",
    ),
    "a confirmation nobody is reminded of": Case(
        "annual_review.question.remind_after",
        [],
        "annual_review.question.unanswered.answer: an unanswered annual review can't end a community; choose renew or "
        "probation, or ask the lead for a confirmation (`confirmation: true`) with at least one reminder; 'sunset' "
        "was given",
    ),
    "a verdict that can't be given": Case(
        "annual_review.verdicts.0.suggest",
        "approve",
        "annual_review.verdicts.1.suggest: an annual review can't be answered 'approve'; suggest renew or probation "
        "or sunset; 'approve' was given",
    ),
    "a verdict that is never reached": Case(
        "annual_review.verdicts.1.when",
        {},
        "annual_review.verdicts.3: the rule before it fits always, so this one is never reached; put the one without "
        "`when` last",
    ),
    # -- silence
    "a community that exempts itself": Case(
        "silence.exemption.approved_by",
        "lead",
        "silence.exemption.approved_by: a community does not exempt itself; write km or management; 'lead' was given",
    ),
    "people who join as a sign of life": Case(
        "silence.signs.1",
        "membership",
        "silence.signs.2: membership is no sign of life; choose from meeting, post, question, answer, product, "
        "event, mentoring, advice; 'membership' was given",
    ),
    "nobody is silent after no time": Case(
        "silence.should_after",
        "0 days",
        "silence.should_after: nobody is silent after 0 days; say how long silence has to last; '0 days' was given",
    ),
    "a concern that nobody answers ends a community": Case(
        "concerns.0.question.unanswered",
        {"after": "30 days", "answer": "sunset"},
        "concerns.1.question.unanswered.answer: a cause that nobody answers can't end a community; choose renew or "
        "probation; 'sunset' was given",
    ),
    "a ballot about a concern whose silence ends a community": Case(
        "concerns.0.question.ballot",
        {"rule": "lazy consensus", "motion": "sunset", "open_at_most": "20 days", "on_objection": "renew"},
        "concerns.1.question.ballot: a cause that nobody answers can't end a community; choose renew or probation",
    ),
    # -- duties
    "a duty that is never asked for": Case(
        "duties.2.schedule",
        None,
        "duties.3.name: is never asked for; give it a `schedule`, or `on_request` with a time; 'plan' was given",
    ),
    "a duty to be filed at once": Case(
        "duties.0.on_request",
        "0 days",
        "duties.1.on_request: nobody can file anything in no time; make on_request longer; '0 days' was given",
    ),
    "a duty of the programme that is signed off": Case(
        "duties.1.sign_off",
        {"steps": [ASKED], "file_again_after": "14 days"},
        "duties.2.whose: a duty of the programme has dates and nothing else; take sign_off, on_request, "
        "form_out_before out; 'programme' was given",
    ),
    "a reminder before anybody was asked": Case(
        "duties.0.remind_before",
        ["30 days"],
        "duties.1.remind_before.1: nobody is reminded 30 days before the date of what opens 21 days before it; "
        "'30 days' was given",
    ),
    "reminders ahead, the wrong way round": Case(
        "duties.0.remind_before",
        ["3 days", "14 days"],
        "duties.1.remind_before.2: reminders go forward in time; put the longest first; '14 days' was given",
    ),
    "a ladder of a duty that goes back": Case(
        "duties.0.escalate",
        [{"after": "7 days", "to": "km"}, {"after": "6 days", "to": "board"}],
        "duties.1.escalate.2.after: an escalation ladder goes forward in time; put the earliest first; '6 days' was "
        "given",
    ),
    # -- changes
    "a change that is answered like a review": Case(
        "changes.0.steps.1.unanswered",
        {"after": "20 days", "answer": "renew"},
        "changes.1.steps.2: a change is answered approve, return or reject",
    ),
    "a dispute before anything was decided": Case(
        "changes.0.steps.0.only_if_disputed",
        True,
        "changes.1.steps.1.only_if_disputed: nothing is disputed before the first step; true was given",
    ),
    # -- levels
    "a limit after the one that is open upwards": Case(
        "levels.1.budget.limits.0.up_to",
        None,
        "levels.2.budget.limits.1: only the last limit is open upwards",
    ),
    "a limit in another currency": Case(
        "levels.1.budget.limits.0.up_to",
        "500 CHF",
        "levels.2.budget.limits.1: is not in USD, as the budget is",
    ),
    "limits that do not rise": Case(
        "levels.1.budget.limits.1.up_to",
        "500 USD",
        "levels.2.budget.limits.2: limits rise; put the smallest first",
    ),
    "alerts that do not rise": Case(
        "levels.1.budget.alerts",
        ["100%", "80%"],
        "levels.2.budget.alerts: alerts rise, each once; put the smallest first; a list was given",
    ),
    "an alert twice": Case(
        "levels.1.budget.alerts",
        ["80%", "80%"],
        "levels.2.budget.alerts: alerts rise, each once; put the smallest first; a list was given",
    ),
    # -- measures
    "a ranking of an hour": Case(
        "leaderboard.period",
        "1 hour",
        "leaderboard.period: a ranking of 1 hour ranks nothing; let a period last a day or more; '1 hour' was given",
    ),
    "weights that are no hundred": Case(
        "leaderboard.weights.kpi_attainment.points",
        59,
        "leaderboard.weights: the weights add up to 99; make them add up to 100",
    ),
    "a count without a figure at which it is full": Case(
        "leaderboard.weights.accepted_products.full_at",
        OUT,
        "leaderboard.weights.accepted_products: accepted_products needs `full_at`: it counts things",
    ),
    "a share with a figure at which it is full": Case(
        "leaderboard.weights.kpi_attainment.full_at",
        5,
        "leaderboard.weights.kpi_attainment: kpi_attainment is a share; take `full_at` out",
    ),
    "a dimension twice": Case(
        "maturity.dimensions",
        SOUND["maturity"]["dimensions"] * 2,
        "maturity.dimensions.2.name: each dimension stands here once; 'people' was given",
    ),
    # -- sections that disagree
    "a duty twice": Case(
        "duties.2.name",
        "summit",
        "duties.3.name: 'summit' stands here twice; keep one; 'summit' was given",
    ),
    "a kind of change twice": Case(
        "changes.1.kind",
        "promotion",
        "changes.2.kind: 'promotion' stands here twice; keep one; 'promotion' was given",
    ),
    "a cause that is noticed in two ways": Case(
        "concerns.1.when_without_lead",
        True,
        "concerns.2.when_without_lead: a cause is noticed in one way; take out `when_without_lead`, or `when_missing`, "
        "or make two of it; true was given",
    ),
    "a cause of concern twice": Case(
        "concerns.1.cause",
        "no_lead",
        "concerns.2.cause: 'no_lead' stands here twice; keep one; 'no_lead' was given",
    ),
    "a level twice": Case(
        "levels.1.name", "seed", "levels.2.name: 'seed' stands here twice; keep one; 'seed' was given"
    ),
    "a silence that starts what nobody knows": Case(
        "silence.should_starts",
        ["statsu"],
        "silence.should_starts.1: 'statsu' is not a duty with `on_request`; did you mean 'status'? The policy has "
        "status; 'statsu' was given",
    ),
    "a silence that starts what may not be asked for": Case(
        "silence.must_starts",
        ["plan"],
        "silence.must_starts.1: 'plan' is not a duty with `on_request`; the policy has status; 'plan' was given",
    ),
    "a level that nothing leads to": Case(
        "levels.1.reached_by",
        "rise",
        "levels.2.reached_by: 'rise' is not a kind of change; the policy has promotion, ending; 'rise' was given",
    ),
    "Perennial itself is asked": Case(
        "review.decided_by",
        "system",
        "review.decided_by: nobody holds the role system: it is Perennial itself; write a role of people; 'system' was "
        "given",
    ),
    "a role that nobody holds": Case(
        "sunset.checklist.items.0.by",
        "mentor",
        "sunset.checklist.items.1.by: nobody holds the role mentor: `roles` has lead, km, management, board; add it "
        "there; 'mentor' was given",
    ),
    "a role without people": Case(
        "roles.km.people",
        0,
        "review.decided_by: nobody holds the role km: `roles` says that there are 0 people; 'km' was given",
    ),
    "a change that nobody can ask for": Case(
        "changes.0.asked_by.0",
        "sponsor",
        "changes.1.asked_by.1: nobody holds the role sponsor: `roles` has lead, km, management, board; add it there; "
        "'sponsor' was given",
    ),
    "money that nobody can approve": Case(
        "levels.1.budget.limits.0.by",
        "admin",
        "levels.2.budget.limits.1.by: nobody holds the role admin: `roles` has lead, km, management, board; add it "
        "there; 'admin' was given",
    ),
    "an end that nobody can undo": Case(
        "sunset.restored_by",
        "admin",
        "sunset.restored_by: nobody holds the role admin: `roles` has lead, km, management, board; add it there; "
        "'admin' was given",
    ),
    "an exemption that nobody can approve": Case(
        "silence.exemption.approved_by",
        "admin",
        "silence.exemption.approved_by: nobody holds the role admin: `roles` has lead, km, management, board; add it "
        "there; 'admin' was given",
    ),
    "a body that is too small for its ballot": Case(
        "roles.board.people",
        8,
        "approval.ballot: asks for 9 people, and board are 8; ask fewer, or mend `roles`\n"
        "p:1: changes.2.steps.1.ballot: asks for 9 people, and board are 8; ask fewer, or mend `roles`",
    ),
    "an answer that the question does not offer": Case(
        "concerns.0.question.unanswered",
        {"after": "30 days", "answer": "approve"},
        "concerns.1.question.unanswered.answer: concern can't be answered 'approve'; choose renew or probation or "
        "sunset; 'approve' was given",
    ),
    "an outcome that the question does not offer": Case(
        "approval.ballot.not_carried",
        "sunset",
        "approval.ballot: not_carried can't be 'sunset' here; choose approve or return or reject",
    ),
}


def changed(place: str, value: Any, text: str = json.dumps(SOUND)) -> str:
    """A policy, sound at first, with one thing in it changed, as text."""
    document = json.loads(text)
    *around, last = (int(part) if part.isdigit() else part for part in place.split("."))
    here = document
    for part in around:
        here = here[part]
    if value is OUT:
        del here[last]
    else:
        here[last] = value
    return json.dumps(document)


def test_the_policy_that_is_changed_is_sound() -> None:
    assert read_yaml(json.dumps(SOUND), LifecycleRules, source="p") == WHOLE


@pytest.mark.parametrize("case", CASES)
def test_a_contradiction_is_named_where_it_stands_and_nothing_else_is(case: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_yaml(changed(CASES[case].place, CASES[case].value), LifecycleRules, source="p")
    assert str(refused.value) == f"p:1: {CASES[case].said}"


def broken(**places: Any) -> str:
    """The sound policy with several things written otherwise."""
    text = json.dumps(SOUND)
    for place, value in places.items():  # with two underscores for a dot
        text = changed(place.replace("__", "."), value, text)
    return text


def said_of(text: str) -> list[str]:
    with pytest.raises(Malformed) as refused:
        read_yaml(text, LifecycleRules, source="p")
    return [line.partition(": ")[2].partition(":")[0] for line in str(refused.value).splitlines()]


def test_all_contradictions_of_one_section_are_named_at_once() -> None:
    text = broken(review__remind_after=["9 days", "8 days", "900 days"], review__without_lead="board")
    assert said_of(text) == ["review.remind_after.3", "review.remind_after.2", "review.without_lead"]


def test_all_contradictions_between_sections_are_named_at_once() -> None:
    text = broken(levels__0__reached_by="teleport", silence__should_starts=["confession"], roles__board__people=1)
    assert said_of(text) == [
        "silence.should_starts.1",
        "levels.1.reached_by",
        "approval.ballot",
        "changes.2.steps.1.ballot",
    ]


def test_contradictions_between_sections_are_named_beside_lines_that_are_wrong() -> None:
    text = broken(sunset__notice="soon", levels__0__reached_by="teleport", titel="x")
    assert sorted(said_of(text)) == ["levels.1.reached_by", "sunset.notice", "titel"]


def test_nothing_is_said_of_what_refers_to_a_section_that_cannot_be_read() -> None:
    """The duties may well have the name that is missing, once their line is mended."""
    text = broken(duties__0__opens_before="soon", silence__should_starts=["confession"], roles__board__people="ten")
    assert sorted(said_of(text)) == ["duties.1.opens_before", "roles.board.people"]


def test_a_role_that_nobody_holds_is_named_once() -> None:
    places = said_of(broken(roles__km__people=0))
    assert len(places) == 1
