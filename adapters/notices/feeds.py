"""Secret addresses of calendars: one a person, kept as a hash, shown once."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from psycopg import Connection

from vocabulary.people import PersonId
from vocabulary.refusals import FeedExists, FeedNotFound


class Feeds:
    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def make(self, person: PersonId, at: datetime, *, renew: bool = False) -> str:
        """A new secret; with `renew` the old one is good for nothing from now on."""
        secret = secrets.token_hex(24)
        made = self._connection.execute(
            "INSERT INTO notices.feeds AS old (person, secret, made_at) VALUES (%s, %s, %s) "
            "ON CONFLICT (person) DO UPDATE SET secret = excluded.secret, made_at = excluded.made_at WHERE %s "
            "RETURNING person",
            [person, _kept_as(secret), at, renew],
        ).fetchone()
        if made is None:
            msg = f"{person} has a calendar already, and its address is shown once; --renew makes a new one of it"
            raise FeedExists(msg)
        return secret

    def whose(self, secret: str) -> PersonId:
        """The person to whom an address belongs."""
        given = secret.strip().rpartition("/")[2].removesuffix(".ics")
        row = self._connection.execute(
            "SELECT person FROM notices.feeds WHERE secret = %s", [_kept_as(given)]
        ).fetchone()
        if row is None:
            msg = "there is no calendar at this address (any more); `perennial person feed ID --renew` makes a new one"
            raise FeedNotFound(msg)
        return str(row[0])


def _kept_as(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
