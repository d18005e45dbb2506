"""What a policy may answer by itself, and whom it may ask to confirm."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.policies.standings import changed

LEAD_CONFIRMS = {
    "decided_by": "lead",
    "confirmation": True,
    "due": "20 days",
    "remind_after": ["10 days"],
    "unanswered": {"after": "30 days", "answer": "sunset"},
}
NOBODY_VOTES = {"decided_by": "management", "due": "9 days", "remind_after": [], "escalate": []}


def ballot(**said: Any) -> dict[str, Any]:
    return NOBODY_VOTES | {"ballot": {"rule": "two thirds of 9", "open_at_most": "9 days"} | said}


@pytest.mark.parametrize(
    "said",
    [
        {"not_carried": "sunset"},
        {"not_carried": "renew", "quorum": 4, "failed_quorum": "sunset"},
        {"not_carried": "renew", "silence": "sunset"},
        {"rule": "lazy consensus", "motion": "sunset", "on_objection": "renew"},
    ],
)
@pytest.mark.parametrize("section", ["annual_review", "probation"])
def test_a_ballot_in_which_nobody_votes_ends_no_community(section: str, said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="can't end a community"):
        changed(**{section: {"question": ballot(**said)}})


def test_a_ballot_that_somebody_has_to_vote_in_may_end_one() -> None:
    changed(annual_review={"question": ballot(not_carried="sunset", silence="renew")})


def test_the_lead_is_asked_to_confirm_at_the_annual_review_only() -> None:
    changed(annual_review={"question": LEAD_CONFIRMS})
    with pytest.raises(ValidationError, match="a lead confirms at the annual review"):
        changed(approval=LEAD_CONFIRMS | {"unanswered": None})


def test_a_confirmation_is_the_leads_and_put_to_no_vote() -> None:
    with pytest.raises(ValidationError, match="a confirmation is asked of the lead"):
        changed(annual_review={"question": LEAD_CONFIRMS | {"decided_by": "km"}})
    voted = {"rule": "1", "open_at_most": "9 days", "not_carried": "renew"}
    with pytest.raises(ValidationError, match="the lead confirms alone"):
        changed(annual_review={"question": LEAD_CONFIRMS | {"unanswered": None, "ballot": voted}})


def test_nobody_is_asked_to_file_anything_in_no_time() -> None:
    duty = {"name": "report", "title": "Report", "by": "lead", "on_request": "0 days"}
    with pytest.raises(ValidationError, match="nobody can file anything in no time"):
        changed(duties=[duty])
