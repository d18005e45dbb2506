"""The tables of the leaderboard, and the few statements that they are written by."""

from collections.abc import Collection
from typing import Final, LiteralString

from projections import budgets, years
from projections.view import Connected, statement
from vocabulary.ids import CommunityId

MEMBERS: Final = "__members"
CRITERIA: Final = "__criteria"
SEEN: Final = "__seen"
PRODUCTS: Final = "__products"
ANSWERS: Final = "__answers"
YEARS: Final = "__years"
BUDGETS: Final = "__budgets"
PUBLISHED: Final = "__published"
PLACED: Final = "__placed"
_TEXT: Final[LiteralString] = 'text COLLATE "C"'
_COLUMNS: Final[dict[str, LiteralString]] = {
    "": (
        f"id {_TEXT} PRIMARY KEY, community {_TEXT} NOT NULL, period {_TEXT} NOT NULL, programme {_TEXT} NOT NULL, "
        "policy text NOT NULL, active integer NOT NULL, size integer NOT NULL, accepted integer NOT NULL, "
        "joined integer NOT NULL, in_time integer NOT NULL, late integer NOT NULL, attained text NOT NULL, "
        "delivered text NOT NULL, used text NOT NULL, points numeric(5, 2) NOT NULL"
    ),
    MEMBERS: (
        f"id {_TEXT} PRIMARY KEY, title text NOT NULL, programme {_TEXT} NOT NULL, adopted jsonb NOT NULL, "
        "launched_at timestamptz, closed_at timestamptz, lead text, key_members text[] NOT NULL, core jsonb NOT NULL, "
        "counted jsonb NOT NULL"
    ),
    CRITERIA: (
        f"id {_TEXT} PRIMARY KEY, programme {_TEXT} NOT NULL, number integer NOT NULL, "
        "published_at timestamptz NOT NULL, every text NOT NULL, leaderboard jsonb, withdrawn_at timestamptz"
    ),
    SEEN: f"id {_TEXT} PRIMARY KEY, community {_TEXT} NOT NULL, period {_TEXT} NOT NULL, people jsonb NOT NULL",
    PRODUCTS: (
        f"community {_TEXT} NOT NULL, period {_TEXT} NOT NULL, source_id {_TEXT} NOT NULL, "
        f"month {_TEXT} NOT NULL, what text NOT NULL, day date NOT NULL, "
        "PRIMARY KEY (community, period, source_id, month)"
    ),
    ANSWERS: (
        f"id {_TEXT} PRIMARY KEY, community {_TEXT} NOT NULL, title text NOT NULL, due timestamptz NOT NULL, "
        f"state text NOT NULL, period {_TEXT}"
    ),
    PUBLISHED: (
        f"id {_TEXT} PRIMARY KEY, programme {_TEXT} NOT NULL, period {_TEXT} NOT NULL, edition integer NOT NULL, "
        "policy text NOT NULL, as_of timestamptz NOT NULL, published_at timestamptz NOT NULL, by text NOT NULL, "
        "communities integer NOT NULL, reason text"
    ),
    PLACED: f"ranking {_TEXT} NOT NULL, number integer NOT NULL, placed jsonb NOT NULL, PRIMARY KEY (ranking, number)",
}
PARTS: Final = (MEMBERS, CRITERIA, SEEN, PRODUCTS, ANSWERS, PUBLISHED, PLACED)
"""Those whose columns are ours; plans and money have the columns of their own views."""
Place = tuple[CommunityId, str]
"""A community, and a period as it writes itself."""


def create(connection: Connected, table: str) -> None:
    for part, columns in _COLUMNS.items():
        made: LiteralString = "CREATE TABLE {table} (" + columns + ")"
        connection.execute(statement(made, table + part))
    years.create(connection, table + YEARS)
    budgets.create(connection, table + BUDGETS)
    for part, columns in {
        "": "community",
        ANSWERS: "community, period",
        YEARS: "community",
        BUDGETS: "community",
    }.items():
        connection.execute(statement("CREATE INDEX ON {table} (" + columns + ")", table + part))


def index(connection: Connected, table: str) -> None:
    connection.execute(statement("CREATE INDEX ON {table} (period, programme)", table))


def drop_rows(connection: Connected, table: str, ids: Collection[str]) -> None:
    if ids:
        connection.execute(statement("DELETE FROM {table} WHERE id = ANY(%s)", table), [sorted(ids)])
