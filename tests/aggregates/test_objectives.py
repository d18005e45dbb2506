"""Objectives of the organisation: a tree, whatever is asked for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as always
from hypothesis import settings
from hypothesis import strategies as st

from aggregates.commands.objectives import drop_objective, set_objective
from aggregates.commands.people import enter, leave
from aggregates.commands.plans import write_plan
from aggregates.objectives import Objectives
from aggregates.objectives.events import ObjectiveDropped, ObjectiveSet
from aggregates.objectives.objectives import MOST, Objective
from tests.aggregates.examples import KM, LEAD, MANAGEMENT, by
from tests.aggregates.organisation import Organisation
from tests.aggregates.plans import CORRECTIONS, plan
from tests.aggregates.specification import fact, given
from vocabulary.people import Actor
from vocabulary.refusals import Conflict, Malformed, PersonHasLeft, Refusal, UnknownItem, WrongRole
from vocabulary.stages import Stage


def begun() -> Objectives:
    return Objectives.begin(by(KM, 1))


def is_set(name: str, under: str | None = None, actor: Actor = KM, **more: Any) -> Callable[[Objectives], None]:
    return lambda o: o.set(name, more.get("title", name.title()), under, more.get("owner"), by(actor, 2))


TREE = (is_set("profit"), is_set("defects", "profit"), is_set("late-ones", "defects"))


def test_a_larger_objective_is_split_into_smaller_ones() -> None:
    objectives = (
        given(begun, *TREE)
        .when(is_set("rework", "defects", owner="ada"))
        .then(fact(ObjectiveSet, objective="rework", title="Rework", under="defects", owner="ada"))
    )
    assert objectives.known["rework"] == Objective("Rework", "defects", "ada")


def test_the_same_again_changes_nothing() -> None:
    given(begun, *TREE).when(is_set("defects", "profit")).then_nothing()


@pytest.mark.parametrize(
    ("name", "under", "way"),
    [
        ("profit", "profit", "profit under profit"),
        ("profit", "defects", "profit under defects under profit"),
        ("profit", "late-ones", "profit under late-ones under defects under profit"),
    ],
)
def test_nothing_lies_under_itself(name: str, under: str, way: str) -> None:
    given(begun, *TREE).when(is_set(name, under)).then_refused(Malformed, f"{name} can't lie under itself: {way}")


def test_what_lies_under_nothing_known_is_refused() -> None:
    given(begun, *TREE).when(is_set("rework", "quality")).then_refused(UnknownItem, "there is no objective 'quality'")
    given(begun).when(is_set("rework", "rework")).then_refused(UnknownItem, "there are none")


def test_what_others_lie_under_is_not_dropped() -> None:
    def drop(name: str) -> Callable[[Objectives], None]:
        return lambda o: o.drop(name, "not ours", by(KM, 3))

    given(begun, *TREE).when(drop("defects")).then_refused(Conflict, "late-ones would lie under nothing")
    objectives = given(begun, *TREE).when(drop("late-ones")).then(fact(ObjectiveDropped, objective="late-ones"))
    assert set(objectives.known) == {"profit", "defects"}
    given(begun, *TREE).when(drop("quality")).then_refused(UnknownItem, "there is no objective 'quality'")


def test_management_and_the_km_team_set_them_and_nobody_else() -> None:
    given(begun).when(is_set("profit", actor=MANAGEMENT)).then(ObjectiveSet)
    given(begun).when(is_set("profit", actor=LEAD)).then_refused(WrongRole, "by Management and by the KM team")
    given(begun, is_set("a")).when(lambda o: o.drop("a", "no", by(LEAD, 3))).then_refused(WrongRole, "by Management")


def test_there_are_not_too_many() -> None:
    given(begun, *(is_set(f"o{number}") for number in range(MOST))).when(is_set("more")).then_refused(
        Malformed, "there are 1000 objectives already"
    )


@settings(derandomize=True, deadline=None)
@always(st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | st.sampled_from("abcdef"))))
def test_whatever_is_asked_for_every_way_up_has_an_end(asked: list[tuple[str, str | None]]) -> None:
    objectives = begun()
    for name, under in asked:
        before = dict(objectives.known)
        try:
            objectives.set(name, name, under, None, by(KM, 2))
        except Refusal:
            assert objectives.known == before
    for name in objectives.known:
        way = [name]
        while (above := objectives.known[way[-1]].under) is not None:
            assert above not in way
            way.append(above)


# -- commands ---------------------------------------------------------------------------------------------------------


def test_a_plan_serves_what_the_organisation_pursues_and_nothing_else() -> None:
    office = Organisation()
    office.come_to(Stage.ACTIVE)
    free = plan()
    assert write_plan(office.app, "gardeners", free, office.by(LEAD)) == 1, "as long as it keeps none here"
    with pytest.raises(UnknownItem, match="no objective was ever set"):
        drop_objective(office.app, "corrections", office.by(KM), reason="none")
    set_objective(office.app, "corrections", "Half the corrections", office.by(KM))
    other = plan(kpis=(CORRECTIONS.model_dump() | {"weight": 2},))
    with pytest.raises(UnknownItem, match="there is no objective 'Halve the number of corrected invoices'"):
        write_plan(office.app, "gardeners", other, office.by(LEAD))
    serving = plan(kpis=(CORRECTIONS.model_dump() | {"objective": "corrections"},))
    assert write_plan(office.app, "gardeners", serving, office.by(LEAD)) == 1
    drop_objective(office.app, "corrections", office.by(KM), reason="reached")
    assert write_plan(office.app, "gardeners", other, office.by(LEAD)) == 1, "it keeps none any more"


def test_nobody_who_has_left_answers_for_one() -> None:
    office = Organisation()
    enter(office.app, "ada", office.by(KM))
    leave(office.app, "ada", office.by(KM), on=office.now - timedelta(days=1), reason="a new post")
    with pytest.raises(PersonHasLeft):
        set_objective(office.app, "profit", "Profit", office.by(KM), owner="ada")
