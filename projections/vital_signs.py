"""Vital signs: on which days a community was alive, through whom, who taught whom, and how long questions waited."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Final, LiteralString

from aggregates.community.events import CommunityProposed, TermsRevised
from aggregates.community.leading_events import CoreChanged, LeadNamed
from aggregates.signs.events import SignsRecorded, SignsRetracted
from projections.subjects import community_of
from projections.view import Connected, Fact, View, statement
from projections.vital_signs_row import WINDOW, Seen, VitalSigns, vital_signs
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId
from vocabulary.signs import ACTIVITY, SignKind, SignOfLife

PEOPLE: Final = "__people"
PAIRS: Final = "__pairs"
QUESTIONS: Final = "__questions"
CORE: Final = "__core"
KINDS: Final = "__kinds"
_COUNTED: Final[dict[str, LiteralString]] = {
    "": "community, day",
    PEOPLE: "community, day, person",
    PAIRS: "community, day, senior, junior",
    KINDS: "community, day, kind",
}
"""Tables of numbers of signs, with what they are counted by."""
_BELONGS: Final[LiteralString] = "community = %(community)s AND day > %(since)s AND day <= %(upto)s"


class VitalSignsView(View):
    """Days and their numbers only: what depends on today is worked out when somebody looks."""

    name: ClassVar[str] = "vital_signs"
    version: ClassVar[int] = 2
    parts: ClassVar[tuple[str, ...]] = (PEOPLE, PAIRS, QUESTIONS, CORE, KINDS)
    handles: ClassVar[frozenset[str]] = frozenset(
        kind.TOPIC for kind in (SignsRecorded, SignsRetracted, CommunityProposed, TermsRevised, CoreChanged, LeadNamed)
    )

    def create(self, connection: Connected, table: str) -> None:
        for part, keys in _COUNTED.items():
            columns = ", ".join(f"{key} {'date' if key == 'day' else _TEXT} NOT NULL" for key in keys.split(", "))
            connection.execute(_made(f"({columns}, signs integer NOT NULL, PRIMARY KEY ({keys}))", table + part))
        asked = f"(community {_TEXT}, source_id {_TEXT}, answers {_TEXT}, at timestamptz NOT NULL, "
        connection.execute(_made(asked + "PRIMARY KEY (community, source_id))", table + QUESTIONS))
        connection.execute(_made(f"(community {_TEXT}, person {_TEXT}, PRIMARY KEY (community, person))", table + CORE))

    def apply(self, connection: Connected, table: str, facts: Sequence[Fact]) -> None:
        counted: dict[str, Counter[Hashable]] = {part: Counter() for part in _COUNTED}
        questions: dict[tuple[CommunityId, str], SignOfLife | None] = {}
        core: dict[CommunityId, _Core] = {}
        for _, event, _ in facts:
            match event:
                case SignsRecorded() | SignsRetracted():
                    sense = 1 if isinstance(event, SignsRecorded) else -1
                    for sign in event.signs:
                        _count(counted, event.community, sign, sense)
                        if sign.kind in (SignKind.QUESTION, SignKind.ANSWER):
                            questions[event.community, sign.source_id] = sign if sense > 0 else None
                case CommunityProposed() | TermsRevised():
                    core[community_of(event.originator_id) or ""] = _Core(whole={event.terms.lead, *event.terms.core})
                case CoreChanged() | LeadNamed():
                    core.setdefault(community_of(event.originator_id) or "", _Core()).change(event)
        for part, numbers in counted.items():
            _add(connection, table + part, _COUNTED[part], numbers)
        _ask(connection, table + QUESTIONS, questions)
        _name(connection, table + CORE, core)

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
            days=read("SELECT day, signs FROM {table} WHERE ", _BELONGS + " ORDER BY day"),
            people=people,
            by_core=by_core if knows_core else 0,
            by_others=by_others if knows_core else 0,
            pairs=pairs,
            waits=[wait for (wait,) in waits],
        )
        return vital_signs(community, at, seen)


BESIDE: Final = {part.strip("_"): VitalSignsView.name + part for part in VitalSignsView.parts}
"""Its tables beside the first, as statements call them."""
_TEXT: Final[LiteralString] = 'text COLLATE "C"'


def _made(columns: str, table: str) -> bytes:
    return statement("CREATE TABLE {table} " + columns, table)


def _count(counted: dict[str, Counter[Hashable]], community: CommunityId, sign: SignOfLife, sense: int) -> None:
    if sign.kind not in ACTIVITY:
        return
    day = sign.happened_at.date().isoformat()
    counted[""][community, day] += sense
    counted[KINDS][community, day, sign.kind.value] += sense
    pair = (sign.senior, sign.junior)
    for person in {*sign.people, *filter(None, pair)}:
        counted[PEOPLE][community, day, person] += sense
    if sign.senior is not None:
        counted[PAIRS][community, day, *pair] += sense


def _add(connection: Connected, table: str, keys: LiteralString, numbers: Counter[Hashable]) -> None:
    rows = sorted((*key, number) for key, number in numbers.items() if number)  # type: ignore[misc]
    if not rows:
        return
    columns = keys.split(", ")
    arrays: LiteralString = ", ".join(["%s::date[]" if key == "day" else "%s::text[]" for key in columns])
    insert: LiteralString = " ".join(
        (
            *("INSERT INTO {table} AS known (", keys, ", signs) SELECT * FROM unnest(", arrays, ", %s::integer[])"),
            *("ON CONFLICT (", keys, ") DO UPDATE SET signs = known.signs + excluded.signs"),
        )
    )
    connection.execute(statement(insert, table), _columns(rows))
    if fewer := sorted({row[0] for row in rows if row[-1] < 0}):
        empty: LiteralString = "DELETE FROM {table} WHERE signs <= 0 AND community = ANY(%s)"
        connection.execute(statement(empty, table), [fewer])


def _ask(connection: Connected, table: str, questions: dict[tuple[CommunityId, str], SignOfLife | None]) -> None:
    """The last word on each counts, as the log has it."""
    if not questions:
        return
    names = _columns(questions)
    gone = "DELETE FROM {table} WHERE (community, source_id) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
    connection.execute(statement(gone, table), names)
    stand = [(*name, sign.answers or "", sign.happened_at) for name, sign in questions.items() if sign is not None]
    if stand:
        connection.execute(
            statement(
                "INSERT INTO {table} SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[])", table
            ),
            _columns(sorted(stand)),
        )


@dataclass(slots=True)
class _Core:
    """What a batch says of who belongs to the core of a community."""

    whole: set[PersonId] | None = None
    """All of it; None where only changes were told."""
    joined: set[PersonId] = field(default_factory=set)
    left: set[PersonId] = field(default_factory=set)

    def change(self, event: CoreChanged | LeadNamed) -> None:
        joined, left = ((event.lead,), ()) if isinstance(event, LeadNamed) else (event.joined, event.left)
        for person in left:
            self.joined.discard(person)
            self.left.add(person)
        for person in joined:
            self.left.discard(person)
            self.joined.add(person)


def _name(connection: Connected, table: str, core: dict[CommunityId, _Core]) -> None:
    if not core:
        return
    anew = sorted(community for community, one in core.items() if one.whole is not None)
    connection.execute(statement("DELETE FROM {table} WHERE community = ANY(%s)", table), [anew])
    gone = sorted((community, person) for community, one in core.items() for person in one.left)
    connection.execute(
        statement(
            "DELETE FROM {table} WHERE (community, person) IN (SELECT * FROM unnest(%s::text[], %s::text[]))", table
        ),
        _columns(gone) or [[], []],
    )
    rows = sorted(
        (community, person)
        for community, one in core.items()
        for person in (one.whole or set()) - one.left | one.joined
    )
    connection.execute(
        statement("INSERT INTO {table} SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING", table),
        _columns(rows) or [[], []],
    )


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
