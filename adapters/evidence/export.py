"""Hands evidence out: one community's life or the whole record, as it was last sealed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from psycopg import Connection

from adapters.evidence.report import Told, report, with_policies
from ledger import positions
from ledger.notary import statements
from ledger.notary.bundle import ALL, Scope, Written, write_bundle
from ledger.notary.keys import SigningKey
from ledger.notary.verify import Head, Note, Progress
from ledger.snapshot import snapshot
from projections.subjects import streams_of
from vocabulary.ids import CommunityId, community_stream
from vocabulary.refusals import CommunityNotFound, NothingSealed

_LOOK: Final = 0.2


@dataclass(frozen=True)
class Asked:
    """What is to be handed out, and how."""

    community: CommunityId | None
    """None for the whole record."""
    told: Told
    complete: bool = False
    """Shows where every other event stands, so that nothing can have been left out."""
    held: Sequence[Note] = ()
    """Heads that the reader has from before."""


def sealed_by_now(connection: Connection[Any], within: float) -> bool:
    """Waits until all that is recorded now is sealed, for so many seconds; returns whether it is."""
    wanted, deadline = positions.head(connection), time.monotonic() + within
    while (head := statements.last_recorded(connection)) is None or head.position < wanted:
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK)
    return True


def export(
    url: str,
    key: SigningKey,
    path: Path,
    asked: Asked,
    progress: Progress = lambda _done, _of: None,
    account: Callable[[Written], object] = lambda _: None,
) -> Written:
    """Writes the bundle; refuses a community that is not in what was sealed.

    `account` notes who hands it out, before it stands where it was asked for; where that fails, it does not.
    """
    with snapshot(url, "perennial export") as connection:
        head = statements.newest(connection)
        scope, policies = with_policies(connection, _scope(connection, asked.community, head), head)
        told = {
            "exported_at": asked.told.at.isoformat(),
            "exported_by": asked.told.by,
            "purpose": asked.told.purpose,
            "policies": policies,
        }
        return write_bundle(
            connection,
            key,
            path,
            scope,
            head=head,
            told=told,
            report=report(connection, scope, head, key, asked.told, policies),
            complete=asked.complete,
            held=asked.held,
            progress=progress,
            account=account,
        )


def _scope(connection: Connection[Any], community: CommunityId | None, head: Head) -> Scope:
    if community is None:
        return Scope(ALL)
    found = connection.execute(
        "SELECT min(notification_id) <= %s FROM ledger.events WHERE originator_id = %s",
        [head.position, community_stream(community)],
    ).fetchone()
    if found is None or found[0] is None:
        raise CommunityNotFound(f"there is no community {community!r}; `perennial community list` shows all")
    if not found[0]:
        raise NothingSealed(f"{community} is so new that nothing of it is sealed; repeat this in a few seconds")
    return Scope(community_stream(community), streams_of(community))
