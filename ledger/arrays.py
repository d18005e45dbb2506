"""Arrays as PostgreSQL's binary protocol takes them, made without asking each element what it is.

The driver finds out an array's type, and how each element is written, from the elements themselves. For the nine arrays
of a commit that took more of the one thread that commits for all than everything else it does (measured: 56 % of its
time); here the caller says what they hold.
"""

from collections.abc import Sequence
from struct import Struct
from typing import Final

from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD: Final = Struct("!iiIii")
"""Dimensions, whether any is null, the type of the elements; how many, and the number of the first."""
_NONE: Final = Struct("!iiI")
"""The same of an array without elements, which has no dimension."""
_LENGTH: Final = Struct("!i").pack
_NULL: Final = b"\xff\xff\xff\xff"
_BIGINT: Final = 20
_WHOLE: Final = Struct("!q").pack
_BYTEA: Final = 17
_TEXT: Final = 25


class _Array(bytes):
    """What is sent; its class says as what."""


class Texts(_Array):
    """A `text[]`."""


class Bigints(_Array):
    """A `bigint[]`."""


class Byteas(_Array):
    """A `bytea[]`."""


def texts(values: Sequence[str]) -> Texts:
    """None of them null."""
    return Texts(_joined(_TEXT, [value.encode() for value in values]))


def byteas(values: Sequence[bytes | None]) -> Byteas:
    """`None` is null."""
    return Byteas(_joined(_BYTEA, values))


def bigints(values: Sequence[int | None]) -> Bigints:
    """`None` is null; raises `struct.error` for what does not fit in 64 bits."""
    return Bigints(_joined(_BIGINT, [None if value is None else _WHOLE(value) for value in values]))


def _joined(kind: int, values: Sequence[bytes | None]) -> bytes:
    if not values:
        return _NONE.pack(0, 0, kind)
    parts = [_HEAD.pack(1, None in values, kind, len(values), 1)]
    for value in values:
        if value is None:
            parts.append(_NULL)
        else:
            parts += (_LENGTH(len(value)), value)
    return b"".join(parts)


class _AsItIs(Dumper):
    format = Format.BINARY

    def dump(self, obj: _Array) -> Buffer:
        return obj


class _TextsDumper(_AsItIs):
    oid = 1009


class _BigintsDumper(_AsItIs):
    oid = 1016


class _ByteasDumper(_AsItIs):
    oid = 1001


def let_take_arrays(connection: Connection[object]) -> None:
    """The connection's statements take these arrays from now on."""
    for kind, dumper in ((Texts, _TextsDumper), (Bigints, _BigintsDumper), (Byteas, _ByteasDumper)):
        connection.adapters.register_dumper(kind, dumper)
