"""One change from a policy to another, and the place where it is."""

from typing import Any, NamedTuple

from policies.said import Said


class Difference(NamedTuple):
    """`path` is the keys from the outside in; things in a list stand under their key, not under their number.

    `before` and `after` are JSON values, None where there was or is nothing.
    """

    path: tuple[str, ...]
    sentence: str
    before: Any
    after: Any


class Where(NamedTuple):
    """A place, as keys and as words."""

    path: tuple[str, ...] = ()
    words: str = ""

    def inside(self, key: str, words: str = "") -> "Where":
        return Where((*self.path, key), f"{self.words} {words}".strip())

    def differs(self, sentence: str, before: Said, after: Said) -> Difference:
        told = f"{self.words}: {sentence}" if self.words else sentence
        return Difference(self.path, told, before.json, after.json)
