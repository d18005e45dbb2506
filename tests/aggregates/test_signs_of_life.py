"""A sign of life tells what its kind can tell, and nothing else."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.aggregates.examples import day
from vocabulary.signs import ACTIVITY, ProductKind, ProductState, SignKind, SignOfLife


def sign(kind: SignKind, **more: Any) -> SignOfLife:
    return SignOfLife(source_id="s-1", kind=kind, what="as it happened", happened_at=day(3), **more)


def test_questions_and_answers_show_that_people_work_together() -> None:
    assert {SignKind.QUESTION, SignKind.ANSWER} <= set(ACTIVITY)
    assert SignKind.MEMBERSHIP not in ACTIVITY


def test_each_kind_tells_its_own() -> None:
    assert sign(SignKind.MEETING, attendance=12).attendance == 12
    assert sign(SignKind.ANSWER, answers="q-1").answers == "q-1"
    reused = sign(SignKind.PRODUCT, product="lesson", state="reused", reused_in="Plant Lyon")
    assert (reused.product, reused.state, reused.reused_in) == (ProductKind.LESSON, ProductState.REUSED, "Plant Lyon")
    taught = sign(SignKind.MENTORING, senior="ada", junior="ben")
    assert (taught.senior, taught.junior) == ("ada", "ben")


@pytest.mark.parametrize(
    ("kind", "more", "why"),
    [
        (SignKind.POST, {"attendance": 3}, "a sign of the kind post has no attendance"),
        (SignKind.QUESTION, {"answers": "q-1"}, "a sign of the kind question has no answers"),
        (SignKind.MEETING, {"attendance": 0}, "greater than or equal to 1"),
        (SignKind.PRODUCT, {"state": "reused"}, "come together"),
        (SignKind.PRODUCT, {"reused_in": "Plant Lyon"}, "come together"),
        (SignKind.MENTORING, {"senior": "ada"}, "two people"),
        (SignKind.MENTORING, {"senior": "ada", "junior": "ada"}, "two people"),
        (SignKind.POST, {"mood": "good"}, "mood"),
    ],
)
def test_what_a_kind_can_not_tell_is_refused(kind: SignKind, more: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        sign(kind, **more)


def test_the_record_leaves_out_what_nobody_told() -> None:
    assert set(sign(SignKind.POST).model_dump()) == {"source_id", "kind", "what", "happened_at", "people"}
