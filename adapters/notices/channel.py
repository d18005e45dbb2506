"""What a channel does with a letter, and how it says that it could not.

- Trouble
    - Away                        nobody can be told over this channel at present
    - Failed                      not this letter, not now
    - Refused                     not this letter, ever
"""

from contextlib import AbstractContextManager
from typing import Protocol

from adapters.notices.letter import Letter


class Trouble(Exception):  # noqa: N818  named for what happened
    """The letter did not go out, or nobody knows; the message holds neither address nor secret."""

    counts = False
    """Whether it brings the letter nearer to being given up."""

    def __init__(self, problem: str, *, perhaps: bool = False) -> None:
        super().__init__(problem)
        self.perhaps = perhaps
        """It broke off where the other side may have taken the letter already."""


class Away(Trouble):
    """The letters wait, however long; `doubtful` where the letter at hand may be what is wrong, and is counted."""

    def __init__(self, problem: str, *, perhaps: bool = False, doubtful: bool = False) -> None:
        super().__init__(problem, perhaps=perhaps)
        self.counts = perhaps or doubtful


class Failed(Trouble):
    counts = True


class Refused(Trouble):
    counts = True


class Send(Protocol):
    def __call__(self, letter: Letter) -> None:
        """Returns when it was taken; raises `Trouble` when not."""


class Channel(Protocol):
    def open(self) -> AbstractContextManager[Send]:
        """Raises `Away` before anything is tried; what was opened serves for many letters."""
