"""YAML as plain values that still know their lines; nothing clever, so that a file means what it says."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from vocabulary.refusals import Malformed

Place = tuple[str | int, ...]
"""Where a value stands: keys and positions, from the outside in."""

LARGEST: Final = 1_000_000
"""Bytes; a policy has about three thousand."""
DEEPEST: Final = 30
_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,18}")
_FRACTION: Final = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}


class Document(NamedTuple):
    """What a file says, and on which line it says it."""

    value: Any
    lines: dict[Place, int]
    """Of every key and every item, counted from 1."""

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that is there."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_text(path: Path) -> str:
    """Reads a small UTF-8 file; refuses with a sentence when that can't be done."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Malformed(f"{path}: there is no such file") from None
    except (OSError, ValueError) as error:
        raise Malformed(f"{path}: can't be read ({getattr(error, 'strerror', None) or error})") from None
    if len(content) > LARGEST:
        raise Malformed(f"{path}: is larger than {LARGEST:,} bytes; that is not a file of this kind")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Malformed(f"{path}:{line}: holds bytes that are not UTF-8; save the file as UTF-8") from None


def parse(text: str, source: str) -> Document:
    """Reads one YAML document; anchors, aliases, tags, duplicate keys and control characters are refused."""
    if len(text) > LARGEST:
        raise Malformed(f"{source}: is larger than {LARGEST:,} characters; that is not a file of this kind")
    try:
        return _Builder(source).build(YAML(typ="safe", pure=True).parse(text))
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise Malformed(f"{source}:{line}: holds a control character; remove it") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{source}:{mark.line + 1}" if mark else source
        hint = "check the indentation, and quote text that holds ': ' or ' #'"
        raise Malformed(f"{where}: is not YAML: {error.problem or error.context}; {hint}") from None
    except (YAMLError, ValueError) as error:
        raise Malformed(f"{source}: is not YAML: {' '.join(str(error).split())}") from None


class _Builder:
    """Turns events into values, in one pass."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines: dict[Place, int] = {}
        self._documents = 0

    def build(self, events: Iterator[Any]) -> Document:
        value: Any = None
        for event in events:
            if isinstance(event, DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    self._refuse(event, "a second document begins here; write one in a file")
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                value = self._value(event, events, ())
        if not self._documents:
            raise Malformed(f"{self._source}: is empty")
        return Document(value, self._lines)

    def _value(self, event: Any, events: Iterator[Any], place: Place) -> Any:
        self._lines.setdefault(place, event.start_mark.line + 1)
        if isinstance(event, AliasEvent) or event.anchor:
            self._refuse(event, "anchors and aliases (& and *) are not used here; write the value out")
        if event.tag and not (isinstance(event, ScalarEvent) and event.tag == "!"):
            self._refuse(event, f"tags ({event.tag}) are not used here; write the value alone")
        if len(place) > DEEPEST:
            self._refuse(event, f"is nested more than {DEEPEST} deep")
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, place)
        return self._mapping(events, place)

    def _sequence(self, events: Iterator[Any], place: Place) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            items.append(self._value(event, events, (*place, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], place: Place) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            if not isinstance(event, ScalarEvent) or event.anchor or event.tag:
                self._refuse(event, "a key is a plain word")
            key = event.value
            if key in entries:
                first = self._lines[(*place, key)]
                self._refuse(event, f"{key!r} stands here twice (first on line {first}); keep one")
            self._lines[(*place, key)] = event.start_mark.line + 1
            entries[key] = self._value(next(events), events, (*place, key))
        return entries

    def _scalar(self, event: ScalarEvent) -> Any:
        text: str = event.value
        if _CONTROL.search(text):
            self._refuse(event, "holds a control character; remove it")
        if not event.implicit[0]:
            return text
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if _NUMBER.fullmatch(text):
            return int(text)
        return float(text) if _FRACTION.fullmatch(text) else text

    def _refuse(self, event: Any, why: str) -> None:
        raise Malformed(f"{self._source}:{event.start_mark.line + 1}: {why}")
