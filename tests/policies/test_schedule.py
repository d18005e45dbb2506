"""When something recurs: its dates depend on the beginning and the group, and on nothing that was done since."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.schedule import Schedule
from tests.policies.calendars import CHANGING_ZONES, FIXED_ZONES, moments

GROUPS = {
    "1": ["1 January", "1 April", "1 July", "1 October"],
    "2": ["1 February", "1 May", "1 August", "1 November"],
    "3": ["1 March", "1 June", "1 September", "1 December"],
}
ZURICH = ZoneInfo("Europe/Zurich")
MONTHLY_AT_FIRST = {"every": "1 month", "lasts": "3 months"}

exhaustive = settings(derandomize=True, deadline=None, max_examples=300)


def schedule(**keys: Any) -> Schedule:
    return Schedule.model_validate(keys)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def dates(of: Schedule, began: str, number: int, **keys: Any) -> list[str]:
    """The first so many dates."""
    on = after = at(began)
    found = []
    for _ in range(number):
        on = of.next(began=at(began), after=after, **{"group": None, "zone": UTC} | keys)
        assert on is not None
        found.append(f"{on:%Y-%m-%d %H:%M}".removesuffix(" 00:00"))
        after = on
    return found


@pytest.mark.parametrize(
    ("keys", "began", "found"),
    [
        ({"every": "1 month"}, "2026-01-31", ["2026-02-28", "2026-03-31", "2026-04-30"]),
        ({"every": "1 year"}, "2024-02-29", ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ({"every": "90 days"}, "2026-01-01 09:30", ["2026-04-01 09:30", "2026-06-30 09:30"]),
        ({"every": "12 hours"}, "2026-01-01 06:00", ["2026-01-01 18:00", "2026-01-02 06:00"]),
        ({"on": ["1 March"]}, "2026-03-01", ["2027-03-01", "2028-03-01"]),
        ({"on": ["1 March"]}, "2026-02-28 23:59", ["2026-03-01", "2027-03-01"]),
        ({"on": ["1 September", "1 March"]}, "2026-05-01", ["2026-09-01", "2027-03-01", "2027-09-01"]),
        ({"on": ["29 February", "28 February"]}, "2026-05-01", ["2027-02-28", "2028-02-28", "2028-02-29"]),
    ],
)
def test_dates_are_counted_from_the_beginning_or_are_days_of_the_year(
    keys: dict[str, Any], began: str, found: list[str]
) -> None:
    assert dates(schedule(**keys), began, len(found)) == found


def test_each_group_has_its_own_quarters() -> None:
    quarterly = schedule(by_group=GROUPS)

    assert dates(quarterly, "2026-01-15", 2, group="1") == ["2026-04-01", "2026-07-01"]
    assert dates(quarterly, "2026-01-15", 2, group="2") == ["2026-02-01", "2026-05-01"]
    assert dates(quarterly, "2026-01-15", 2, group="3") == ["2026-03-01", "2026-06-01"]


@pytest.mark.parametrize("group", [None, "", "4"])
def test_who_is_in_no_group_that_is_listed_has_no_date(group: str | None) -> None:
    now = at("2026-01-15")

    assert schedule(by_group=GROUPS).next(began=now, after=now, group=group, zone=UTC) is None


def test_at_first_it_comes_more_often() -> None:
    monthly = ["2026-02-15", "2026-03-15", "2026-04-15"]

    assert dates(schedule(first=MONTHLY_AT_FIRST, every="3 months"), "2026-01-15", 5) == [
        *monthly, "2026-07-15", "2026-10-15",
    ]  # fmt: skip
    assert dates(schedule(first=MONTHLY_AT_FIRST, by_group=GROUPS), "2026-01-15", 5, group="2") == [
        *monthly, "2026-05-01", "2026-08-01",
    ]  # fmt: skip


def test_at_first_it_comes_to_those_without_a_group_too() -> None:
    of, began = schedule(first=MONTHLY_AT_FIRST, by_group=GROUPS), at("2026-01-15")

    assert of.next(began=began, after=at("2026-03-20"), group=None, zone=UTC) == at("2026-04-15")
    assert of.next(began=began, after=at("2026-04-15"), group=None, zone=UTC) is None


def test_a_day_of_the_year_begins_where_the_organisation_is() -> None:
    of = schedule(on=["1 July"])
    began = at("2026-06-30 21:59")

    assert of.next(began=began, after=began, group=None, zone=ZURICH) == at("2026-06-30 22:00")
    assert of.next(began=began, after=at("2026-06-30 22:00"), group=None, zone=ZURICH) == at("2027-06-30 22:00")


def test_a_month_later_it_is_as_late_in_the_day_though_the_clocks_have_changed() -> None:
    began = at("2026-03-15 08:00")

    assert schedule(every="1 month").next(began=began, after=began, group=None, zone=ZURICH) == at("2026-04-15 07:00")


def test_nothing_comes_before_the_beginning() -> None:
    for of in (schedule(every="1 month"), schedule(on=["1 March"]), schedule(first=MONTHLY_AT_FIRST, on=["1 March"])):
        began = at("2026-01-15")
        assert of.next(began=began, after=at("1999-01-01"), group=None, zone=UTC) == of.next(
            began=began, after=began, group=None, zone=UTC
        )


def test_millions_of_dates_ago_makes_no_difference() -> None:
    began, after = at("2000-01-01"), at("2080-01-01 00:00:10")

    found = schedule(every="20 seconds").next(began=began, after=after, group=None, zone=UTC)

    assert found == at("2080-01-01 00:00:20")


DAYS = ("1 January", "28 February", "29 February", "31 March", "25 October", "31 December")
year_days = st.lists(st.sampled_from(DAYS), min_size=1, unique=True)
cadences = st.sampled_from(["1 day", "36 hours", "1 day 1 second", "2 weeks", "1 month", "1 month 1 day", "1 year"])


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    keys: dict[str, Any] = draw(
        st.fixed_dictionaries({"every": cadences})
        | st.fixed_dictionaries({"on": year_days})
        | st.fixed_dictionaries({"by_group": st.fixed_dictionaries({"a": year_days, "10": year_days, "2": year_days})})
    )
    if draw(st.booleans()):
        keys["first"] = {"every": draw(st.sampled_from(["1 day", "2 weeks", "1 month"])), "lasts": "3 months"}
    return schedule(**keys)


zones = st.sampled_from(FIXED_ZONES + CHANGING_ZONES).map(ZoneInfo)


@given(schedules(), moments, st.integers(0, 4_000), zones, st.floats(0, 1, exclude_max=True))
@exhaustive
def test_the_next_date_stays_the_same_until_it_is_there_and_then_another_follows(
    of: Schedule, began: datetime, days: int, zone: ZoneInfo, between: float
) -> None:
    def after(moment: datetime) -> datetime:
        on = of.next(began=began, after=moment, group="a", zone=zone)
        assert on is not None
        return on

    moment = began + timedelta(days=days)
    on = after(moment)

    assert moment < on < after(on)
    assert after(moment + (on - moment) * between) == on
    assert after(on - timedelta(microseconds=1)) == on


@given(schedules())
@exhaustive
def test_a_schedule_survives_being_written_down_and_is_written_in_one_way(of: Schedule) -> None:
    text = of.model_dump_json()

    assert Schedule.model_validate_json(text) == of
    assert Schedule.model_validate_json(text).model_dump_json() == text


def test_the_order_of_days_and_groups_does_not_matter() -> None:
    one = schedule(by_group={"2": ["1 May", "1 March"], "1": ["1 June"]})
    other = schedule(by_group={"1": ["1 June"], "2": ["1 March", "1 May"]})

    assert one.model_dump_json() == other.model_dump_json()
