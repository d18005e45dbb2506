"""What a community's signs of life say beside that it lives: which kinds there were, and whether its core comes."""

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
    """Of every community with a sign of life, as of a moment, by two statements however many there are."""
    upto, middle, since = ((at - timedelta(days=DAYS * number)).date() for number in range(3))
    last_of: dict[CommunityId, dict[SignKind, date]] = {}
    first: dict[CommunityId, date] = {}
    for community, kind, begun, day in _read(
        connection,
        "SELECT community, kind, min(day), max(day) FROM {table} WHERE day <= %(upto)s GROUP BY community, kind",
        {"upto": upto},
    ):
        last_of.setdefault(community, {})[SignKind(kind)] = day
        first[community] = min(begun, first.get(community, begun))
    core = {
        community: (now, before)
        for community, now, before in _read(
            connection,
            "SELECT community, count(DISTINCT person) FILTER (WHERE day > %(middle)s), "
            "count(DISTINCT person) FILTER (WHERE day <= %(middle)s) "
            "FROM {people} JOIN {core} USING (community, person) "
            "WHERE day > %(since)s AND day <= %(upto)s GROUP BY community",
            {"since": since, "middle": middle, "upto": upto},
        )
    }
    return {one: SignsEvidence(kinds, first[one], *core.get(one, (0, 0))) for one, kinds in last_of.items()}


def _read(connection: Connected, query: LiteralString, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return connection.execute(statement(query, VitalSignsView.name, **BESIDE), asked).fetchall()
