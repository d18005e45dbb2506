"""What one row of any file says of a community's activity, and what is wrong with it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from adapters.csv_lines import BadRow, short
from vocabulary.ids import CommunityId
from vocabulary.signs import BELONGS_TO, ProductKind, ProductState, SignKind, SignOfLife

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_PERSON: Final = "a person's id such as ada"
EXPECTED: Final = {
    "community": "a community's id such as data-engineering",
    "source_id": "what it is called where it comes from: up to 200 characters, no control characters",
    "kind": ", ".join(SignKind),
    "what": "a line of up to 500 characters, no control characters",
    "happened_at": "a moment such as 2026-03-31T14:00Z or a day such as 2026-03-31",
    "people": "people's ids such as ada;ben",
    "attendance": "a number from 1",
    "answers": "the source id of the question",
    "product": ", ".join(ProductKind),
    "state": ", ".join(ProductState),
    "reused_in": "where it is used again: up to 200 characters",
    "senior": _PERSON,
    "junior": _PERSON,
    "corrects": "yes or no",
}
COLUMNS: Final = tuple(EXPECTED)
NEEDED: Final = ("source_id", "kind", "what", "happened_at")
_validate: Final = SignOfLife.__pydantic_validator__.validate_python


class Row(NamedTuple):
    """A sign of life, and where in the file it stands."""

    place: int
    community: CommunityId
    sign: SignOfLife


class Raw(NamedTuple):
    """What a row says, field by field, as it stands in the file; what is not said is left out."""

    place: int
    fields: dict[str, Any]


def understood(raw: Raw, community: CommunityId | None) -> Row | BadRow:
    """`community` is whose activity it is, where the row does not say."""
    place, fields = raw
    whose = fields.pop("community", None) or community
    if whose != community and not (isinstance(whose, str) and _is_id(whose)):
        return BadRow(place, "community", f"{short(str(whose))} was given; expected {EXPECTED['community']}")
    if whose is None:
        return BadRow(place, "community", f"nothing was given; expected {EXPECTED['community']}, or --community")
    try:
        at = fields.get("happened_at")
        if type(at) is str:
            fields["happened_at"] = moment(at)
        return Row(place, whose, _validate(fields))
    except ValidationError as wrong:
        return BadRow(place, *_why(wrong, fields))
    except (ValueError, OverflowError):
        return BadRow(place, "happened_at", f"{short(str(at))} was given; expected {EXPECTED['happened_at']}")


@lru_cache
def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def moment(text: str) -> datetime:
    """Without a time zone it is meant in UTC; raises `ValueError`."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _why(wrong: ValidationError, fields: Mapping[str, Any]) -> tuple[str, str]:
    error = wrong.errors(include_url=False)[0]
    column = str(error["loc"][0]) if error["loc"] else ""
    if not column:
        told = next((name for name in BELONGS_TO if name in fields), "row")
        return told, error["msg"].removeprefix("Value error, ")
    if column not in EXPECTED:
        return "row", f"{short(column)} is nothing that a row can tell; expected {', '.join(COLUMNS)}"
    given = short(str(error["input"])) if error["type"] != "missing" else "nothing"
    return column, f"{given} was given; expected {EXPECTED[column]}"
