"""Calendars to count with: of real countries, and any that Hypothesis makes up."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from policies.calendar import Calendar, Clock, Weekday
from vocabulary.span import UNITS, Span

FIXED_ZONES = ("UTC", "Asia/Kolkata", "Asia/Tokyo", "America/Phoenix")
"""Where the clocks are no longer changed."""
CHANGING_ZONES = ("Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Pacific/Chatham")
COUNTRIES = (None, "CH", "GB", "US", "JP")

moments = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


def _spans(units: tuple[str, ...]) -> st.SearchStrategy[Span]:
    parts = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(units)), min_size=1, max_size=3)
    return parts.map(lambda all_: Span(" ".join(f"{number} {unit}" for number, unit in all_)))


later = st.integers(0, 60 * 24 * 100).map(lambda minutes: timedelta(minutes=minutes)) | st.timedeltas(
    timedelta(), timedelta(days=4_000)
)
working_spans = st.integers(0, 60).map(lambda number: Span(f"{number} working days"))
steady_spans = working_spans | _spans(UNITS[2:])
"""Always as long, apart from what is free, paused and put forward."""
month_spans = _spans(UNITS[:4])
"""Of whole days, months and years."""
whole_spans = _spans(UNITS)
spans = whole_spans | working_spans
clocks = st.sampled_from(Clock)
_days = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: f"{day:%m-%d}")
_dates = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def calendar(**keys: Any) -> Calendar:
    return Calendar.model_validate(keys)


def pause(first: str, until: str, *stops: str) -> dict[str, Any]:
    return {"name": "A pause", "from": first, "until": until} | ({"stops": list(stops)} if stops else {})


@st.composite
def pauses(draw: st.DrawFn) -> dict[str, Any]:
    stops = draw(st.lists(clocks, min_size=1, unique=True))
    if draw(st.booleans()):
        first = draw(st.dates(date(2023, 1, 1), date(2023, 12, 31)))
        last = first + timedelta(days=draw(st.integers(0, 80)))
        return pause(f"{first:%m-%d}", f"{last:%m-%d}", *stops)
    first = draw(_dates)
    return pause(str(first), str(first + timedelta(days=draw(st.integers(0, 400)))), *stops)


@st.composite
def calendars(draw: st.DrawFn, zones: tuple[str, ...] = FIXED_ZONES) -> Calendar:
    return calendar(
        country=draw(st.sampled_from(COUNTRIES)),
        weekend=draw(st.lists(st.sampled_from(Weekday), min_size=1, max_size=3, unique=True)),
        time_zone=draw(st.sampled_from(zones)),
        holidays=draw(st.lists(_days | _dates.map(str), max_size=4, unique=True)),
        pauses=draw(st.lists(pauses(), max_size=3)),
    )
