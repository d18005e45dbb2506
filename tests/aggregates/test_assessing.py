"""Maturity: evidence suggests a level; a person confirms it, or chooses another and says why."""

from typing import Any

import pytest
from hypothesis import given as always
from hypothesis import strategies as st

from aggregates.commands.assessing import assess, model_of
from aggregates.desk import Desk
from aggregates.year import CommunityYear
from aggregates.year.maturity_events import MaturityAssessed
from tests.aggregates.affairs import quiet, told
from tests.aggregates.examples import KM, LEAD, MANAGEMENT, by, day
from tests.aggregates.maturity import LEADERSHIP, SHOWN
from tests.aggregates.organisation import Organisation
from tests.aggregates.specification import fact, given
from tests.aggregates.test_year import opened
from vocabulary.maturity import Evidence, reached
from vocabulary.people import Actor, Role
from vocabulary.refusals import Malformed, ReasonMissing, UnknownItem, WrongRole, WrongStage


def assessed(year: CommunityYear, shown: Any = SHOWN[:2], **chosen: Any) -> None:
    year.assess(LEADERSHIP, shown, by(KM, 5), **({"own": False} | chosen))


def test_the_evidence_suggests_the_highest_level_that_is_shown_with_all_below() -> None:
    year = (
        given(opened)
        .when(assessed)
        .then(fact(MaturityAssessed, suggested=1, level=1, level_title="Forming", of=3, reason=None))
    )
    assert year.maturity == {"leadership": 1}
    (found,) = [one for one in year.pending_events if isinstance(one, MaturityAssessed)]
    assert found.missing == ("There is a secretary",), "what a lead can act on"


@pytest.mark.parametrize(("shown", "level"), [((), 0), (SHOWN[1:], 0), (SHOWN[:3], 2), (SHOWN, 3), (SHOWN[:1], 1)])
def test_levels_are_cumulative(shown: Any, level: int) -> None:
    assert given(opened).when(lambda y: assessed(y, shown)).then(MaturityAssessed).maturity["leadership"] == level


def test_a_person_chooses_another_level_and_says_why_and_both_are_kept() -> None:
    given(opened).when(lambda y: assessed(y, level=2)).then_refused(ReasonMissing, "what was shown suggests 1")
    year = (
        given(opened)
        .when(lambda y: assessed(y, level=2, reason="begins in May"))
        .then(fact(MaturityAssessed, suggested=1, level=2, level_title="Operating", reason="begins in May"))
    )
    assert year.maturity == {"leadership": 2}
    lower = given(opened).when(lambda y: assessed(y, SHOWN, level=0, reason="nobody has seen them"))
    lower.then(fact(MaturityAssessed, suggested=3, level=0, level_title=None))


def test_at_the_top_nothing_is_missing() -> None:
    given(opened).when(lambda y: assessed(y, SHOWN)).then(fact(MaturityAssessed, level=3, missing=()))


def test_what_the_model_does_not_know_is_refused() -> None:
    other = Evidence(need="There is cake", shown_by="a photo")
    given(opened).when(lambda y: assessed(y, (other,))).then_refused(UnknownItem, "does not need 'There is cake'")
    given(opened).when(lambda y: assessed(y, level=4, reason="best")).then_refused(Malformed, "has levels 0 to 3")


def test_what_a_community_thinks_of_itself_stands_beside() -> None:
    year = given(opened, assessed).when(lambda y: assessed(y, SHOWN, own=True)).then(MaturityAssessed)
    assert (year.maturity, year.own_maturity) == ({"leadership": 1}, {"leadership": 3})


@always(shown=st.sets(st.integers(0, 3)), more=st.integers(0, 3))
def test_more_evidence_never_lowers_a_level(shown: set[int], more: int) -> None:
    levels = [one.needs for one in LEADERSHIP.levels]
    needs = {SHOWN[number].need for number in shown}
    assert reached(levels, needs | {SHOWN[more].need}) >= reached(levels, needs)


# -- by commands ------------------------------------------------------------------------------------------------------


@pytest.fixture
def here() -> Organisation:
    return quiet(annual_review={"every": "1 year", "opens_before": "1 day"})


def test_the_policy_has_the_model_and_the_year_is_the_present_one(here: Organisation) -> None:
    assert len(model_of(here.app, "gardeners")) == 8
    here.until(day(20))
    assert assess(here.app, "gardeners", "leadership", {(1, 1): "the terms"}, here.by(KM)) == 1
    (found,) = told(here, MaturityAssessed)
    assert (found.originator_id, found.provenance.policy) == ("year/gardeners/1", here.gardeners.policy)
    assert found.missing == ("There is a co-lead", "There is a secretary", "All three are trained")


@pytest.mark.parametrize(
    ("who", "own"),
    [(KM, False), (MANAGEMENT, False), (LEAD, True), (Actor(person="mia", role=Role.KM), True)],
)
def test_whose_assessment_counts(here: Organisation, who: Actor, own: bool) -> None:
    """mia belongs to it, whatever else she is."""
    assess(here.app, "gardeners", "leadership", {(1, 1): "the terms"}, here.by(who))
    year = Desk(here.app, fresh=True).year("gardeners", 1)
    assert year is not None
    assert (year.own_maturity if own else year.maturity) == {"leadership": 1}
    assert (year.maturity if own else year.own_maturity) == {}


def test_strangers_assess_nothing_and_nothing_is_assessed_before_the_launch(here: Organisation) -> None:
    with pytest.raises(WrongRole):
        assess(here.app, "gardeners", "leadership", {}, here.by(Actor(person="sid", role=Role.MEMBER)))
    with pytest.raises(UnknownItem, match=r"Leadership has no need 4\.1; it has 1\.1, 2\.1"):
        assess(here.app, "gardeners", "leadership", {(4, 1): "x"}, here.by(KM))
    with pytest.raises(UnknownItem, match="no dimension of maturity 'beauty'"):
        assess(here.app, "gardeners", "beauty", {}, here.by(KM))
    office = Organisation()
    office.propose()
    with pytest.raises(WrongStage, match="was not launched yet"):
        assess(office.app, "gardeners", "leadership", {}, office.by(KM))


def test_a_policy_without_a_model_says_so() -> None:
    office = quiet(maturity=None)
    with pytest.raises(UnknownItem, match="has no maturity model"):
        model_of(office.app, "gardeners")
    with pytest.raises(UnknownItem, match="it has none"):
        assess(office.app, "gardeners", "leadership", {}, office.by(KM))
