"""Vital signs: on which days a community was alive, through whom, who taught whom, and how long questions waited."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final, LiteralString

from projections.fact import Fact
from projections.partition import WHOLE, Partition
from projections.view import Building, Connected, View, statement
from projections.vital_signs_building import CountsBuilding, key
from projections.vital_signs_counts import CORE, PAIRS, PEOPLE, QUESTIONS, TOPICS, Counts, create
from projections.vital_signs_row import WINDOW, Seen, VitalSigns, vital_signs
from vocabulary.ids import CommunityId

_BELONGS: Final[LiteralString] = "community = %(community)s AND day > %(since)s AND day <= %(upto)s"


class VitalSignsView(View):
    """Days and their numbers only: what depends on today is worked out when somebody looks."""

    name: ClassVar[str] = "vital_signs"
    version: ClassVar[int] = 3
    parts: ClassVar[tuple[str, ...]] = (PEOPLE, PAIRS, QUESTIONS, CORE)
    handles: ClassVar[frozenset[str]] = TOPICS

    def create(self, connection: Connected, table: str) -> None:
        create(connection, table)

    def apply(self, connection: Connected, table: str, facts: Sequence[Fact]) -> None:
        counts = Counts()
        counts.take(facts)
        counts.add_to(connection, table)

    def prepare(self, connection: Connected, table: str) -> None:
        create(connection, table, keyed=False)

    def building(self, connection: Connected, table: str, partition: Partition = WHOLE) -> Building:  # noqa: ARG002
        return CountsBuilding(connection, table)

    def complete(self, connection: Connected, table: str) -> None:
        key(connection, table)

    # -- reading ------------------------------------------------------------------------------------------------

    def of(self, connection: Connected, community: CommunityId, at: datetime) -> VitalSigns:
        """As of a moment (UTC), by what is known of it now."""
        asked = {"community": community, "since": (at - WINDOW).date(), "upto": at.date(), "at": at}

        def read(query: LiteralString, more: LiteralString = "") -> list[tuple[Any, ...]]:
            return connection.execute(statement(query + more, self.name, **BESIDE), asked).fetchall()

        ((last,),) = read("SELECT max(day) FROM {table} WHERE community = %(community)s AND day <= %(upto)s")
        ((people, by_core, by_others),) = read(
            "SELECT count(DISTINCT person), coalesce(sum(signs) FILTER (WHERE core.person IS NOT NULL), 0), "
            "coalesce(sum(signs) FILTER (WHERE core.person IS NULL), 0) FROM {people} AS people "
            "LEFT JOIN {core} AS core USING (community, person) WHERE ",
            _BELONGS,
        )
        knows_core = bool(read("SELECT 1 FROM {core} WHERE community = %(community)s LIMIT 1"))
        ((pairs,),) = read("SELECT count(DISTINCT (senior, junior)) FROM {pairs} WHERE ", _BELONGS)
        waits = read(
            "SELECT (SELECT min(answer.at) FROM {questions} AS answer WHERE answer.community = question.community "
            "AND answer.answers = question.source_id AND answer.at >= question.at AND answer.at <= %(at)s) - at "
            "FROM {questions} AS question WHERE answers = '' AND community = %(community)s "
            "AND at > %(since)s AND at <= %(at)s"
        )
        seen = Seen(
            last=last,
            days=read("SELECT day, sum(signs) FROM {table} WHERE ", _BELONGS + " GROUP BY day ORDER BY day"),
            people=people,
            by_core=by_core if knows_core else 0,
            by_others=by_others if knows_core else 0,
            pairs=pairs,
            waits=[wait for (wait,) in waits],
        )
        return vital_signs(community, at, seen)


BESIDE: Final = {part.strip("_"): VitalSignsView.name + part for part in VitalSignsView.parts}
"""Its tables beside the first, as statements call them."""
