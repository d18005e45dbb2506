"""Links in notices: each lets one person answer one question once, as if they had signed in."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from itsdangerous import BadData, URLSafeSerializer
from psycopg import Connection

from vocabulary.ids import TaskId
from vocabulary.people import PersonId, Role
from vocabulary.refusals import LinkForged, LinkUnknown

LASTS: Final = timedelta(days=45)
"""How long a link may be used; a reminder brings a new one."""
_SALT: Final = "perennial link 1"
_INSTEAD: Final = "open the newest notice about the task, or look it up: `perennial task list`"


class Invitation(NamedTuple):
    """To whom a link belongs, and what it is for."""

    nonce: str
    """What is secret in it; kept as a hash."""
    task: TaskId
    person: PersonId
    role: Role
    expires: datetime
    on_behalf_of: PersonId | None = None
    """For whom the person answers; None where it is for themselves."""

    @property
    def kept_as(self) -> str:
        return hashlib.sha256(self.nonce.encode()).hexdigest()


class LinkKey:
    """Signs links, and finds out whether one was signed."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._signed = URLSafeSerializer(
            secret, salt=_SALT, signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256}
        )

    def invite(
        self,
        notice: str,
        task: TaskId,
        person: PersonId,
        role: Role,
        noted_at: datetime,
        *,
        on_behalf_of: PersonId | None = None,
    ) -> Invitation:
        """The invitation that goes with a notice: the same one however often that is sent."""
        expires = (noted_at + LASTS).replace(microsecond=0)
        digest = hmac.digest(self._secret, f"nonce {notice}".encode(), "sha256")
        return Invitation(urlsafe_b64encode(digest[:18]).decode(), task, person, role, expires, on_behalf_of)

    def token(self, invitation: Invitation) -> str:
        nonce, task, person, role, expires, principal = invitation
        said = [nonce, task, person, role.value, int(expires.timestamp()), *([principal] if principal else [])]
        token: str = self._signed.dumps(said)
        return token

    def read(self, link: str) -> Invitation:
        """What a link invites to; refuses whatever was not written by this key."""
        token = link.strip().rstrip("/").rpartition("/")[2]
        try:
            nonce, task, person, role, expires, *principal = self._signed.loads(token)
            return Invitation(nonce, task, person, Role(role), datetime.fromtimestamp(expires, UTC), *principal)
        except (BadData, ValueError, TypeError):
            raise LinkForged(f"this link was not written here, or was changed on its way; {_INSTEAD}") from None


class Links:
    """The links that were sent, by hash, and whether they were used."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def keep(self, invitations: list[Invitation]) -> None:
        if not invitations:
            return
        with self._connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO notices.links (nonce, task, person, role, expires, on_behalf_of) "
                "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (nonce) DO NOTHING",
                [
                    (one.kept_as, one.task, one.person, one.role.value, one.expires, one.on_behalf_of)
                    for one in invitations
                ],
            )

    def used_at(self, invitation: Invitation) -> datetime | None:
        """When it was used; refuses what was never sent, or belonged to somebody who was erased."""
        row = self._connection.execute(
            "SELECT used_at FROM notices.links WHERE nonce = %s AND task = %s AND person = %s AND role = %s "
            "AND on_behalf_of IS NOT DISTINCT FROM %s",
            [
                *(invitation.kept_as, invitation.task, invitation.person),
                *(invitation.role.value, invitation.on_behalf_of),
            ],
        ).fetchone()
        if row is None:
            raise LinkUnknown(f"this link is not known any more; {_INSTEAD}")
        used: datetime | None = row[0]
        return used

    def use(self, invitation: Invitation, at: datetime) -> None:
        self._connection.execute(
            "UPDATE notices.links SET used_at = coalesce(used_at, %s) WHERE nonce = %s", [at, invitation.kept_as]
        )
