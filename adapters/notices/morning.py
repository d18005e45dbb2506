"""When somebody is told: at once, or in the morning."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from policies.local_time import moment_of, wall_time
from policies.time_zone import zone_named

MORNING: Final = time(8)
"""The hour of the daily mail, by the person's own clock."""


def next_morning(now: datetime, time_zone: str) -> datetime:
    """When the daily mail goes out that comes next after `now` (aware); in UTC."""
    zone = zone_named(time_zone)
    today = wall_time(now, zone).date()
    for day in (today, today + timedelta(days=1)):
        morning = moment_of(datetime.combine(day, MORNING), zone)
        if morning > now:
            return morning
    return now.astimezone(UTC) + timedelta(days=1)
