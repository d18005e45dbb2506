"""No secret enters the record: whatever is about to be written is looked through, text by text."""

from collections.abc import Iterator
from typing import Any

from pydantic_core import from_json

from vocabulary.people import Role
from vocabulary.refusals import HoldsSecret
from vocabulary.secrets import kind_of_secret


def refuse_secrets(state: bytes) -> None:
    """Raises `HoldsSecret`, which names the field and not the secret; `state` is a fact as it is stored.

    Facts of the clock pass: every word in them was said by people before, and looked through then. If a title that was
    in the record already is mistaken for a password, the community must live on all the same.
    """
    fields = from_json(state)
    said = fields.get("provenance")
    if said is not None and said["actor"]["role"] == Role.SYSTEM:
        return
    for field, text in _texts(fields, ""):
        kind = kind_of_secret(text)
        if kind is not None:
            raise HoldsSecret(field, kind)


def _texts(value: Any, field: str) -> Iterator[tuple[str, str]]:
    """Every text within a value, with the names of the fields that lead to it."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, field)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield field or "a field", name
            yield from _texts(one, f"{field}.{name}" if field else name)
