"""What organisations publish, figure by figure, and how a figure is found in a policy."""

import operator
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from ruamel.yaml import YAML

FILE: Final = Path(__file__).parents[3] / "shared" / "data" / "policies" / "published.yaml"


def entries() -> dict[str, dict[str, Any]]:
    """What is published, by organisation; empty where the data is not at hand."""
    if not FILE.exists():
        return {}
    return {entry.pop("organisation"): entry for entry in YAML(typ="safe").load(FILE)}


def figures(entry: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every figure of an entry with its path; a list counts as one, and so does a mapping of months by group."""
    for key, value in entry.items():
        inner = f"{path}.{key}" if path else str(key)
        if isinstance(value, dict) and key != "anchored_to":
            yield from figures(value, inner)
        else:
            yield inner, value


def same(value: Any) -> Any:
    return value


class Figure(NamedTuple):
    """A published figure, and its place in a policy: keys, and list items by their name or number."""

    published: str
    policy: str
    place: str
    written: Callable[[Any], Any] = same
    """How the published figure is written in a policy."""
    read: Callable[[Any], Any] = same
    """What in the policy is compared with it."""
    holds: Callable[[Any, Any], bool] = operator.eq

    def stands_in(self, document: Any, published: Any) -> bool:
        return self.holds(self.written(published), self.read(at(document, self.place)))


def at(document: Any, place: str) -> Any:
    """What stands at a place of a policy that was dumped as JSON."""
    here = document
    for part in place.split(".") if place else ():
        here = _item(here, part) if isinstance(here, list) else here[part]
    return here


def _item(items: list[Any], part: str) -> Any:
    if part.isdigit():
        return items[int(part) - 1]
    names = ("name", "kind", "cause", "item", "fact")
    return next(one for one in items if part in [one.get(name) for name in names])
