"""What was told under a name of its own: how telling it twice, or differently, is noticed."""

from typing import Final, NamedTuple

UNKNOWN: Final = bytes(16)
"""The content of what was told before contents were compared."""


class Source(NamedTuple):
    """What is known under a key."""

    content: bytes
    """16 bytes that stand for what was said."""
    month: int
    """Where it stands: year * 100 + month."""


class Telling(NamedTuple):
    """What is to be known under a key from now on."""

    key: bytes
    """16 bytes that stand for the community and the source id."""
    before: bytes | None
    """The content that is believed to stand there; None for nothing."""
    content: bytes
    month: int

    @property
    def now(self) -> Source:
        return Source(self.content, self.month)
