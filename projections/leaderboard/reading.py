"""The leaderboard as it is read: the present ranking of a period, or the one that was published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, LiteralString, NamedTuple

from pydantic import TypeAdapter

from policies.measures import LeaderboardRules
from projections.leaderboard.book import CRITERIA_ROWS
from projections.leaderboard.criteria import Criteria, CriteriaRow
from projections.leaderboard.editions import EDITION_ROWS, EditionRow
from projections.leaderboard.stand import StandRow
from projections.leaderboard.tables import CRITERIA, MEMBERS, PLACED, PUBLISHED
from projections.leaderboard.view import Leaderboard
from projections.log import known_until
from projections.view import Connected, statement
from vocabulary.ids import CommunityId, PolicyName
from vocabulary.periods import Period
from vocabulary.provenance import Moment
from vocabulary.ranking import Placed
from vocabulary.refusals import UnknownItem

VIEW: Final = Leaderboard()
_PLACED: Final = TypeAdapter(list[Placed])
_ONE_PLACED: Final = TypeAdapter(Placed)
_RANKED: Final[LiteralString] = (
    "WITH ranked AS (SELECT member.id AS community, member.title, member.launched_at > %(young_since)s AS apart, "
    "coalesce(stand.points, 0) AS points, active, size, accepted, joined, in_time, late, attained, delivered, used "
    "FROM {members} AS member "
    "LEFT JOIN {table} AS stand ON stand.community = member.id AND stand.period = %(period)s "
    "WHERE member.launched_at < %(upto)s AND (member.closed_at IS NULL OR member.closed_at >= %(ends)s) "
    "AND coalesce(stand.programme, member.programme) = %(programme)s), "
    "placed AS (SELECT rank() OVER (PARTITION BY apart ORDER BY points DESC) AS place, "
    "count(*) OVER () AS communities, * FROM ranked) "
    "SELECT * FROM placed WHERE %(only)s::text IS NULL OR community = %(only)s "
    "ORDER BY apart, place, community LIMIT %(limit)s"
)


@dataclass(frozen=True, slots=True)
class Board:
    """The ranking of one period."""

    programme: PolicyName
    period: Period
    policy: str
    """By whose weights, as `name@version`."""
    rules: LeaderboardRules
    as_of: Moment | None
    """When the last fact was recorded that it knows of."""
    placed: Sequence[Placed]
    """The best first, those ranked apart at the end."""
    communities: int
    """How many are ranked, listed or not."""
    edition: EditionRow | None = None
    """None where it is the present ranking, which goes on changing."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One community in one published ranking."""

    edition: EditionRow
    placed: Placed


class PublishedPeriod(NamedTuple):
    programme: PolicyName
    period: Period


def published_of(connection: Connected, community: CommunityId) -> list[Publication]:
    """Where it stands in all that was published, by programme, period and edition."""
    editions = EDITION_ROWS.select(connection, VIEW.name + PUBLISHED, "ORDER BY programme, period, edition", [])
    listed: LiteralString = "SELECT ranking, placed FROM {table} WHERE placed->>'community' = %s"
    rows = connection.execute(statement(listed, VIEW.name + PLACED), [community]).fetchall()
    placed = {ranking: _ONE_PLACED.validate_python(one) for ranking, one in rows}
    return [Publication(edition, placed[edition.id]) for edition in editions if edition.id in placed]


def programmes(connection: Connected) -> list[PolicyName]:
    """Policies of which some version has a ranking."""
    return criteria(connection).ranked


def board(
    connection: Connected,
    programme: PolicyName,
    moment: datetime,
    at: datetime,
    *,
    only: CommunityId | None = None,
    limit: int | None = None,
) -> Board:
    """The ranking of the period that `moment` lies in, by what is known now; refuses where nothing is ranked.

    `at` is when it is looked at: until then communities may be too young to be ranked with the others. `only` lists
    one community, at its place among all.
    """
    period, row, rules = period_of(connection, programme, moment)
    upto = min(period.ends, at)
    asked = {
        "programme": programme,
        "period": str(period),
        "upto": upto,
        "ends": period.ends,
        "young_since": rules.apart_under.before(upto),
        "only": only,
        "limit": limit,
    }
    query = statement(_RANKED, VIEW.name, members=VIEW.name + MEMBERS)
    found = connection.execute(query, asked).fetchall()
    return Board(
        programme,
        period,
        row.id,
        rules,
        known_until(connection, VIEW),
        [_placed(rules, one) for one in found],
        found[0][1] if found else 0,
    )


