"""Thresholds are chosen by what ended before a day, and nothing that ended since has a part in it."""

import pytest

from simulation.backtest.finding import Tier
from simulation.backtest.life import Life
from simulation.backtest.sentences import on_tuning
from simulation.backtest.trial import live
from simulation.backtest.tuning import Lived, tune
from simulation.backtest.variants import variants
from tests.backtest.lives import day, life
from tests.policies.standings import STANDARD
from vocabulary.refusals import Malformed
from vocabulary.span import Span
from vocabulary.stages import Outcome

LONG = life("long", "2018-01-01", "2019-01-01")
PAUSE = life("pause", "2018-01-01", "2018-12-01", "2018-08-15", outcome=Outcome.GRADUATED)
LATER = life("later", "2019-01-01", "2020-01-01", "2019-07-05")
AFTERWARDS = life("afterwards", "2019-01-01", "2020-01-01", "2019-10-25", outcome=Outcome.GRADUATED)
LIVING = life("living", "2018-01-01", None)
NEW_YEAR = day("2019-01-02")


def lived(*lives: Life, musts: tuple[str, ...] = ("180 days", "240 days", "300 days")) -> list[Lived]:
    found, _ = variants([STANDARD], [], [Span(must) for must in musts])
    return [Lived(variant, live(variant.rules, lives)) for variant in found]


def test_the_best_of_those_before_is_chosen_and_judged_by_those_since() -> None:
    # Before: 180 days disturb the one that paused for 226; 240 and 300 days do not. 300 waits longer.
    tuned = tune(lived(LONG, PAUSE, LATER, AFTERWARDS, LIVING), NEW_YEAR, Tier.MUST)
    assert tuned.chosen.name == "standard: 90 days, then 300 days"
    assert [one.finding.must.f1 for one in tuned.by] == [pytest.approx(2 / 3), 1, 1]
    assert [one.finding.must.recall.count for one in tuned.after] == [1, 0, 0]
    assert [one.finding.must.disturbed.count for one in tuned.after] == [1, 1, 0]


def test_what_happened_since_changes_nothing_in_the_choice() -> None:
    chosen = [
        tune(lived(LONG, PAUSE, *since), NEW_YEAR, Tier.MUST).chosen.name for since in ((LATER,), (LATER, AFTERWARDS))
    ]
    assert chosen[0] == chosen[1]


def test_an_end_on_the_day_itself_is_one_since() -> None:
    tuned = tune(lived(LONG, LATER), day("2020-01-01"), Tier.MUST)
    assert [course.life.id for course in tuned.by[0].courses] == ["long"]
    assert [course.life.id for course in tuned.after[0].courses] == ["later"]


def test_the_living_have_no_part_in_it() -> None:
    tuned = tune(lived(LONG, LATER, LIVING), NEW_YEAR, Tier.MUST)
    assert "living" not in {
        course.life.id for side in (tuned.by, tuned.after) for one in side for course in one.courses
    }


@pytest.mark.parametrize(("before", "side"), [("2018-06-01", "before"), ("2021-01-01", "since")])
def test_nothing_is_tuned_where_nobody_retired_on_one_side(before: str, side: str) -> None:
    with pytest.raises(Malformed, match=f"no community retired {side} {before}"):
        tune(lived(LONG, LATER), day(before), Tier.MUST)


def test_it_is_said_whether_the_data_shown_chose_what_is_shown() -> None:
    one, several = lived(LONG, LATER, musts=("180 days",)), lived(LONG, LATER)
    assert on_tuning(one, None) == "Nothing was tuned on the data shown."
    assert "choosing the best row of these tables would be" in on_tuning(several, None)
    said = on_tuning(several, tune(several, NEW_YEAR, Tier.MUST))
    assert said.startswith("Of 3 candidates, standard: 90 days, then 300 days was chosen on those that ended before")
    assert "best F1" in said
