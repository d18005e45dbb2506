"""Looks for words everywhere: in every table of a database, whatever its columns, and in every file of a folder."""

import json
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.sql import SQL, Identifier

_TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname NOT LIKE 'pg_toast%' ORDER BY 1, 2"""


def spellings(word: str) -> set[bytes]:
    """A word as it may stand in a file: plain, wide, escaped, quoted, in base 64 wherever it begins there."""
    plain = word.encode()
    found = {plain, plain.lower(), word.encode("utf-16-le"), word.encode("utf-16-be"), quote(word).encode()}
    found |= {quote(word, safe="@").encode(), json.dumps(word)[1:-1].encode(), plain.hex().encode()}
    for shift in range(3):
        # The first and last letters depend on what stands beside; those between do not.
        packed = b64encode(b"\0" * shift + plain)
        found.add(packed[(4 if shift else 0) : -4])
    return found


def in_database(superuser: str, words: list[str]) -> list[str]:
    """The tables, those of PostgreSQL itself too, in which one of the words stands."""
    found = []
    looked_for = sorted({one.lower() for word in words for one in _in_rows(word)})
    with psycopg.connect(superuser, autocommit=True) as connection:
        for schema, table in connection.execute(_TABLES).fetchall():
            query = SQL("SELECT EXISTS (SELECT FROM {} found, unnest(%s::text[]) word WHERE {})").format(
                Identifier(schema, table), SQL("position(word IN lower(found::text)) > 0")
            )
            row = connection.execute(query, [looked_for]).fetchone()
            if row is not None and row[0]:
                found.append(f"{schema}.{table}")
    return found


def _in_rows(word: str) -> Iterator[str]:
    """Columns of bytes are shown in hexadecimal digits."""
    yield word
    for one in spellings(word):
        if one.isascii() and b"\0" not in one:
            yield one.decode()
        yield one.hex()


def in_files(folder: Path, words: list[str]) -> list[str]:
    """The files in which one of the words stands; archives are opened."""
    looked_for = {one.lower() for word in words for one in spellings(word)}
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            for name, content in _contents(path):
                low = content.lower()
                if any(one in low for one in looked_for):
                    found.append(str(path.relative_to(folder)) + name)
    return found


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    whole = path.read_bytes()
    yield "", whole
    if zipfile.is_zipfile(BytesIO(whole)):
        with zipfile.ZipFile(BytesIO(whole)) as archive:
            for name in archive.namelist():
                yield f" {name}", archive.read(name)
