"""Who acts, and in which capacity."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

PersonId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._@-]{0,63}$")]
"""A person's id in the directory; never a name or an address."""

CLOCK: PersonId = "clock"
"""The actor of everything that the passing of time causes."""


class Role(StrEnum):
    """The capacity in which a person acts."""

    MEMBER = "member"
    LEAD = "lead"
    KM = "km"
    """The knowledge-management team."""
    MANAGEMENT = "management"
    BOARD = "board"
    """Above Management; where escalation ends."""
    MENTOR = "mentor"
    """Accompanies a community and signs its reports off; belongs to nobody's line."""
    SPONSOR = "sponsor"
    """Answers for a community to the organisation."""
    ADMIN = "admin"
    SYSTEM = "system"
    """Perennial itself, obeying a policy."""


class Seniority(StrEnum):
    """How long somebody has worked in their field; communities bring the ends together."""

    JUNIOR = "junior"
    EXPERIENCED = "experienced"
    SENIOR = "senior"


class Actor(BaseModel):
    """A person acting in one capacity, perhaps on somebody's behalf."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: PersonId
    role: Role
    on_behalf_of: PersonId | None = None
    """Who was asked and let this person answer; always somebody whose own right it was, never a substitute's."""

    @property
    def is_the_clock(self) -> bool:
        """Whether nobody acted, and Perennial itself obeyed a policy; by the role, since a person may be called so."""
        return self.role is Role.SYSTEM

    @property
    def principal(self) -> PersonId:
        """Whose answer it is."""
        return self.on_behalf_of or self.person

    def __str__(self) -> str:
        whom = f" for {self.on_behalf_of}" if self.on_behalf_of else ""
        return f"{self.person} ({self.role.value}){whom}"


THE_CLOCK = Actor(person=CLOCK, role=Role.SYSTEM)
