"""Arrays made without looking at their elements are what the driver makes of the same lists."""

from collections.abc import Callable, Iterator, Sequence
from struct import error
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import TupleRow

from ledger.arrays import bigints, byteas, let_take_arrays, texts
from tests.support.databases import Database

WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
NUMBERS = st.integers(-(2**63), 2**63 - 1)
ARRAYS = st.one_of(
    st.tuples(st.just(texts), st.just("text[]"), st.lists(WORDS)),
    st.tuples(st.just(bigints), st.just("bigint[]"), st.lists(st.none() | NUMBERS)),
    st.tuples(st.just(byteas), st.just("bytea[]"), st.lists(st.none() | st.binary())),
)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection[TupleRow]]:
    with psycopg.connect(database.app, autocommit=True) as connected:
        let_take_arrays(connected)
        yield connected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(array=ARRAYS)
def test_the_server_reads_what_was_put_in(
    connection: Connection[TupleRow], array: tuple[Callable[[Sequence[Any]], Any], str, list[Any]]
) -> None:
    make, kind, values = array
    row = connection.execute(
        f"SELECT %b, %b IS NOT DISTINCT FROM %s::{kind}, pg_typeof(%b)::text",
        (make(values), make(values), values, make(values)),
        binary=True,
    ).fetchone()
    assert row == (values, True, kind)


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1])
def test_a_number_that_does_not_fit_is_not_sent(number: int) -> None:
    for values in ([number], [None, number]):
        with pytest.raises(error, match=r"out of range|int too large|format requires"):
            bigints(values)
