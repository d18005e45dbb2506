"""Policies as Hypothesis makes them up: any that a KM team could publish."""

from typing import Any

from hypothesis import strategies as st

from policies.document import LifecycleRules
from tests.policies.random_affairs import CONFIRMATION, affairs, ballots
from vocabulary.people import Role
from vocabulary.tasks import CHOICES, Choice, TaskKind

DECIDERS = (Role.KM, Role.MANAGEMENT, Role.BOARD)
HOURS_AT_MOST = 24 * 120


def spans(least: int = 0, most: int = HOURS_AT_MOST) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(lambda hours: f"{hours} hours")


def _ladder(least: int, most: int, longest: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(least, most), max_size=longest).map(sorted)


@st.composite
def questions(draw: st.DrawFn, kind: TaskKind, *, unanswered: tuple[Choice, ...] = ()) -> dict[str, Any]:
    due = draw(st.integers(0, 24 * 40))
    latest = due + draw(st.integers(0, 24 * 40))
    question: dict[str, Any] = {
        "decided_by": draw(st.sampled_from(DECIDERS)).value,
        "due": f"{due} hours",
        "remind_after": [f"{hours} hours" for hours in draw(_ladder(0, due, 3))],
        "escalate": [
            {"after": f"{hours} hours", "to": draw(st.sampled_from(DECIDERS)).value}
            for hours in draw(_ladder(0, latest, 2))
        ],
    }
    answers = [choice for choice in CHOICES[kind] if choice in unanswered]
    ballot = draw(st.none() | ballots(kind, unanswered))
    if ballot:
        question["ballot"] = ballot
    elif answers and draw(st.booleans()):
        answer = draw(st.sampled_from(answers))
        question["unanswered"] = {"after": f"{latest} hours", "answer": answer.value}
    return question


@st.composite
def checklists(draw: st.DrawFn) -> dict[str, Any]:
    due = draw(st.integers(0, 24 * 40))
    names = draw(st.lists(st.sampled_from(["one", "two", "three"]), unique=True))
    return {
        "due": f"{due} hours",
        "remind_after": [f"{hours} hours" for hours in draw(_ladder(0, due, 2))],
        "escalate": [{"after": f"{due + more} hours", "to": "board"} for more in draw(_ladder(0, 24 * 40, 1))],
        "items": [
            {"item": name, "title": f"Do {name}", "by": draw(st.sampled_from([Role.LEAD, Role.KM])).value}
            for name in names
        ],
    }


@st.composite
def rules(draw: st.DrawFn, *, silence_is_consent: bool = True) -> LifecycleRules:
    """Any valid policy; where silence is not consent, no unanswered silence ends a community."""
    every = draw(st.integers(24 * 300, 24 * 800) | st.integers(24 * 20, 24 * 100))
    should = draw(st.integers(24, 24 * 60))
    answers = tuple(choice for choice in Choice if silence_is_consent or choice is not Choice.SUNSET)
    dormancy = draw(questions(TaskKind.DORMANCY, unanswered=answers))
    if silence_is_consent and draw(st.booleans()):
        dormancy["unanswered"] = {"after": f"{24 * 80 + draw(st.integers(0, 24 * 40))} hours", "answer": "sunset"}
        dormancy.pop("ballot", None)
    beside = draw(affairs(consent=silence_is_consent))
    review = draw(questions(TaskKind.ANNUAL_REVIEW, unanswered=(Choice.RENEW, Choice.PROBATION)))
    if silence_is_consent and draw(st.booleans()):
        review = CONFIRMATION
    return LifecycleRules.model_validate(
        {
            "calendar": beside["calendar"],
            "levels": beside["levels"],
            "duties": beside["duties"],
            "changes": beside["changes"],
            "concerns": beside["concerns"],
            "name": "made-up",
            "title": "As Hypothesis made it up",
            "proposal": {"resubmit_within": draw(spans())},
            "review": draw(questions(TaskKind.KM_REVIEW, unanswered=tuple(Choice))),
            "approval": draw(questions(TaskKind.APPROVAL, unanswered=tuple(Choice))),
            "launch": {"within": draw(spans()), "checklist": draw(checklists())},
            "annual_review": {
                "every": f"{every} hours",
                "opens_before": draw(spans(0, every - 1)),
                "question": review,
                **beside["annual_review"],
            },
            "probation": {
                "lasts": draw(spans()),
                "question": draw(questions(TaskKind.PROBATION_REVIEW, unanswered=(Choice.RENEW,))),
            },
            "silence": {
                "should_after": f"{should} hours",
                "tell_km_after": draw(spans(most=24 * 20)),
                "must_after": draw(spans(should, should + 24 * 60)),
                "question": dormancy,
                **beside["silence"],
            },
            "sunset": {"notice": draw(spans()), "checklist": draw(checklists()), **beside["sunset"]},
        }
    )
