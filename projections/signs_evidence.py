"""What a community's signs of life say beside that it lives: which kinds there were, and whether its core comes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
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
    return _found(connection, _ALL, {"at": at.date()})


def evidence_at_ends(connection: Connected, ends: Mapping[CommunityId, datetime]) -> dict[CommunityId, SignsEvidence]:
    """The same of some communities, of each as of a moment of its own."""
    days = [end.date() for end in ends.values()]
    return _found(connection, _THOSE, {"communities": list(ends), "days": days})


def _found(connection: Connected, whose: LiteralString, asked: Mapping[str, Any]) -> dict[CommunityId, SignsEvidence]:
    def read(query: LiteralString) -> list[tuple[Any, ...]]:
        whole: LiteralString = "WITH asked AS (" + whose + ") " + query
        about = {**asked, "days_back": DAYS, "twice_back": 2 * DAYS}
        return connection.execute(statement(whole, VitalSignsView.name, **BESIDE), about).fetchall()

    last_of: defaultdict[CommunityId, dict[SignKind, date]] = defaultdict(dict)
    for community, kind, day in read(_LAST_OF):
        last_of[community][SignKind(kind)] = day
    first = dict(read(_FIRST))
    core = {community: (now, before) for community, now, before in read(_CORE)}
    return {one: SignsEvidence(kinds, first[one], *core.get(one, (0, 0))) for one, kinds in last_of.items()}


_ALL: Final[LiteralString] = (
    "SELECT community, %(at)s::date AS upto, to_char(%(at)s::date, 'YYYY-MM') AS upto_month "
    "FROM (SELECT DISTINCT community FROM {table}) AS every"
)
_THOSE: Final[LiteralString] = (
    "SELECT community, upto, to_char(upto, 'YYYY-MM') AS upto_month "
    "FROM unnest(%(communities)s::text[], %(days)s::date[]) AS one (community, upto)"
)
_LAST_OF: Final[LiteralString] = (
    "SELECT community, kind, max(day)::date FROM ("
    "SELECT community, kind, day FROM {table} JOIN asked USING (community), "
    "jsonb_each_text(last_of) AS last (kind, day) WHERE month < upto_month "
    "UNION ALL SELECT community, kind, day FROM {table} JOIN asked USING (community), "
    "jsonb_each(days) AS told (day, counted), jsonb_object_keys(counted->'kinds') AS kind "
    "WHERE month = upto_month AND day::date <= upto"
    ") AS seen GROUP BY community, kind"
)
"""The month that the moment lies in is looked into day by day; those before it are over."""
_FIRST: Final[LiteralString] = (
    "SELECT community, (SELECT min(day::date) FROM jsonb_object_keys(days) AS day) FROM {table} JOIN ("
    "SELECT community, min(month) AS month FROM {table} JOIN asked USING (community) "
    "WHERE month <= upto_month AND last_of <> '{{}}' GROUP BY community) AS earliest USING (community, month)"
)
_CORE: Final[LiteralString] = (
    "SELECT community, count(DISTINCT person) FILTER (WHERE day::date > upto - %(days_back)s), "
    "count(DISTINCT person) FILTER (WHERE day::date <= upto - %(days_back)s) "
    "FROM {table} JOIN asked USING (community) JOIN {core} AS core ON core.id = community, "
    "unnest(key_members || lead) AS person, jsonb_each(days) AS told (day, counted) "
    "WHERE month BETWEEN to_char(upto - %(twice_back)s, 'YYYY-MM') AND upto_month "
    "AND day::date > upto - %(twice_back)s AND day::date <= upto AND counted->'people' ? person GROUP BY community"
)
