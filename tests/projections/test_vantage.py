"""Which facts are seen from a point in time."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.event import Event
from aggregates.person import Person
from aggregates.person.events import PersonLeft
from aggregates.signs import SignsMonth
from aggregates.signs.events import SignsRecorded, SignsRetracted
from aggregates.year import CommunityYear
from aggregates.year.events import KpiMeasured, MeasurementCorrected, PlanApproved, YearOpened
from projections.fact import Fact
from projections.vantage import Choosing, Vantage
from tests.projections import lives
from tests.projections.lives import ANNA, KIM, START, Life
from tests.projections.records import numbered
from vocabulary.provenance import Provenance
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.years import YearSpan

MARCH, APRIL, MAY, JUNE = (datetime(2026, month, 10, tzinfo=START.tzinfo) for month in (3, 4, 5, 6))


def seen(facts: list[Event], as_of: datetime | None = None, as_known_on: datetime | None = None) -> list[Event]:
    return [fact.event for fact in Choosing(Vantage(as_of, as_known_on)).choose(numbered(facts))]


def told(at: datetime, effective_at: datetime | None = None) -> Provenance:
    return Provenance(actor=KIM, recorded_at=at, command_id=f"at {at}", effective_at=effective_at)


# -- what was true ----------------------------------------------------------------------------------------------------


def test_a_community_that_was_brought_in_was_there_before_anybody_recorded_it() -> None:
    facts = lives.imported("gamma").facts
    began = facts[0].provenance.true_since
    assert seen(facts, began - timedelta(seconds=1)) == []
    assert seen(facts, began) == facts[:1]
    assert seen(facts, began, as_known_on=began) == []


def measured() -> list[Event]:
    """A plan of May, and in June a value that was counted in April, and corrected later."""
    life = Life("mu", MARCH)
    life.propose()
    year = CommunityYear.open("mu", 1, told(MAY))
    span = YearSpan(1, START, START + timedelta(days=365))
    year.write_plan(lives.PLAN, told(MAY))
    year.submit(1, told(MAY))
    year.approve(1, told(MAY))
    year.measure("corrections", Decimal(380), MAY, "a count", span, told(MAY))
    year.measure("corrections", Decimal(390), APRIL, "a count", span, told(JUNE, APRIL))
    year.correct(2, Decimal(350), "counted again", "misread", told(JUNE + timedelta(days=30)))
    life.took_place(year)
    return life.facts


def test_what_was_found_out_later_counts_from_the_day_for_which_it_holds() -> None:
    then = seen(measured(), as_of=APRIL + timedelta(days=1), as_known_on=JUNE)
    assert [type(event) for event in then[1:]] == [YearOpened, KpiMeasured]
    assert not any(isinstance(event, PlanApproved) for event in then)


def test_a_correction_counts_from_when_the_wrong_value_did_once_it_is_known() -> None:
    before, after = JUNE + timedelta(days=29), JUNE + timedelta(days=31)
    day = APRIL + timedelta(days=1)
    assert not any(isinstance(event, MeasurementCorrected) for event in seen(measured(), day, before))
    assert isinstance(seen(measured(), day, after)[-1], MeasurementCorrected)
    assert not any(isinstance(event, MeasurementCorrected) for event in seen(measured(), APRIL - timedelta(days=1)))


def test_somebody_who_left_later_than_was_said_first_is_not_gone_between_the_days() -> None:
    person = Person.enter("lin", told(MARCH))
    person.leave(None, told(MAY, APRIL))
    person.leave("on another day", told(MAY + timedelta(days=1), JUNE))
    facts: list[Event] = list(person.collect_events())  # type: ignore[arg-type]
    between = seen(facts, as_of=APRIL + timedelta(days=5))
    assert [event.provenance.effective_at for event in between if isinstance(event, PersonLeft)] == [APRIL, JUNE]


def test_another_edition_of_a_ranking_is_true_since_the_first_once_it_is_known() -> None:
    facts = lives.ranking_facts()
    first = facts[1].provenance.recorded_at
    assert seen(facts, as_of=first) == facts
    assert seen(facts, as_of=first, as_known_on=first) == facts[:3]


# -- signs of life ----------------------------------------------------------------------------------------------------


def meeting(day: int, name: str = "") -> SignOfLife:
    at = datetime(2026, 5, day, 12, tzinfo=START.tzinfo)
    return SignOfLife(source_id=name or f"on {day}", kind=SignKind.MEETING, what="Met", happened_at=at)


def month(*batches: tuple[SignOfLife, ...], wrong: tuple[SignOfLife, ...] = ()) -> list[Fact]:
    life = Life("alpha", MARCH)
    life.propose()
    may = SignsMonth.begin("alpha", batches[0][0].happened_at, told(JUNE, batches[0][0].happened_at))
    for batch in batches:
        may.record(batch, told(JUNE, max(sign.happened_at for sign in batch)))
    if wrong:
        left = [sign for batch in batches for sign in batch if sign not in wrong]
        may.retract(wrong, left, told(JUNE))
    life.took_place(may)
    return numbered(life.facts)


def test_of_signs_that_were_told_together_those_count_that_had_happened() -> None:
    facts = month((meeting(4), meeting(20)), (meeting(6),), wrong=(meeting(4), meeting(20)))
    chosen = Choosing(Vantage(as_of=meeting(10).happened_at)).choose(facts)
    told_of = [event for fact in chosen if isinstance(event := fact.event, SignsRecorded | SignsRetracted)]
    assert [(event.signs, event.total) for event in told_of] == [
        ((meeting(4),), 1),
        ((meeting(6),), 2),
        ((meeting(4),), 1),
    ]
    assert told_of[-1].latest == meeting(6).happened_at


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    days=st.lists(st.integers(1, 31), min_size=1, max_size=8, unique=True),
    size=st.integers(1, 4),
    upto=st.integers(1, 31),
)
def test_signs_up_to_a_day_are_told_as_if_the_others_had_never_been(days: list[int], size: int, upto: int) -> None:
    batches = [tuple(map(meeting, days[first : first + size])) for first in range(0, len(days), size)]
    had_happened = [
        kept for batch in batches if (kept := tuple(sign for sign in batch if sign.happened_at.day <= upto))
    ]
    chosen = Choosing(Vantage(as_of=meeting(upto).happened_at)).choose(month(*batches))
    without = month(*had_happened) if had_happened else month((meeting(1),))[:1]

    def says(facts: list[Fact]) -> list[object]:
        events = [fact.event for fact in facts]
        return [(one.signs, one.total, one.latest, one.latest_of) for one in events if isinstance(one, SignsRecorded)]

    assert says(chosen) == says(without)
    assert len(chosen) == len(without)


def test_signs_of_months_that_are_over_are_left_as_they_were_told() -> None:
    facts = month((meeting(4), meeting(20)))
    assert Choosing(Vantage(as_of=JUNE + timedelta(days=30))).choose(facts) == facts


# -- what was known ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("skewed", [True, False])
def test_a_clock_that_went_back_leaves_no_hole_in_a_stream(skewed: bool) -> None:
    life = Life("alpha", MAY)
    life.propose()
    life.now -= timedelta(hours=3 if skewed else 0)
    life.does("submit", by=ANNA)
    assert life.facts[0].provenance.recorded_at == MAY + timedelta(hours=1)
    assert seen(life.facts, as_known_on=MAY) == []
    assert seen(life.facts, as_known_on=MAY + timedelta(hours=1)) == life.facts[: 2 if skewed else 1]
