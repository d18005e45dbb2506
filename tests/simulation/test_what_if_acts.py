"""What people did beside answering is done again under a draft, or told by the part of it that refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, NamedTuple

import pytest

from aggregates.application import Perennial
from aggregates.commands.changes import edit_change, request_change
from aggregates.commands.command import Command
from aggregates.commands.concerns import raise_concern, settle_concern
from aggregates.commands.decisions import decide, stop
from aggregates.commands.duties import request_duty
from aggregates.commands.governance import exempt, place, revoke_exemption
from aggregates.commands.leads import name_lead, release_lead
from aggregates.commands.people import come_back, enter, leave
from policies.document import LifecycleRules
from tests.policies.standings import changed
from tests.simulation import KM
from tests.simulation.test_what_if import Record, day, recorded, said
from vocabulary.affairs import ChangeTerms
from vocabulary.people import Actor, Role
from vocabulary.tasks import Choice

ASKED: Final = {"decided_by": "management", "due": "14 days"}
TWO_OF_THREE: Final = {"rule": "2 of 3", "open_at_most": "20 days", "not_carried": "reject", "edit_resets_clock": True}
STOPPABLE: Final = {
    "rule": 1,
    "open_at_most": "20 days",
    "stop_window": "9 days",
    "on_stop": "return",
    "not_carried": "reject",
}
LEVELS: Final[list[dict[str, Any]]] = [{"name": "small", "title": "Small"}, {"name": "large", "title": "Large"}]
RICH: Final = changed(
    silence={
        "should_after": "3 years",
        "must_after": "4 years",
        "exemption": {"approved_by": "management", "at_most": "1 year"},
    },
    levels=LEVELS,
    changes=[
        {"kind": "scope", "title": "Change of scope", "steps": [ASKED | {"ballot": TWO_OF_THREE}]},
        {"kind": "name", "title": "Change of name", "steps": [ASKED | {"ballot": STOPPABLE}]},
    ],
    concerns=[
        {"cause": "no_lead", "title": "Nobody leads it", "grace": "20 days", "question": ASKED},
        {
            "cause": "vacant",
            "title": "Its lead is gone",
            "when_without_lead": True,
            "grace": "9 days",
            "question": ASKED,
        },
    ],
    duties=[{"name": "report", "title": "Report", "by": "lead", "on_request": "30 days", "opens_before": "30 days"}],
)
MAX: Final = Actor(person="max", role=Role.MANAGEMENT)
MIA: Final = Actor(person="mia", role=Role.MANAGEMENT)
LEE: Final = Actor(person="lee", role=Role.LEAD)

Do = Callable[[Perennial, Command], object]


class Deed(NamedTuple):
    """Somebody does something on a day."""

    on: float
    by: Actor
    do: Do


def change(kind: str) -> Do:
    terms = ChangeTerms(kind=kind, title="Wider", what="All plants.")
    return lambda app, command: request_change(app, "gardeners", terms, command)


def vote(choice: Choice, step: str = "1") -> Do:
    def carry_out(app: Perennial, command: Command) -> object:
        return decide(app, f"gardeners.change.1.{step}", choice, command, reason="because")

    return carry_out


def exempted(app: Perennial, command: Command) -> object:
    until = command.at + timedelta(days=90)
    return exempt(app, "gardeners", command, owner="max", until=until, reason="critical")


class Case(NamedTuple):
    deeds: tuple[Deed, ...]
    without: dict[str, Any]
    """The sections of a draft that has no place for the first deed."""
    refused_by: str
    """The part of the draft that is told."""


CASES: Final = {
    "a change that is carried by two of three": Case(
        (Deed(60, LEE, change("scope")), Deed(62, MAX, vote(Choice.APPROVE)), Deed(64, MIA, vote(Choice.APPROVE))),
        {"changes": []},
        "changes.scope",
    ),
    "a change that is edited, so that its ballot begins anew": Case(
        (
            Deed(60, LEE, change("scope")),
            Deed(62, MAX, vote(Choice.APPROVE)),
            Deed(70, LEE, lambda app, command: edit_change(app, "gardeners", 1, "Some plants.", command)),
            Deed(80, MAX, vote(Choice.REJECT)),
        ),
        {"changes": []},
        "changes.scope",
    ),
    "a change that is carried, and stopped before it takes effect": Case(
        (
            Deed(60, LEE, change("name")),
            Deed(62, MAX, vote(Choice.APPROVE)),
            Deed(66, MIA, lambda app, command: stop(app, "gardeners.change.1.1", command, reason="the name is taken")),
        ),
        {"changes": []},
        "changes.name",
    ),
    "a concern that is put right": Case(
        (
            Deed(60, KM, lambda app, command: raise_concern(app, "gardeners", "no_lead", command)),
            Deed(70, KM, lambda app, command: settle_concern(app, "gardeners", "no_lead", command, reason="found")),
        ),
        {"concerns": []},
        "concerns.no_lead",
    ),
    "a lead who leaves, and another who is named in time": Case(
        (
            Deed(60, KM, lambda app, command: enter(app, "lee", command)),
            Deed(61, KM, lambda app, command: leave(app, "lee", command)),
            Deed(65, KM, lambda app, command: name_lead(app, "gardeners", "lin", command)),
        ),
        {"concerns": []},
        "concerns.vacant.when_without_lead",
    ),
    "a lead who leaves, comes back, and steps down": Case(
        (
            Deed(60, KM, lambda app, command: enter(app, "lee", command)),
            Deed(61, KM, lambda app, command: leave(app, "lee", command, on=day(64))),
            Deed(66, KM, lambda app, command: come_back(app, "lee", command)),
            Deed(67, KM, lambda app, command: name_lead(app, "gardeners", "lee", command)),
            Deed(90, LEE, lambda app, command: release_lead(app, "gardeners", command, reason="no time")),
        ),
        {"concerns": []},
        "concerns.vacant.when_without_lead",
    ),
    "an extra report": Case(
        (Deed(60, KM, lambda app, command: request_duty(app, "gardeners", "report", command)),),
        {"duties": []},
        "duties.report.on_request",
    ),
    "an exemption and its end": Case(
        (
            Deed(60, MAX, exempted),
            Deed(70, KM, lambda app, command: revoke_exemption(app, "gardeners", command, reason="not any more")),
        ),
        {"silence": {"exemption": None}},
        "silence.exemption",
    ),
    "another level": Case(
        (Deed(60, KM, lambda app, command: place(app, "gardeners", command, level="large", group=None)),),
        {"levels": LEVELS[:1]},
        "levels",
    ),
}


def lived(deeds: tuple[Deed, ...]) -> Record:
    record = Record(RICH).propose().live(59)
    for deed in deeds:
        record.lived.pass_time(day(deed.on), "gardeners")
        deed.do(record.lived.app, record.lived.by(deed.by))
        record.lived.catch_up("gardeners")
    return record


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def test_what_was_done_is_done_again_at_its_time(case: Case) -> None:
    record = lived(case.deeds)
    record.lived.pass_time(day(130), "gardeners")
    assert said(record.path()) == said(recorded(record.lived.ledger.log()))
    assert record.under(RICH).difference is None


def test_a_draft_that_has_no_place_for_it_is_told_by_its_part(case: Case) -> None:
    record = lived(case.deeds)
    record.lived.pass_time(day(130), "gardeners")
    compared = record.under(draft(**case.without))
    assert compared.difference is not None
    assert case.refused_by in compared.rules


def draft(**sections: Any) -> LifecycleRules:
    return changed(RICH, **sections)
