"""What one row of any file says of a community's activity, and what is wrong with it."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from adapters.csv_lines import BadRow, Place, short
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

    place: Place
    community: CommunityId
    sign: SignOfLife


class Raw(NamedTuple):
    """What a row says, field by field, as it stands in the file; what is not said is left out."""

    place: Place
    fields: dict[str, Any]


def understood(raw: Raw, community: CommunityId | None) -> Row | BadRow:
    """`community` is whose activity it is, where the row does not say."""
    place, fields = raw
    whose = fields.pop("community", None) or community
    if whose != community and not (isinstance(whose, str) and _is_id(whose)):
        return BadRow.at(place, "community", f"{short(str(whose))} was given; expected {EXPECTED['community']}")
    if whose is None:
        return BadRow.at(place, "community", f"nothing was given; expected {EXPECTED['community']}, or --community")
    try:
        at = fields.get("happened_at")
        if type(at) is str:
            fields["happened_at"] = moment(at)
        return Row(place, whose, _validate(fields))
    except ValidationError as wrong:
        return BadRow.at(place, *_why(wrong, fields))
    except (ValueError, OverflowError):
        return BadRow.at(place, "happened_at", f"{short(str(at))} was given; expected {EXPECTED['happened_at']}")


def understood_together(raws: Sequence[Raw], community: CommunityId | None) -> list[Row | BadRow]:
    """The same for many rows, in their order and at half the cost: those that name the same fields are checked field by
    field, and one by one where anything is wrong with any of them."""
    shapes: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, raw in enumerate(raws):
        shapes[tuple(raw.fields)].append(index)
    found: dict[int, Row | BadRow] = {}
    for names, at in shapes.items():
        alike = [raws[index] for index in at]
        try:
            rows: Sequence[Row | BadRow] = _of_one_shape(names, alike, community)
        except (ValueError, TypeError, OverflowError):
            rows = [understood(raw, community) for raw in alike]  # says which row is wrong, and why
        found.update(zip(at, rows, strict=True))
    return [found[index] for index in range(len(raws))]


def _of_one_shape(names: tuple[str, ...], raws: Sequence[Raw], community: CommunityId | None) -> list[Row]:
    """Raises `ValueError`, `TypeError` or `OverflowError` where any is wrong."""
    columns = dict(zip(names, zip(*(raw.fields.values() for raw in raws), strict=True), strict=True))
    whose: Sequence[Any] = [one or community for one in columns.pop("community", (None,) * len(raws))]
    if not all(one == community or _is_id(one) for one in set(whose)) or None in whose:
        msg = "some community is none"
        raise ValueError(msg)
    if (said := columns.get("happened_at")) is not None:
        columns["happened_at"] = tuple([moment(at) if type(at) is str else at for at in said])
    signs = SignOfLife.of_columns(columns)
    return [Row(raw.place, one, sign) for raw, one, sign in zip(raws, whose, signs, strict=True)]


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
