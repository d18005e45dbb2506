"""Writes a document as YAML that reads back as the same document."""

import re
from collections.abc import Iterator
from typing import Any, Final

import orjson
from pydantic import BaseModel

from vocabulary.plain_text import seen_in_json

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_/()-]*(?:[ ,;.]*[ ][A-Za-z0-9_/()-]+|[.,;][A-Za-z0-9_/()-]+)*[.!?)]?")
_WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_MEASURE: Final = re.compile(
    r"[0-9]{1,15}(?:\.[0-9]{1,4})?(?:%|(?: [A-Za-z]+)+)(?: [0-9]{1,6})?(?:, [0-9]{1,6} [a-z]+)*"
)
"""10 working days, 1 year, 6 months, 1 March, 80%, 30000 USD, 2 of 3: no reader of YAML takes these for a number."""
_SHORT: Final = 100
"""Columns up to which a list stands on one line."""


def as_yaml(document: BaseModel) -> str:
    """What the document says, without what is understood anyway: a value left at its default is left out."""
    content = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return "\n".join(_spaced(_mapping(content, ""))) + "\n"


def _spaced(lines: Iterator[str]) -> Iterator[str]:
    """With an empty line before each section."""
    for line in lines:
        if line.endswith(":") and not line.startswith(" "):
            yield ""
        yield line


def _mapping(content: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in content.items():
        yield from _entry(f"{indent}{_scalar(key)}:", value, indent)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    flow = _on_one_line(value)
    if flow is not None and (not isinstance(value, list) or len(head) + len(flow) < _SHORT):
        yield f"{head} {flow}"
        return
    yield head
    yield from _mapping(value, f"{indent}  ") if isinstance(value, dict) else _sequence(value, f"{indent}  ")


def _sequence(items: list[Any], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, dict) and item:
            lines = list(_mapping(item, f"{indent}  "))
            yield f"{indent}- {lines[0].lstrip()}"
            yield from lines[1:]
        else:
            yield from _entry(f"{indent}-", item, indent)


def _on_one_line(value: Any) -> str | None:
    """Scalars, what is empty, and lists of scalars; None for everything else."""
    if value in ({}, []):
        return "{}" if isinstance(value, dict) else "[]"
    if isinstance(value, dict):
        return None
    if not isinstance(value, list):
        return _scalar(value)
    if any(isinstance(item, dict | list) for item in value):
        return None
    return f"[{', '.join(_scalar(item, inside=True) for item in value)}]"


def _scalar(value: Any, *, inside: bool = False) -> str:
    """As it is where nobody can take it for anything else; else in double quotes, which YAML reads as JSON does."""
    if not isinstance(value, str):
        return orjson.dumps(value).decode()
    plain = _MEASURE.fullmatch(value) or (_PLAIN.fullmatch(value) and value.lower() not in _WORDS)
    if plain and not (inside and "," in value):
        return value
    return seen_in_json(orjson.dumps(value).decode())
