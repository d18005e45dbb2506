"""Facts that were written before their kind had its present form are read as what they meant."""

import json
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent

from aggregates.budget import events as budget
from aggregates.catalogue import CATALOGUE
from aggregates.community import affairs_events as affairs
from aggregates.community import events as community
from aggregates.event import Event
from aggregates.review_task import events as task
from aggregates.signs.events import SignsRecorded
from ledger.mapper import EventMapper
from tests.aggregates.examples import KM, POLICY, QUESTION, TERMS, by, day
from vocabulary.signs import SignKind

mapper = EventMapper(CATALOGUE)

SINCE_VERSION_2 = {"sponsor", "co_leads", "secretary", "mentors", "units", "kpis", "business_objective", "charter"}
OLD_TERMS = {name: value for name, value in TERMS.model_dump(mode="json").items() if name not in SINCE_VERSION_2}
OLD_QUESTION = {
    **{
        name: value
        for name, value in QUESTION.model_dump(mode="json").items()
        if name in {"id", "community", "kind", "item", "title", "assigned_to", "due", "reminders", "expiry"}
    },
    "escalations": [{"at": day(21).isoformat(), "to": "board"}],
}
SECOND_QUESTION = {
    name: value for name, value in QUESTION.model_dump(mode="json").items() if name not in {"candidates", "priority"}
}
REF = POLICY.model_dump(mode="json")
SIGN = {"source_id": "m-1", "kind": "post", "what": "wrote", "happened_at": day(3).isoformat(), "people": []}

WRITTEN: dict[type[Event], dict[str, Any]] = {
    community.CommunityProposed: {"community": "gardeners", "terms": OLD_TERMS, "policy": REF},
    community.TermsRevised: {"terms": OLD_TERMS},
    community.ProposalSubmitted: {"round": 1},
    community.CommunityClosed: {"outcome": "sunset"},
    affairs.ChangeRequested: {"number": 1, "terms": {"kind": "major", "title": "T", "what": "W"}, "asks": []},
    task.TaskOpened: {"terms": OLD_QUESTION},
    task.TaskEscalated: {"level": 1, "to": "board"},
    task.TaskVoted: {"choice": "renew", "reason": None},
    task.TaskDecided: {"choice": "renew", "reason": None},
    task.TaskRestarted: {"terms": SECOND_QUESTION, "because": "edited"},
    task.TaskPostponed: {"terms": SECOND_QUESTION, "because": "late"},
    budget.EntryCorrected: {
        "number": 2,
        "kind": "spent",
        "initiative": "tree",
        "was": "12 USD",
        "amount": "120 USD",
        "why": "misread",
    },
    SignsRecorded: {"community": "gardeners", "signs": [SIGN], "total": 4, "latest": day(9).isoformat()},
}
"""The first form of each kind of fact that has a second, but for what all have in common."""


def read(kind: type[Event], version: int = 1, **changes: Any) -> Any:
    """Reads the first form as the ledger holds it, or a later one."""
    state = {"v": version, "provenance": by(KM, 10).model_dump(mode="json"), **WRITTEN[kind], **changes}
    stored = StoredEvent("stream/of-it", 1, kind.TOPIC, json.dumps(state).encode())
    return mapper.to_domain_event(stored)


def test_every_fact_with_a_second_form_is_held_against_its_first() -> None:
    assert set(WRITTEN) == {kind for kind in CATALOGUE.values() if kind.VERSION > 1}


@pytest.mark.parametrize("kind", WRITTEN, ids=lambda kind: kind.TOPIC)
def test_the_first_form_is_read_and_written_again_in_the_last(kind: type[Event]) -> None:
    fact = read(kind)
    assert type(fact) is kind
    again = mapper.to_stored_event(fact)
    assert json.loads(again.state)["v"] == kind.VERSION
    assert mapper.to_domain_event(again) == fact


def test_what_was_not_written_then_was_not_there() -> None:
    assert read(community.ProposalSubmitted).asks == ()
    assert read(community.CommunityClosed).restorable_until is None
    assert read(community.CommunityProposed).terms == TERMS
    assert read(task.TaskOpened).terms == QUESTION
    assert read(task.TaskOpened, 2, terms=SECOND_QUESTION).terms == QUESTION
    assert (read(task.TaskEscalated).top, read(task.TaskEscalated).people) == (False, ())
    assert read(budget.EntryCorrected).rest is None
    assert read(task.TaskVoted).shown is None
    assert read(task.TaskDecided).shown is None


def test_signs_whose_kinds_were_not_kept_apart_still_count_as_life() -> None:
    fact = read(SignsRecorded)
    assert fact.latest_of == {SignKind.POST: day(3), SignKind.MEETING: day(9)}


def test_signs_that_told_little_tell_it_still() -> None:
    latest_of = {"post": day(3).isoformat()}
    (sign,) = read(SignsRecorded, 2, latest_of=latest_of).signs
    assert (sign.kind, sign.attendance, sign.answers, sign.product, sign.corrects) == (
        SignKind.POST,
        None,
        None,
        None,
        False,
    )
    assert sign.model_dump(mode="json") == {**SIGN, "happened_at": day(3).isoformat().replace("+00:00", "Z")}
