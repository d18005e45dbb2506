"""Under which names things were told: looked up, and written, by the thousand."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from vocabulary.sources import Source, Telling

LOOK: Final = """
    SELECT key, content, month FROM ledger.sources WHERE key = ANY(ARRAY(
        SELECT substr(%(keys)s, at + 1, 16) FROM generate_series(0, length(%(keys)s) - 16, 16) AS at))"""


def asked(keys: Collection[bytes]) -> dict[str, bytes]:
    """What `LOOK` asks for."""
    return {"keys": b"".join(keys)}


def found(rows: Iterable[tuple[bytes, bytes, int]]) -> dict[bytes, Source]:
    return {key: Source(content, month) for key, content, month in rows}


def fresh_and_changed(told: Sequence[Telling]) -> tuple[bytes, bytes]:
    """As `ledger.append_told` takes them."""
    fresh, changed = bytearray(), bytearray()
    for key, before, content, month in told:
        if before is None:
            fresh += key + content + month.to_bytes(3, "big")
        else:
            changed += key + before + content + month.to_bytes(3, "big")
    return bytes(fresh), bytes(changed)
