"""What changes from one policy to another, in sentences."""

from collections.abc import Iterator

from policies.difference import Difference, Where
from policies.document import LifecycleRules
from policies.list_differences import in_list
from policies.said import Said, field_words, joined, meaning, plain

__all__ = ["Difference", "differences"]

_NOTHING = Said(None, None)


def differences(old: LifecycleRules, new: LifecycleRules) -> tuple[Difference, ...]:
    """All that changes from `old` to `new`, in the order in which a document is written; equal ones have none.

    Words come from the titles, descriptions and docstrings of the fields, so a new section needs nothing here.
    """
    return tuple(_in_section(Said.whole(old), Said.whole(new), Where()))


def _in_section(old: Said, new: Said, where: Where) -> Iterator[Difference]:
    model = type(new.value)
    for name, field in model.model_fields.items():
        before, after = old.field(name), new.field(name)
        if before.spelling == after.spelling:
            continue
        key, words = field.alias or name, field_words(model, name)
        if before.is_list and after.is_list:
            yield from in_list(before, after, where.inside(key), name, _in_section)
        elif _same_kind(before, after):
            yield from _in_section(before, after, where.inside(key, words))
        elif before.is_mapping and after.is_mapping:
            yield from _in_mapping(before, after, where.inside(key, words))
        else:
            yield where.inside(key).differs(_told(words, before, after) + meaning(model, name), before, after)


def _in_mapping(old: Said, new: Said, where: Where) -> Iterator[Difference]:
    olds, news = old.entries(), new.entries()
    for key in dict.fromkeys([*olds, *news]):
        before, after = olds.get(key, _NOTHING), news.get(key, _NOTHING)
        if before.spelling == after.spelling:
            continue
        if before.is_list and after.is_list:
            yield from in_list(before, after, where.inside(key), key, _in_section)
        elif _same_kind(before, after):
            yield from _in_section(before, after, where.inside(key, plain(key)))
        else:
            yield where.inside(key).differs(_told(plain(key), before, after), before, after)
    if [key for key in olds if key in news] != [key for key in news if key in olds]:
        yield where.differs(f"the order becomes {joined(map(plain, news))}", old, new)


def _same_kind(before: Said, after: Said) -> bool:
    return before.is_section and type(before.value) is type(after.value)


def _told(words: str, before: Said, after: Said) -> str:
    if before.value is None:
        return f"{words} {after.words()} is added{after.added()}"
    if after.value is None:
        return f"{words} {before.words()} is taken out"
    return f"{words} {before.words()} becomes {after.words()}"
