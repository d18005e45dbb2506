"""What facts say of a community's days, counted in memory before it is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString

import orjson

from aggregates.community.events import CommunityProposed, TermsRevised
from aggregates.community.leading_events import CoreChanged, LeadNamed
from aggregates.signs.events import SignsRecorded, SignsRetracted
from projections.fact import Fact, moment
from projections.rows import columns
from projections.subjects import community_of
from projections.view import Connected, statement
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId
from vocabulary.signs import ACTIVITY, SignKind

PEOPLE: Final = "__people"
PAIRS: Final = "__pairs"
QUESTIONS: Final = "__questions"
CORE: Final = "__core"
COUNTED: Final[dict[str, LiteralString]] = {"": "kind", PEOPLE: "person", PAIRS: "senior, junior"}
"""Tables of numbers of signs, with what they are counted by beside community and day."""
TOPICS: Final = frozenset(
    kind.TOPIC for kind in (SignsRecorded, SignsRetracted, CommunityProposed, TermsRevised, CoreChanged, LeadNamed)
)

_SENSE: Final = {SignsRecorded.TOPIC: 1, SignsRetracted.TOPIC: -1}
_ACTIVITY: Final = frozenset(kind.value for kind in ACTIVITY)
_ASKING: Final = frozenset({SignKind.QUESTION.value, SignKind.ANSWER.value})

Question = tuple[str, str]
"""What it answers, or nothing, and when it was told."""
Numbers = defaultdict[tuple[str, ...], int]
"""By community and what else they are counted by."""
Day = tuple[str, tuple[Numbers, ...]]
"""A day, with what happened on it for each of `COUNTED`."""
Row = tuple[Any, ...]
"""Community, day, what else it is counted by, and the number."""


_TEXT: Final[LiteralString] = 'text COLLATE "C"'


def create(connection: Connected, table: str, *, keyed: bool = True) -> None:
    """The empty tables; counts without a key can be written faster, and have to be given it before they are read."""
    for part in COUNTED:
        columns: LiteralString = ", ".join([key + (" date" if key == "day" else " " + _TEXT) for key in _keys(part)])
        key: LiteralString = ", PRIMARY KEY (" + keys(part) + ")" if keyed else ""
        connection.execute(_made("(" + columns + ", signs integer NOT NULL" + key + ")", table + part))
    asked: LiteralString = "(community " + _TEXT + ", source_id " + _TEXT + ", answers " + _TEXT + " NOT NULL, "
    connection.execute(_made(asked + "at timestamptz NOT NULL, PRIMARY KEY (community, source_id))", table + QUESTIONS))
    inner: LiteralString = "(community " + _TEXT + ", person " + _TEXT + ", PRIMARY KEY (community, person))"
    connection.execute(_made(inner, table + CORE))


def keys(part: str) -> LiteralString:
    """The columns by which one of the tables counts."""
    return "community, day, " + COUNTED[part]


def _keys(part: str) -> list[LiteralString]:
    return keys(part).split(", ")


def _made(columns: LiteralString, table: str) -> bytes:
    return statement("CREATE TABLE {table} " + columns, table)


class Counts:
    """Of as many facts as it was given, since it was last written."""

    def __init__(self) -> None:
        self._days: dict[str, tuple[Numbers, ...]] = {}
        self._size = 0
        self._questions: dict[tuple[CommunityId, str], Question | None] = {}
        """The last word on each, as the log has it; None where it was taken back."""
        self._core: dict[CommunityId, _Core] = {}

    def take(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            sense = _SENSE.get(fact.topic)
            if sense is not None:
                told = fact.fields
                self._count(told["community"], told["signs"], sense)
                continue
            community = community_of(fact.stream) or ""
            match event := fact.event:
                case CommunityProposed(terms=terms) | TermsRevised(terms=terms):
                    self._core[community] = _Core(whole={terms.lead, *terms.core})
                case CoreChanged() | LeadNamed():
                    self._core.setdefault(community, _Core()).change(event)

    def _count(self, community: CommunityId, signs: Sequence[Mapping[str, Any]], sense: int) -> None:
        for sign in signs:
            kind, at = sign["kind"], sign["happened_at"]
            if kind in _ASKING:
                told = (sign.get("answers") or "", at)
                self._questions[community, sign["source_id"]] = told if sense > 0 else None
            if kind not in _ACTIVITY:
                continue
            day = at[:10] if at[-1] == "Z" else moment(at).date().isoformat()
            counted = self._days.get(day)
            if counted is None:
                counted = self._days[day] = tuple(defaultdict(int) for _ in COUNTED)
            kinds, seen, pairs = counted
            kinds[community, kind] += sense
            people, senior = sign["people"], sign.get("senior")
            if senior is not None:
                junior = sign["junior"]
                people = [*people, senior, junior]
                pairs[community, senior, junior] += sense
            for person in people if len(people) < 2 else {*people}:
                seen[community, person] += sense
            self._size += 1 + len(people)

    def __len__(self) -> int:
        """As many numbers are kept, or fewer."""
        return self._size

    # -- writing -------------------------------------------------------------------------------------------------

    def add_to(self, connection: Connected, table: str) -> None:
        """Adds all of it to rows that are read."""
        taken = self.take_out(every=True)
        for index, part in enumerate(COUNTED):
            _add(connection, table + part, keys(part), _rows(taken, index))
        self.write_others(connection, table)

    def write_others(self, connection: Connected, table: str) -> None:
        """What is not counted: who asked and answered, and who belongs to the core."""
        _ask(connection, table + QUESTIONS, self._questions)
        _name(connection, table + CORE, self._core)
        self._questions, self._core = {}, {}

    def take_out(self, *, every: bool = False) -> list[Day]:
        """Every day, or the earliest three quarters of them."""
        days = sorted(self._days)
        taken = [(day, self._days.pop(day)) for day in (days if every else days[: -(len(days) // 4) or None])]
        self._size = sum(len(numbers) for counted in self._days.values() for numbers in counted)
        return taken


def _rows(taken: Sequence[Day], index: int) -> list[Row]:
    """Of one of the tables of `COUNTED`."""
    return [
        (community, day, *others, number)
        for day, counted in taken
        for (community, *others), number in counted[index].items()
        if number
    ]


def _add(connection: Connected, table: str, keys: LiteralString, rows: list[Row]) -> None:
    if not rows:
        return
    clash: LiteralString = " ON CONFLICT (" + keys + ") DO UPDATE SET signs = known.signs + excluded.signs"
    _insert(connection, table, keys.replace("day", "day date") + ", signs integer", sorted(rows), clash)
    if fewer := sorted({row[0] for row in rows if row[-1] < 0}):
        empty: LiteralString = "DELETE FROM {table} WHERE signs <= 0 AND community = ANY(%s)"
        connection.execute(statement(empty, table), [fewer])


def _ask(connection: Connected, table: str, questions: Mapping[tuple[CommunityId, str], Question | None]) -> None:
    if gone := sorted(name for name, told in questions.items() if told is None):
        empty = "DELETE FROM {table} WHERE (community, source_id) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
        connection.execute(statement(empty, table), columns(gone))
    if stand := sorted((*name, *told) for name, told in questions.items() if told is not None):
        clash: LiteralString = (
            " ON CONFLICT (community, source_id) DO UPDATE SET answers = excluded.answers, at = excluded.at"
        )
        _insert(connection, table, "community, source_id, answers, at timestamptz", stand, clash)


def _name(connection: Connected, table: str, core: Mapping[CommunityId, "_Core"]) -> None:
    if anew := sorted(community for community, one in core.items() if one.whole is not None):
        connection.execute(statement("DELETE FROM {table} WHERE community = ANY(%s)", table), [anew])
    if gone := sorted((community, person) for community, one in core.items() for person in one.left):
        left = "DELETE FROM {table} WHERE (community, person) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
        connection.execute(statement(left, table), columns(gone))
    if there := sorted((community, person) for community, one in core.items() for person in one.there):
        _insert(connection, table, "community, person", there, " ON CONFLICT DO NOTHING")


@dataclass(slots=True)
class _Core:
    """What is told of who belongs to the core of a community, since it was last written."""

    whole: set[PersonId] | None = None
    """All of it; None where only changes were told."""
    joined: set[PersonId] = field(default_factory=set)
    left: set[PersonId] = field(default_factory=set)

    def change(self, event: CoreChanged | LeadNamed) -> None:
        joined, left = ((event.lead,), ()) if isinstance(event, LeadNamed) else (event.joined, event.left)
        self.joined = self.joined.difference(left).union(joined)
        self.left = self.left.difference(joined).union(left)

    @property
    def there(self) -> set[PersonId]:
        """Who belongs to it, as far as is told."""
        return (self.whole or set()) - self.left | self.joined


def _insert(
    connection: Connected, table: str, columns: LiteralString, rows: Sequence[Row], clash: LiteralString = ""
) -> None:
    """Rows travel as one text of JSON: as arrays, psycopg takes ten times as long to write them, and the server longer
    to read them (measured). `columns` are text where they do not say another type."""
    values: list[LiteralString] = []
    for number, column in enumerate(columns.split(", ")):
        kind: LiteralString = column.partition(" ")[2] or "text"
        values.append("(line->>" + _DIGITS[number] + ")::" + kind)
    insert: LiteralString = "INSERT INTO {table} AS known SELECT " + ", ".join(values)
    lines: LiteralString = " FROM json_array_elements(%s::json) AS line"
    connection.execute(statement(insert + lines + clash, table), [orjson.dumps(rows).decode()])


_DIGITS: Final[tuple[LiteralString, ...]] = ("0", "1", "2", "3", "4")
