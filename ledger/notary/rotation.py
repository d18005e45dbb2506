"""Another key: the old one hands over to it, or was lost."""

from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import Connection

from ledger.names import NOTARY
from ledger.notary import statements
from ledger.notary.keys import KeyFault, SigningKey, key_change_text, key_lost_text, signed
from ledger.notary.statements import StatementsFile


def begin_with_another_key(
    connection: Connection[Any], path: Path, file: StatementsFile, at: datetime, *, lost: bool = False
) -> SigningKey:
    """Within a transaction, while nothing is sealed; a notary that runs uses the new key from its next head on.

    The new key lies beside the old one before the change is stated, and takes its place afterwards; after a crash in
    between whoever signs next sees to that. Raises `KeyFault` where there is no old key and it was not said to be lost,
    or where it was and is there.
    """
    connection.execute("SELECT FROM ledger.positions WHERE follower = %s FOR UPDATE", [NOTARY])
    old, last = SigningKey.read(path), statements.last_recorded(connection)
    if last is None:
        raise KeyFault("nothing was sealed yet, so there is no key to replace: see that `perennial notary` runs")
    if lost == (old is not None):
        said = f"there is a key in {path}: it hands over to the new one, so leave out --lost"
        raise KeyFault(said if lost else f"there is no key in {path}: put it back, or say that it is lost (--lost)")
    new = SigningKey.fresh(last.origin)
    if old is not None:
        note = signed(key_change_text(last.size, old.public, new.public, at), [old, new])
    else:
        note = new.sign(key_lost_text(last.size, new.public, at))
    new.keep(_beside(path), replace=True)
    file.append([note])
    statements.record(connection, last.size, note)
    _beside(path).replace(path)
    return new


def key_in_use(path: Path, file: StatementsFile) -> SigningKey | None:
    """The key that signs now: the one beside, where it was stated that it follows and only its place was not taken."""
    beside = _beside(path)
    following = SigningKey.read(beside) if beside.exists() else None
    if following is not None and any(f"\nnew {following.public}\n" in note.text for note in file.read()):
        beside.replace(path)
    return SigningKey.read(path)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.next")
