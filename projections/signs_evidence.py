"""What a community's signs of life say beside that it lives: which kinds there were, and whether its core comes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, LiteralString

from projections.view import Connected, statement
from projections.vital_signs import BESIDE, VitalSignsView
from vocabulary.ids import CommunityId
from vocabulary.signs import SignKind

DAYS: Final = 180


@dataclass(frozen=True, slots=True)
class SignsEvidence:
    last_of: Mapping[SignKind, date] = field(default_factory=dict)
    """The last day with a sign of each kind."""
    first: date | None = None
    """The first day with any sign of activity."""
    core_now: int = 0
    """How many of the key members were seen in the last `days`."""
    core_before: int = 0
    """How many in as many days before."""
    days: int = DAYS


def signs_evidence(connection: Connected, at: datetime) -> dict[CommunityId, SignsEvidence]:
    """Of every community with a sign of life, as of a moment, by three statements however many there are."""
    upto, middle, since = ((at - timedelta(days=DAYS * number)).date() for number in range(3))
    asked = {"upto": upto, "middle": middle, "since": since, "month": f"{upto:%Y-%m}", "earliest": f"{since:%Y-%m}"}
    last_of: defaultdict[CommunityId, dict[SignKind, date]] = defaultdict(dict)
    for community, kind, day in _read(connection, _LAST_OF, asked):
        last_of[community][SignKind(kind)] = day
    first = dict(_read(connection, _FIRST, asked))
    core = {community: (now, before) for community, now, before in _read(connection, _CORE, asked)}
    return {one: SignsEvidence(kinds, first[one], *core.get(one, (0, 0))) for one, kinds in last_of.items()}


_LAST_OF: Final[LiteralString] = (
    "SELECT community, kind, max(day)::date FROM ("
    "SELECT community, kind, day FROM {table}, jsonb_each_text(last_of) AS last (kind, day) WHERE month < %(month)s "
    "UNION ALL SELECT community, kind, day FROM {table}, jsonb_each(days) AS told (day, counted), "
    "jsonb_object_keys(counted->'kinds') AS kind WHERE month = %(month)s AND day::date <= %(upto)s"
    ") AS seen GROUP BY community, kind"
)
"""The month that the moment lies in is looked into day by day; those before it are over."""
_FIRST: Final[LiteralString] = (
    "SELECT community, (SELECT min(day::date) FROM jsonb_object_keys(days) AS day) FROM {table} JOIN ("
    "SELECT community, min(month) AS month FROM {table} WHERE month <= %(month)s AND last_of <> '{{}}' "
    "GROUP BY community) AS earliest USING (community, month)"
)
_CORE: Final[LiteralString] = (
    "SELECT community, count(DISTINCT person) FILTER (WHERE day::date > %(middle)s), "
    "count(DISTINCT person) FILTER (WHERE day::date <= %(middle)s) "
    "FROM {table} JOIN {core} USING (community), jsonb_each(days) AS told (day, counted) "
    "WHERE month BETWEEN %(earliest)s AND %(month)s AND day::date > %(since)s AND day::date <= %(upto)s "
    "AND counted->'people' ? person GROUP BY community"
)


def _read(connection: Connected, query: LiteralString, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return connection.execute(statement(query, VitalSignsView.name, **BESIDE), asked).fetchall()
