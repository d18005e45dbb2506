"""Parts of a document beside the JSON that they are written as, and both in words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Final, NamedTuple, Self

import orjson
from pydantic import BaseModel

from policies.meanings import meanings

_ACRONYMS: Final = {"km": "KM", "kpi": "KPI", "kpis": "KPIs"}
_LONGEST_MEANING: Final = 90
_LISTS: Final = (tuple, list)
_TITLES: Final = ("title", "name")


class Said(NamedTuple):
    """A value, and how it is written."""

    value: Any
    json: Any

    @classmethod
    def whole(cls, document: BaseModel) -> Self:
        return cls(document, document.model_dump(mode="json", by_alias=True))

    def field(self, name: str) -> "Said":
        field = type(self.value).model_fields[name]
        return Said(getattr(self.value, name), self.json[field.alias or name])

    def entries(self) -> dict[str, "Said"]:
        """Of a mapping, by the keys as they are written."""
        return {key: Said(value, self.json[key]) for value, key in zip(self.value.values(), self.json, strict=True)}

    def items(self) -> list["Said"]:
        return [Said(value, json) for value, json in zip(self.value, self.json, strict=True)]

    @property
    def spelling(self) -> str:
        """Equal for equal documents only: in a mapping the order counts too."""
        return orjson.dumps(self.json).decode()

    @property
    def is_section(self) -> bool:
        return isinstance(self.value, BaseModel)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, Mapping)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, _LISTS)

    def words(self) -> str:
        """As it stands in a sentence."""
        if self.value is None:
            return "nothing"
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if isinstance(self.value, Enum):
            return plain(str(self.json))
        if isinstance(self.value, str):
            return f"“{self.value}”"
        if self.is_section:
            return self._section()
        if self.is_mapping:
            return joined(f"{plain(key)} {entry._part()}" for key, entry in self.entries().items()) or "nothing"
        if self.is_list:
            items = self.items()
            return items[0].words() if len(items) == 1 else joined(item._part() for item in items) or "nothing"
        return str(self.json)

    def added(self) -> str:
        """What comes with something that is called by its title, as the end of a sentence."""
        return f": {told}" if self.is_titled and (told := self.contents()) else ""

    def contents(self) -> str:
        """Of a section all that it says, beside how it is called."""
        called = self._called_by()
        return joined(
            f"{field_words(type(self.value), name)} {inner._part()}" for name, inner in self._told() if name != called
        )

    @property
    def is_titled(self) -> bool:
        return self._called_by() is not None

    def _called_by(self) -> str | None:
        """The field with the words by which people call a section."""
        return next((key for key in _TITLES if self.is_section and _is_wording(getattr(self.value, key, None))), None)

    def _section(self) -> str:
        """By its title where it has one; else all that it says."""
        if called := self._called_by():
            return f"“{getattr(self.value, called)}”"
        return self.contents() or "as usual"

    def _told(self) -> Iterator[tuple[str, "Said"]]:
        for name, field in type(self.value).model_fields.items():
            inner = self.field(name)
            if field.is_required() or inner.value != field.get_default(call_default_factory=True):
                yield name, inner

    def _part(self) -> str:
        """Within a longer list, so that everybody sees where it ends."""
        words = self.words()
        is_long = (self.is_section or self.is_mapping or self.is_list) and not self.is_titled and ", " in words
        return f"({words})" if is_long else words


def _is_wording(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Enum)


def plain(name: str) -> str:
    """A key as people say it."""
    return " ".join(_ACRONYMS.get(word, word) for word in re.split(r"[_-]", name))


def field_words(model: type[BaseModel], name: str) -> str:
    field = model.model_fields[name]
    return field.title or plain(field.alias or name)


def meaning(model: type[BaseModel], name: str) -> str:
    """What a field means, in brackets; nothing where that takes more than a few words."""
    said = model.model_fields[name].description or meanings(model).get(name, "")
    first = re.split(r"[.;:](?:\s|$)", said)[0].strip()
    if not first or len(first) > _LONGEST_MEANING or "`" in first:
        return ""
    return f" ({first[:1].lower() if first[1:2].islower() else first[:1]}{first[1:]})"


def joined(words: Iterable[str]) -> str:
    return ", ".join(words)
