"""Policies as data: what the catalog holds, how a document is proved, and which contradictions are refused."""

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from policies.document import LifecycleRules
from tests.policies.random_rules import rules
from tests.policies.standings import STANDARD, catalog, changed
from vocabulary.span import Span

QUESTION = {"decided_by": "management", "due": "10 days", "remind_after": [], "escalate": []}


def question(**changes: Any) -> dict[str, Any]:
    return QUESTION | changes


@pytest.mark.parametrize("name", ["standard", "quick"])
def test_the_catalog_can_be_read(name: str) -> None:
    assert catalog(name).name == name


def test_the_standard_policy_says_what_most_organisations_say() -> None:
    assert STANDARD.annual_review.every == Span("1 year")
    assert STANDARD.silence.question.unanswered is not None
    assert [line.item for line in STANDARD.launch.checklist.items] == ["kick_off", "platform", "training"]


@pytest.mark.parametrize("name", ["standard", "quick"])
def test_a_document_comes_back_from_its_canonical_form(name: str) -> None:
    document = catalog(name)
    again = LifecycleRules.model_validate_json(document.canonical())

    assert again == document
    assert again.canonical() == document.canonical()
    assert again.digest() == document.digest()


@given(rules())
def test_every_document_comes_back_from_its_canonical_form(document: LifecycleRules) -> None:
    again = LifecycleRules.model_validate_json(document.canonical())

    assert (again, again.digest()) == (document, document.digest())


def test_the_digest_proves_the_canonical_form() -> None:
    assert STANDARD.digest() == sha256(STANDARD.canonical().encode()).hexdigest()


@pytest.mark.parametrize(
    ("section", "parts"),
    [
        ("annual_review", {"every": "12 months"}),
        ("annual_review", {"every": "4 months 8 months"}),
        ("sunset", {"notice": "2 weeks"}),
        ("launch", {"within": "2160 hours"}),
    ],
)
def test_one_meaning_has_one_digest(section: str, parts: dict[str, Any]) -> None:
    other = changed(**{section: parts})

    assert other == STANDARD
    assert other.digest() == STANDARD.digest()


def test_another_meaning_has_another_digest() -> None:
    assert changed(sunset={"notice": "15 days"}).digest() != STANDARD.digest()


CONTRADICTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "a reminder after the due date": (
        {"review": question(remind_after=["11 days"])},
        "later than the due date",
    ),
    "reminders backwards": ({"review": question(remind_after=["9 days", "5 days"])}, "put the earliest first"),
    "escalations backwards": (
        {
            "approval": question(
                remind_after=[], escalate=[{"after": "20 days", "to": "board"}, {"after": "9 days", "to": "km"}]
            )
        },
        "put the earliest first",
    ),
    "an answer before the due date": (
        {"review": question(unanswered={"after": "9 days", "answer": "approve"})},
        "can't answer before the due date",
    ),
    "an answer that is not offered": (
        {"review": question(unanswered={"after": "12 days", "answer": "renew"})},
        "km_review can't be answered 'renew'; choose approve or return or reject",
    ),
    "an unanswered annual review that ends": (
        {"annual_review": {"question": question(unanswered={"after": "12 days", "answer": "sunset"})}},
        "can't end a community",
    ),
    "an unanswered probation that ends": (
        {"probation": {"question": question(unanswered={"after": "12 days", "answer": "sunset"})}},
        "can't end a community",
    ),
    "must before should": ({"silence": {"must_after": "10 days"}}, "can't come before SHOULD"),
    "a review that opens before the one before": (
        {"annual_review": {"opens_before": "1 year"}},
        "can't open 1 year ahead",
    ),
    "years of no length": ({"annual_review": {"every": "0 days", "opens_before": "0 days"}}, "every 0 days"),
    "a silence of no length": (
        {"silence": {"should_after": "0 days", "tell_km_after": "0 days", "must_after": "0 days"}},
        "0 days",
    ),
    "an item twice": (
        {
            "launch": {
                "checklist": {
                    "due": "1 day",
                    "items": [{"item": "one", "title": "One", "by": "km"}, {"item": "one", "title": "1", "by": "km"}],
                }
            }
        },
        "once",
    ),
    "a reminder of a chore after its due date": (
        {"launch": {"checklist": {"due": "10 days", "remind_after": ["11 days"]}}},
        "later than the due date",
    ),
    "reminders of a chore backwards": (
        {"sunset": {"checklist": {"due": "10 days", "remind_after": ["9 days", "5 days"]}}},
        "put the earliest first",
    ),
    "escalations of a chore backwards": (
        {
            "sunset": {
                "checklist": {
                    "due": "10 days",
                    "escalate": [{"after": "20 days", "to": "board"}, {"after": "9 days", "to": "km"}],
                }
            }
        },
        "put the earliest first",
    ),
    "a question that is put to those it is about": (
        {"approval": question(decided_by="lead")},
        "can't be decided by its lead",
    ),
    "a section too many": ({"surprise": {}}, "Extra inputs are not permitted"),
    "a name that is no name": ({"name": "My Policy"}, "String should match pattern"),
    "a role that does not exist": ({"review": question(decided_by="boss")}, "Input should be"),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_policy_that_contradicts_itself_is_refused(case: str) -> None:
    sections, sentence = CONTRADICTIONS[case]
    document = STANDARD.model_dump(mode="json")
    for name, parts in sections.items():
        document[name] = document.get(name, {}) | parts if isinstance(parts, dict) else parts

    with pytest.raises(ValidationError, match=sentence):
        LifecycleRules.model_validate(document)
