"""What one row of a file says of a community, and what is wrong with it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from adapters.csv_lines import Wrong, short
from aggregates.commands.importing import ExistingCommunity
from vocabulary.ids import CommunityId, slug
from vocabulary.stages import Outcome

STATUSES: Final = {"graduated": Outcome.GRADUATED, "retired": Outcome.SUNSET, "current": None}
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
LONGEST: Final = 200
"""Characters of a title or a sponsor."""
LONGEST_ID: Final = 63
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def podling(row: dict[str, str], now: datetime) -> tuple[ExistingCommunity, str]:
    status = row["status"].lower()
    if status not in STATUSES:
        raise Wrong("status", f"{short(row['status'])} was given; expected {' or '.join(STATUSES)}")
    started, ended = _life(row, ("start_date", "end_date"), now)
    outcome = STATUSES[status]
    if outcome and not ended:
        raise Wrong("end_date", f"nothing was given; expected the day on which it {status}, such as 2021-03-31")
    if ended and not outcome:
        raise Wrong("end_date", f"{ended:%Y-%m-%d} was given; expected nothing, since it is current")
    return _existing(row, "name", started, ended, outcome), status if outcome else "live"


def own(row: dict[str, str], now: datetime) -> tuple[ExistingCommunity, str]:
    started, ended = _life(row, ("started", "ended"), now)
    word = row["outcome"].lower()
    known = [outcome.value for outcome in Outcome]
    if word and word not in known:
        raise Wrong("outcome", f"{short(row['outcome'])} was given; expected {' or '.join(known)}, or nothing")
    if ended and not word:
        raise Wrong("outcome", f"nothing was given; expected {' or '.join(known)}, since it has ended")
    if word and not ended:
        raise Wrong("ended", f"nothing was given; expected the day of its end, since its outcome is {word}")
    return _existing(row, "title", started, ended, Outcome(word) if word else None), word or "live"


def _existing(
    row: dict[str, str], title: str, started: datetime, ended: datetime | None, outcome: Outcome | None
) -> ExistingCommunity:
    if not row[title]:
        raise Wrong(title, "nothing was given; expected what the community is called")
    for name in (title, "sponsor"):
        if len(row.get(name, "")) > LONGEST:
            raise Wrong(name, f"{len(row[name]):,} characters were given; expected at most {LONGEST}")
    return ExistingCommunity(
        id=id_of(row, "id", otherwise=row[title]),
        title=row[title],
        sponsor=row.get("sponsor") or None,
        started=started,
        ended=ended,
        outcome=outcome,
    )


def id_of(row: Mapping[str, str], column: str, *, otherwise: str = "") -> CommunityId:
    """The id in a column, spelt our way (`mod_ftp`, `Lucene.Net`); two that become one are told apart by the reader."""
    community = slug(row[column] or otherwise)
    if not community or len(row[column]) > LONGEST_ID:
        raise Wrong(column, f"{short(row[column])} was given; expected up to {LONGEST_ID} letters, digits and hyphens")
    return community


def _life(row: dict[str, str], columns: tuple[str, str], now: datetime) -> tuple[datetime, datetime | None]:
    begin, end = columns
    if not row[begin]:
        raise Wrong(begin, "nothing was given; expected a day such as 2021-03-31")
    started = day_of(row, begin, now)
    ended = day_of(row, end, now) if row[end] else None
    if ended and ended < started:
        raise Wrong(end, f"{row[end]} was given; expected {row[begin]} or later, since it started then")
    return started, ended


def day_of(row: Mapping[str, str], column: str, now: datetime) -> datetime:
    """The day in a column, at its beginning in UTC; raises `Wrong`."""
    text = row[column]
    try:
        day = datetime.fromisoformat(text if _DAY.fullmatch(text) else "").replace(tzinfo=UTC)
    except ValueError:
        raise Wrong(column, f"{short(text)} was given; expected a day that exists, such as 2021-03-31") from None
    if day > now:
        raise Wrong(column, f"{text} was given, which has not come yet; expected a day up to {now:%Y-%m-%d}")
    if day < EARLIEST:
        raise Wrong(column, f"{text} was given; expected a day since {EARLIEST:%Y-%m-%d}")
    return day
