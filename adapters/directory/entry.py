"""One person in the directory."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from policies.time_zone import check_time_zone
from vocabulary.notices import Digest
from vocabulary.people import CLOCK, PersonId, Role, Seniority
from vocabulary.terms import Line


def _a_persons(name: PersonId) -> PersonId:
    if "@" in name:
        msg = "an id stays in the record for ever, so it can't be an address; give a short name or a number"
        raise ValueError(msg)
    if name == CLOCK:
        msg = f"{CLOCK!r} is Perennial itself; give another id"
        raise ValueError(msg)
    return name


def _held_by_people(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    if Role.SYSTEM in roles:
        msg = "nobody holds the role system: it is Perennial itself"
        raise ValueError(msg)
    return tuple(role for role in Role if role in roles)


Address = Annotated[str, StringConstraints(pattern=r'^[^@\s<>,;:"()\[\]\\\x00-\x1f\x7f]{1,64}@[A-Za-z0-9.-]{1,190}$')]
"""One mail address and nothing beside it, so that it can stand in a header."""


class Entry(BaseModel):
    """What the directory knows of a person; the record knows the `id` and nothing else of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[PersonId, AfterValidator(_a_persons)]
    name: Line
    roles: Annotated[tuple[Role, ...], AfterValidator(_held_by_people)] = ()
    """In which the person may answer, beside those that a community gives."""
    unit: Line | None = None
    seniority: Seniority | None = None
    manager: PersonId | None = None
    """The next one up the line."""
    address: Address | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"
    time_zone: Annotated[str, AfterValidator(check_time_zone)] = "UTC"
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    """By its two letters (ISO 3166)."""
    digest: Digest | None = None
    """How often they want to hear; None where nobody said, which means at once."""
