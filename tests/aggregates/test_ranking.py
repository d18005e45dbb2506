"""The ranking of a period: published when it is over, never changed, corrected in the open."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as always
from hypothesis import strategies as st

from aggregates.commands.command import Command
from aggregates.commands.pinned import PinnedWeight
from aggregates.commands.publishing import publish
from aggregates.commands.rankings import publish_ranking
from aggregates.desk import Desk
from aggregates.ranking import Ranking
from aggregates.ranking.events import RankingListed, RankingPublished
from aggregates.ranking.ranking import AT_ONCE
from policies.measures import LeaderboardRules
from tests.aggregates.examples import KM, LEAD, MANAGEMENT, day
from tests.aggregates.organisation import Organisation, catalog
from tests.aggregates.specification import fact, given
from vocabulary.measures import Measure
from vocabulary.people import Actor
from vocabulary.periods import Period
from vocabulary.provenance import Provenance
from vocabulary.ranking import Placed, places
from vocabulary.refusals import InFuture, Malformed, NothingAsked, PolicyNotFound, ReasonMissing, UnknownItem, WrongRole
from vocabulary.scores import score

WEIGHTS = {Measure.KPI_ATTAINMENT: PinnedWeight(points=Decimal(100))}
YEAR = Period(datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
OVER = datetime(2026, 1, 10, tzinfo=UTC)
RANKING: LeaderboardRules | None = catalog("standard").leaderboard


def told(by: Actor = KM, at: datetime = OVER) -> Provenance:
    return Provenance(actor=by, recorded_at=at, command_id="c")


def opened() -> Ranking:
    return Ranking.open("standard", YEAR, told())


def placed(name: str, attained: str, place: int, **changes: Any) -> Placed:
    figures = {Measure.KPI_ATTAINMENT: Decimal(attained)}
    known = {"points": Decimal(attained) * 100, "figures": figures} | changes
    return Placed(community=name, title=name.title(), place=place, **known)


TWO = (placed("a", "0.8", 1), placed("b", "0.5", 2))


def published(rows: Sequence[Placed] = TWO, reason: str | None = None, **more: Any) -> Callable[[Ranking], object]:
    return lambda ranking: ranking.publish(rows, WEIGHTS, OVER, reason, told(**more))


def test_a_ranking_is_published_when_its_period_is_over() -> None:
    ranking = (
        given(opened)
        .when(published())
        .then(fact(RankingPublished, edition=1, communities=2, reason=None), fact(RankingListed, first=1, placed=TWO))
    )
    assert (ranking.edition, ranking.placed) == (1, TWO)
    too_early = published(at=datetime(2025, 12, 31, 23, 59, tzinfo=UTC))
    given(opened).when(too_early).then_refused(InFuture, "goes on until 01 January 2026 00:00 UTC")


def test_the_same_ranking_again_changes_nothing() -> None:
    given(opened, published()).when(published()).then_nothing()


def test_another_ranking_of_the_period_is_another_edition_with_a_reason() -> None:
    corrected = (placed("a", "0.8", 1), placed("b", "0.6", 2))
    given(opened, published()).when(published(corrected)).then_refused(ReasonMissing, "say why with --why")
    given(opened, published()).when(published(corrected, "  ")).then_refused(ReasonMissing, "stays as it is")
    ranking = (
        given(opened, published())
        .when(published(corrected, "a KPI was misread"))
        .then(fact(RankingPublished, edition=2, reason="a KPI was misread"), fact(RankingListed, edition=2))
    )
    assert ranking.placed == corrected


@pytest.mark.parametrize("actor", [LEAD, MANAGEMENT])
def test_only_the_km_team_publishes(actor: Actor) -> None:
    given(opened).when(published(by=actor)).then_refused(WrongRole, "by the KM team")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ((placed("a", "0.8", 1, points=Decimal(90)),), "a has 80.00 points by its figures, not 90"),
        ((placed("a", "0.5", 1), placed("b", "0.8", 2)), "places follow from points"),
        ((placed("a", "0.5", 1), placed("b", "0.5", 2)), "equal ones share a place"),
        ((placed("a", "0.5", 2),), "places follow from points"),
        ((placed("a", "0.5", 1), placed("a", "0.5", 1)), "a community stands in a ranking once"),
        ((placed("a", "0.5", 1, figures={}),), "a has 0.00 points by its figures"),
    ],
)
def test_nobody_publishes_what_does_not_follow_from_the_figures(rows: Sequence[Placed], sentence: str) -> None:
    given(opened).when(published(rows)).then_refused(Malformed, sentence)


def test_an_empty_ranking_is_none() -> None:
    given(opened).when(published(())).then_refused(NothingAsked, "nothing to publish")


def test_who_is_ranked_apart_has_places_of_their_own() -> None:
    rows = (placed("a", "0.5", 1), placed("new", "0.9", 1, apart=True), placed("newer", "0.9", 1, apart=True))
    given(opened).when(published(rows)).then(RankingPublished, RankingListed)


def test_a_long_ranking_is_recorded_in_parts() -> None:
    rows = [placed(f"c{number}", "0.5", 1) for number in range(AT_ONCE + 1)]
    ranking = (
        given(opened)
        .when(published(rows))
        .then(RankingPublished, fact(RankingListed, first=1), fact(RankingListed, first=AT_ONCE + 1))
    )
    assert list(ranking.placed) == rows


@always(st.lists(st.integers(0, 5)))
def test_a_place_is_one_more_than_the_number_of_those_who_have_more_points(points: list[int]) -> None:
    falling = sorted(map(Decimal, points), reverse=True)
    assert places(falling) == [1 + sum(other > one for other in falling) for one in falling]


# -- commands ---------------------------------------------------------------------------------------------------------


def seen(attained: str = "0.5") -> Placed:
    assert RANKING is not None
    figures = dict.fromkeys(RANKING.weights, Decimal(0)) | {Measure.KPI_ATTAINMENT: Decimal(attained)}
    points = score(RANKING.weights, figures).points
    return Placed(community="gardeners", title="Gardeners", place=1, points=points, figures=figures)


def command(name: str, at: datetime) -> Command:
    return Command(by=KM, at=at, id=name)


def test_a_ranking_is_weighed_by_the_version_that_was_known_before_the_period() -> None:
    office = Organisation()
    within, after = day(0), day(0).replace(year=day(0).year + 1)
    other = catalog("standard").model_copy(update={"leaderboard": _of_targets_alone()})
    publish(office.app, "standard", other.canonical(), command("new weights", day(1)))
    edition = publish_ranking(office.app, "standard", within, [seen()], command("one", after), as_of=after)
    assert edition == 1
    again = publish_ranking(office.app, "standard", within, [seen()], command("one", after), as_of=after)
    assert again == 1, "twice is the same as once"
    with pytest.raises(Malformed, match="by its figures"):  # the new version counts from the next year on
        publish_ranking(
            office.app, "standard", after, [seen()], command("two", after.replace(year=after.year + 1)), as_of=after
        )
    ranking = Desk(office.app, fresh=True).ranking("standard", Period.at(within, _of_targets_alone().period))
    assert ranking is not None
    assert ranking.placed == (seen(),)


def _of_targets_alone() -> LeaderboardRules:
    assert RANKING is not None
    return LeaderboardRules.model_validate({"period": "1 year", "weights": {"kpi_attainment": {"points": 100}}})


def test_where_nothing_is_ranked_nothing_is_published() -> None:
    office = Organisation(catalog("standard").model_copy(update={"leaderboard": None}))
    with pytest.raises(UnknownItem, match="standard has no ranking there"):
        publish_ranking(office.app, "standard", day(0), [seen()], command("one", day(900)), as_of=day(900))
    with pytest.raises(PolicyNotFound):
        publish_ranking(office.app, "nobodys", day(0), [seen()], command("two", day(900)), as_of=day(900))