def last_edition(
    connection: Connected, programme: PolicyName, moment: datetime, *, limit: int | None = None
) -> Board | None:
    """What was published of the period that `moment` lies in, the latest edition; None where nothing was."""
    found = editions(connection, programme, moment)
    return published(connection, found[-1], limit=limit) if found else None


def editions(connection: Connected, programme: PolicyName, moment: datetime) -> list[EditionRow]:
    """All that was published of the period that `moment` lies in, the first at the beginning."""
    period, _, _ = period_of(connection, programme, moment)
    tail: LiteralString = "WHERE programme = %s AND period = %s ORDER BY edition"
    return EDITION_ROWS.select(connection, VIEW.name + PUBLISHED, tail, [programme, str(period)])


def last_published(connection: Connected, programme: PolicyName) -> Period | None:
    """The latest period of which a ranking was published."""
    tail: LiteralString = "WHERE programme = %s ORDER BY period DESC LIMIT 1"
    found = EDITION_ROWS.select(connection, VIEW.name + PUBLISHED, tail, [programme])
    return Period.read(found[0].period) if found else None


def published_periods(connection: Connected) -> list[PublishedPeriod]:
    """Of which a ranking was published, by programme, the earliest first."""
    distinct: LiteralString = "SELECT DISTINCT programme, period FROM {table} ORDER BY programme, period"
    rows = connection.execute(statement(distinct, VIEW.name + PUBLISHED)).fetchall()
    return [PublishedPeriod(programme, Period.read(period)) for programme, period in rows]


def published(connection: Connected, edition: EditionRow, *, limit: int | None = None) -> Board:
    """One edition, as it was published."""
    rules = criteria(connection).version(edition.policy).leaderboard
    assert rules is not None, "what was published was weighed"
    listed: LiteralString = "SELECT placed FROM {table} WHERE ranking = %s ORDER BY number LIMIT %s"
    rows = connection.execute(statement(listed, VIEW.name + PLACED), [edition.id, limit]).fetchall()
    placed = _PLACED.validate_python([placed for (placed,) in rows])
    return Board(
        edition.programme,
        Period.read(edition.period),
        edition.policy,
        rules,
        edition.as_of,
        placed,
        edition.communities,
        edition,
    )


def criteria(connection: Connected) -> Criteria:
    """All versions of all policies, and which of them counts when."""
    return Criteria(CRITERIA_ROWS.select(connection, VIEW.name + CRITERIA, "", []))


def period_of(
    connection: Connected, programme: PolicyName, moment: datetime
) -> tuple[Period, CriteriaRow, LeaderboardRules]:
    """The period that a moment lies in, with the version and the weights that count in it."""
    found = criteria(connection).at(programme, moment)
    if found is None or found[1].leaderboard is None:
        known = ", ".join(programmes(connection)) or "none; a policy with a part `leaderboard` has one"
        raise UnknownItem(f"{programme} ranks nothing at {moment:%d %B %Y}; programmes with a ranking: {known}")
    return *found, found[1].leaderboard


def _placed(rules: LeaderboardRules, row: tuple[Any, ...]) -> Placed:
    place, _, community, title, apart, points, *counts, attained, delivered, used = row
    active, size, accepted, joined, in_time, late = (count or 0 for count in counts)
    shares = [Decimal(figure or 0) for figure in (attained, delivered, used)]
    stand = StandRow("", community, "", "", "", active, size, accepted, joined, in_time, late, *shares)
    figures = stand.weighed(rules.weights)
    return Placed(community=community, title=title, apart=apart, place=place, points=points, figures=figures)
