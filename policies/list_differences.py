"""What changes in a list: things are the same when they have the same key, wherever they stand."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from enum import Enum
from typing import Final, NamedTuple

from policies.difference import Difference, Where
from policies.said import Said, plain

Walk = Callable[[Said, Said, Where], Iterator[Difference]]
"""What changes inside two sections that are the same thing."""

Things = Mapping[Hashable, Said]
"""What stands in a list, by what tells it apart."""


class Member(NamedTuple):
    """How one thing in a list is called, and what is said when it comes and goes."""

    called: str
    comes: str = "is added"
    goes: str = "is taken out"


_MEMBERS: Final = {
    "remind_after": Member("a reminder after {}"),
    "remind_before": Member("a reminder {} before"),
    "escalate": Member("an escalation {}"),
    "items": Member("{}", "is asked too", "is no longer asked"),
}
"""By the name of the list; a thing in another list is called by the list's own name, in the singular."""


def in_list(old: Said, new: Said, where: Where, name: str, walk: Walk) -> Iterator[Difference]:
    """What goes and comes, what changes inside of what stays, and whether it stands in another order."""
    before, after = _told_apart(old, new)
    stay = [key for key in before if key in after]
    for key in stay:
        if before[key].spelling != after[key].spelling:
            yield from _changed(before[key], after[key], where, name, walk)
    gone = [item for key, item in before.items() if key not in after]
    come = [item for key, item in after.items() if key not in before]
    yield from _gone_and_come(gone, come, where, name)
    if stay != [key for key in after if key in before]:
        yield where.differs(f"the order of {plain(name)} becomes {new.words()}", old, new)


def _told_apart(old: Said, new: Said) -> tuple[Things, Things]:
    before, after = _by_key(old), _by_key(new)
    return (before, after) if before and after else (_by_spelling(old), _by_spelling(new))


def _changed(before: Said, after: Said, where: Where, name: str, walk: Walk) -> Iterator[Difference]:
    if type(before.value) is type(after.value):
        yield from walk(before, after, where.inside(_path(before), _place(name, before)))
    else:
        yield where.differs(f"{_member(name, before).called} becomes {after.words()}", before, after)


def _gone_and_come(gone: list[Said], come: list[Said], where: Where, name: str) -> Iterator[Difference]:
    """As many as went come in their place, unless they have names of their own."""
    if len(gone) == len(come) and not any(_is_named(item) for item in gone + come):
        for before, after in zip(gone, come, strict=True):
            yield where.differs(f"{_member(name, before).called} becomes {after.words()}", before, after)
        return
    nothing = Said(None, None)
    for item in gone:
        yield where.differs(f"{_member(name, item).called} {_member(name, item).goes}", item, nothing)
    for item in come:
        told = "" if name in _MEMBERS else item.added()
        yield where.differs(f"{_member(name, item).called} {_member(name, item).comes}{told}", nothing, item)


def _by_key(items: Said) -> Things:
    """Sections by their first field; empty where that does not tell them apart."""
    sections = [item for item in items.items() if item.is_section]
    keyed: dict[Hashable, Said] = {_path(section): section for section in sections}
    return keyed if len(keyed) == len(items.json) else {}


def _by_spelling(items: Said) -> Things:
    """Each by its own spelling, equal ones numbered."""
    met: Counter[str] = Counter()
    found: dict[Hashable, Said] = {}
    for item in items.items():
        found[item.spelling, met[item.spelling]] = item
        met[item.spelling] += 1
    return found


def _key(section: Said) -> Said:
    return section.field(next(iter(type(section.value).model_fields)))


def _path(section: Said) -> str:
    key = _key(section)
    return key.json if isinstance(key.json, str) else key.spelling


def _is_named(item: Said) -> bool:
    """An answer out of a few is no name."""
    key = _key(item).value if item.is_section else item.value
    return isinstance(key, str) and not isinstance(key, Enum)


def _member(of_list: str, item: Said) -> Member:
    words = _MEMBERS.get(of_list, Member(f"{_singular(plain(of_list))} {{}}"))
    return words._replace(called=words.called.format(item.words()))


def _place(of_list: str, item: Said) -> str:
    """A thing in a list as the place of something inside it: without an article."""
    return re.sub(r"^an? ", "", _member(of_list, item).called)


def _singular(words: str) -> str:
    """Of "duties" one is a duty, of "levels" a level."""
    return re.sub(r"(?<=[a-z])(?<![sui])s$", "", re.sub(r"ies$", "y", words))
