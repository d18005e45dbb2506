"""YAML as plain values that still know their lines; nothing clever, so that a file means what it says."""

import re
from collections.abc import Iterator
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

from policies.text_file import LARGEST
from vocabulary.plain_text import UNWANTED
from vocabulary.refusals import Malformed

Place = tuple[str | int, ...]
"""Where a value stands: keys and positions, from the outside in."""

MOST_VALUES: Final = 5_000
"""Sections, lists, texts and numbers in one file; reading stops at the next."""
MOST_SLIPS: Final = 50
DEEPEST: Final = 30
SHOWN: Final = 60
"""Characters of what was written that are repeated in a sentence."""
LONGEST_NUMBER: Final = 18
"""Digits before, and digits after the point."""
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
_CONTROL: Final = re.compile(f"[\x00-\x08\x0b-\x1f{UNWANTED}]")
_WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
_ONE_MARK: Final = "\ufeff"
_HINTS: Final = {
    "'\\t'": "a tab stands where spaces belong; indent with spaces",
    "'%'": "text that begins with % stands in quotes",
    "'@'": "text that begins with @ stands in quotes",
    "'`'": "text that begins with ` stands in quotes",
}
_HINT: Final = "check the indentation, and quote text that holds ': ' or ' #'"


class Slip(NamedTuple):
    """Something that is never written in such a file, while the rest of it can still be understood."""

    place: Place
    line: int
    sentence: str


class Document(NamedTuple):
    """What a file says, on which line it says it, and what is wrong with its spelling."""

    value: Any
    lines: dict[Place, int]
    """Of every key and every item, counted from 1."""
    slips: tuple[Slip, ...]

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that is there."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def parse(text: str, source: str) -> Document:
    """Reads one YAML document as far as it can be understood; `slips` says what must not be written in it.

    Raises `Malformed`, with all slips so far, where nothing after can be understood or too much is written.
    """
    if len(text) > LARGEST:
        raise Malformed(f"{source}: is larger than {LARGEST:,} characters; that is not a file of this kind")
    builder = _Builder(source)
    try:
        return builder.build(YAML(typ="safe", pure=True).parse(text.removeprefix(_ONE_MARK)))
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise builder.refused(line, "holds a control character; remove it") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = str(error.problem or error.context)
        hint = next((hint for character, hint in _HINTS.items() if character in problem), _HINT)
        raise builder.refused(mark.line + 1 if mark else None, f"is not YAML: {problem}; {hint}") from None
    except (YAMLError, ValueError) as error:
        raise builder.refused(None, f"is not YAML: {' '.join(str(error).split())}") from None


class _Builder:
    """Turns events into values, in one pass; events are made while they are asked for, so that it may stop early."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines: dict[Place, int] = {}
        self._slips: list[Slip] = []
        self._documents = 0
        self._values = 0

    def build(self, events: Iterator[Any]) -> Document:
        value: Any = None
        for event in events:
            if isinstance(event, DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    raise self._stop(event, "a second document begins here; write one in a file")
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                value = self._value(event, events, ())
        if not self._documents:
            raise Malformed(f"{self._source}: is empty")
        return Document(value, self._lines, tuple(self._slips))

    def refused(self, line: int | None, why: str) -> Malformed:
        """The end of reading: why, after all the slips before it."""
        sentences = [f"{self._source}:{slip.line}: {slip.sentence}" for slip in self._slips]
        where = self._source if line is None else f"{self._source}:{line}"
        return Malformed(*sentences, f"{where}: {why}")

    def _value(self, event: Any, events: Iterator[Any], place: Place) -> Any:
        self._lines.setdefault(place, event.start_mark.line + 1)
        self._values += 1
        if self._values > MOST_VALUES:
            raise self._stop(event, f"more than {MOST_VALUES:,} values stand before this; split what is written here")
        if len(place) > DEEPEST:
            raise self._stop(event, f"is nested more than {DEEPEST} deep")
        if isinstance(event, AliasEvent) or event.anchor:
            self._slip(event, place, "anchors and aliases (& and *) are not used here; write the value out")
        if isinstance(event, AliasEvent):
            return None
        if event.tag and not (isinstance(event, ScalarEvent) and event.tag == "!"):
            self._slip(event, place, f"tags ({shortened(str(event.tag))}) are not used here; write the value alone")
        if isinstance(event, ScalarEvent):
            return self._scalar(event, place)
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
                raise self._stop(event, "a key is a plain word")
            key, inside = event.value, (*place, event.value)
            first = self._lines.setdefault(inside, event.start_mark.line + 1)
            if _CONTROL.search(key):
                self._slip(event, inside, "a key holds a control character; remove it")
            elif key in entries:
                self._slip(event, inside, f"{shortened(key)!r} stands here twice (first on line {first}); keep one")
            value = self._value(next(events), events, inside)
            entries.setdefault(key, value)
        return entries

    def _scalar(self, event: ScalarEvent, place: Place) -> Any:
        text: str = event.value
        if _CONTROL.search(text):
            self._slip(event, place, "holds a control character; remove it")
        if not event.implicit[0]:
            return text
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if not _NUMBER.fullmatch(text):
            return text
        whole, _, fraction = text.lstrip("+-").partition(".")
        if max(len(whole), len(fraction)) > LONGEST_NUMBER:
            said = f"is a number of {len(whole) + len(fraction):,} digits; at most {LONGEST_NUMBER} are read"
            self._slip(event, place, f"{said}; write text in quotes")
            return text
        return float(text) if fraction else int(text)

    def _slip(self, event: Any, place: Place, sentence: str) -> None:
        line = event.start_mark.line + 1
        self._slips.append(Slip(place, line, sentence))
        if len(self._slips) >= MOST_SLIPS:
            raise self.refused(line, "so much is wrong up to here that the rest was not read")

    def _stop(self, event: Any, why: str) -> Malformed:
        return self.refused(event.start_mark.line + 1, why)


def shortened(text: str) -> str:
    """Text that fits into a sentence."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
