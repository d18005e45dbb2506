"""Somebody asks for a change, and the chain of its kind decides."""

from typing import Any

import pytest

from aggregates.commands.changes import edit_change, request_change
from aggregates.commands.decisions import decide
from aggregates.commands.governance import adopt
from aggregates.commands.publishing import publish
from aggregates.community import affairs_events as happened
from aggregates.community import events as community
from tests.aggregates.affairs import manager, quiet, told
from tests.aggregates.examples import BOARD, KM, LEAD, MEMBER, day
from tests.aggregates.organisation import Organisation
from tests.policies.standings import changed
from vocabulary.affairs import ChangeTerms
from vocabulary.people import Actor, Role
from vocabulary.refusals import AlreadyAsked, NothingAsked, RequirementsUnmet, UnknownItem, WrongRole, WrongStage
from vocabulary.stages import Stage, Sunsetting
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice

FIRST = {"decided_by": "km", "due": "7 days"}
SECOND = {"decided_by": "management", "due": "10 days"}
DISPUTE = {"decided_by": "board", "due": "10 days", "only_if_disputed": True}
WIDER = ChangeTerms(kind="scope", title="Wider", what="Trees as well.")
RISE = ChangeTerms(kind="rise", title="We have grown", what="Twelve of us.", level="large")
LEVELS = [
    {"name": "small", "title": "Small"},
    {
        "name": "large",
        "title": "Large",
        "reached_by": "rise",
        "requirements": [
            {"fact": "initiatives", "at_least": 1, "strength": "must", "sentence": "Plan one initiative."},
            {"fact": "kpis", "at_least": 1, "strength": "should", "sentence": "Name a KPI."},
        ],
    },
]


def deciding(*steps: dict[str, Any], **more: Any) -> Organisation:
    return quiet(changes=[{"kind": "scope", "title": "Change of scope", "steps": list(steps)} | more])


def asked(office: Organisation, change: ChangeTerms = WIDER, by: Actor = LEAD) -> TaskTerms:
    request_change(office.app, "gardeners", change, office.by(by))
    office.catch_up("gardeners")
    return office.asked()


def ended(office: Organisation) -> Choice:
    """How the one change that was asked for ended."""
    (decided,) = told(office, happened.ChangeDecided)
    assert office.gardeners.affairs.changes == ()
    choice: Choice = decided.choice
    return choice


def test_it_is_put_to_each_step_of_its_chain_and_carried_by_the_last() -> None:
    office = deciding(FIRST, SECOND)
    assert asked(office).assigned_to is Role.KM
    office.answer(office.asked())
    assert office.asked().assigned_to is Role.MANAGEMENT
    assert office.asked().title == "Change of scope: Wider: Gardeners"
    office.answer(office.asked())
    assert ended(office) is Choice.APPROVE


@pytest.mark.parametrize("choice", [Choice.RETURN, Choice.REJECT])
def test_a_no_ends_it_at_any_step(choice: Choice) -> None:
    office = deciding(FIRST, SECOND)
    asked(office)
    office.answer(office.asked(), choice, reason="too wide")
    assert ended(office) is choice
    assert office.open_tasks("gardeners") == []


def test_a_step_for_disputes_is_asked_only_in_one() -> None:
    agreed = deciding(FIRST, DISPUTE)
    asked(agreed)
    agreed.answer(agreed.asked())
    assert ended(agreed) is Choice.APPROVE

    disputed = deciding(FIRST, DISPUTE, SECOND)
    asked(disputed)
    disputed.answer(disputed.asked(), Choice.REJECT, reason="no")
    assert disputed.asked().assigned_to is Role.BOARD
    decide(disputed.app, disputed.asked().id, Choice.APPROVE, disputed.by(BOARD))
    disputed.catch_up("gardeners")
    assert disputed.asked().assigned_to is Role.MANAGEMENT
    disputed.answer(disputed.asked())
    assert ended(disputed) is Choice.APPROVE


def test_the_step_for_disputes_has_the_last_word() -> None:
    office = deciding(FIRST, DISPUTE)
    asked(office)
    office.answer(office.asked(), Choice.REJECT, reason="no")
    office.answer(office.asked(), Choice.REJECT, reason="no indeed")
    assert ended(office) is Choice.REJECT


def test_one_of_a_kind_is_decided_at_a_time() -> None:
    office = deciding(FIRST)
    asked(office)
    with pytest.raises(AlreadyAsked, match="already waits for a decision on a change of kind scope"):
        asked(office)


def test_a_change_is_asked_for_by_those_whom_the_policy_names_and_by_its_own_lead() -> None:
    office = deciding(FIRST, asked_by=["lead"])
    with pytest.raises(WrongRole, match="is asked for by lead, not by member"):
        asked(office, by=MEMBER)
    with pytest.raises(WrongRole, match="sue does not lead gardeners, ada does"):
        asked(office, by=Actor(person="sue", role=Role.LEAD))


def test_a_change_is_edited_by_those_who_may_ask_for_it() -> None:
    office = deciding(FIRST)
    asked(office)
    with pytest.raises(WrongRole, match="not by member"):
        edit_change(office.app, "gardeners", 1, "Nothing.", office.by(MEMBER))
    with pytest.raises(NothingAsked, match="change 2 of gardeners is not being decided"):
        edit_change(office.app, "gardeners", 2, "Nothing.", office.by(LEAD))
    edit_change(office.app, "gardeners", 1, "Shrubs as well.", office.by(LEAD))
    (change,) = office.gardeners.affairs.changes
    assert change.terms.what == "Shrubs as well."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (WIDER.model_copy(update={"kind": "colour"}), "has no kind of change 'colour'; it has rise, scope"),
        (RISE.model_copy(update={"level": "huge"}), "has no level 'huge'; it has small, large"),
        (WIDER.model_copy(update={"level": "large"}), "level large is reached by a change of kind rise"),
    ],
)
def test_what_the_policy_does_not_know_is_not_asked_for(change: ChangeTerms, sentence: str) -> None:
    office = rising()
    with pytest.raises(UnknownItem, match=sentence):
        asked(office, change)


def rising(*requirements: dict[str, Any]) -> Organisation:
    levels = [LEVELS[0], LEVELS[1] | {"requirements": [*LEVELS[1]["requirements"], *requirements]}]  # type: ignore[misc]
    kinds = [
        {"kind": "rise", "title": "Rise", "steps": [SECOND]},
        {"kind": "scope", "title": "Change of scope", "steps": [FIRST]},
    ]
    return quiet(changes=kinds, levels=levels)


def test_a_level_is_reached_when_it_is_carried_and_what_it_asks_for_is_shown_to_whoever_decides() -> None:
    office = rising()
    asked(office, RISE)
    assert office.asked().asks == ("Name a KPI.",)
    assert office.gardeners.level is None
    office.answer(office.asked())
    assert office.gardeners.level == "large"
    (requested,) = told(office, happened.ChangeRequested)
    assert requested.asks == ("Name a KPI.",)


def test_what_a_level_insists_on_is_there_or_it_is_not_asked_for() -> None:
    office = rising({"fact": "units", "at_least": 3, "strength": "must", "sentence": "Name three units."})
    with pytest.raises(RequirementsUnmet, match=r"^Name three units\.$"):
        asked(office, RISE)


def test_a_change_that_ends_the_community_gives_it_notice() -> None:
    office = deciding(SECOND, effect="sunset")
    asked(office)
    office.answer(office.asked())
    (announced,) = told(office, community.SunsetAnnounced)
    assert (office.stage, announced.cause, announced.provenance.actor.role) == (
        Stage.SUNSET,
        Sunsetting.DECIDED,
        Role.MANAGEMENT,
    )
    office.answer_everything()
    office.until(day(13))
    assert office.stage is Stage.SUNSET
    office.until(day(14))
    assert office.stage is Stage.CLOSED


def test_nobody_objects_to_the_end_that_was_asked_for() -> None:
    lazy = SECOND | {"ballot": {"rule": "lazy consensus", "open_at_most": "14 days", "on_objection": "reject"}}
    office = deciding(lazy, effect="sunset")
    asked(office)
    office.until(day(14))
    assert office.stage is Stage.SUNSET


def test_rules_adopted_meanwhile_drop_what_they_do_not_know_with_a_sentence() -> None:
    office = deciding(FIRST, SECOND)
    asked(office)
    rules = changed(office.rules, changes=[])
    ref = publish(office.app, office.policy, rules.canonical(), office.by(KM))
    adopt(office.app, "gardeners", ref.name, ref.version, office.by(KM))
    office.catch_up("gardeners")
    assert office.task_is_open("gardeners.change.1.1"), "what is being decided ends under the rules it began with"
    office.answer(office.asked())
    (decided,) = told(office, happened.ChangeDecided)
    assert (decided.choice, decided.reason) == (
        Choice.RETURN,
        "the policy standard@2 has no step 2 for it; ask anew for what it has",
    )


def test_a_level_that_the_rules_adopted_meanwhile_do_not_know_is_not_decided_on() -> None:
    office = rising()
    request_change(office.app, "gardeners", RISE, office.by(LEAD))
    rules = changed(office.rules, levels=[LEVELS[0]])
    ref = publish(office.app, office.policy, rules.canonical(), office.by(KM))
    adopt(office.app, "gardeners", ref.name, ref.version, office.by(KM))
    office.catch_up("gardeners")
    assert ended(office) is Choice.RETURN


def test_changes_are_asked_for_while_it_lives_and_end_with_it() -> None:
    office = quiet(
        changes=[
            {"kind": "scope", "title": "Change of scope", "steps": [FIRST]},
            {"kind": "end", "title": "The end", "effect": "sunset", "steps": [SECOND]},
        ]
    )
    asked(office)
    request_change(office.app, "gardeners", ChangeTerms(kind="end", title="End", what="Enough."), office.by(LEAD))
    office.catch_up("gardeners")
    decide(office.app, "gardeners.change.2.1", Choice.APPROVE, office.by(manager("mara")))
    assert not office.task_is_open("gardeners.change.1.1")
    with pytest.raises(WrongStage, match="changes are asked for while it is alive"):
        request_change(office.app, "gardeners", WIDER, office.by(LEAD))
