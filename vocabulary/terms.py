"""What a community sets out to do, as its authors wrote it."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from vocabulary.people import PersonId

PRINTABLE: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""No control characters but tabs and line ends: nobody can read them, and PostgreSQL's JSON refuses some."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=PRINTABLE)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000, pattern=PRINTABLE)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000, pattern=PRINTABLE)]


Lines = Annotated[tuple[Line, ...], Field(max_length=100)]
Members = Annotated[int, Field(ge=1, le=10_000_000)]
"""How many people there are."""
People = Annotated[tuple[PersonId, ...], Field(max_length=100)]


class TermsOfReference(BaseModel):
    """Title, objectives, scope, key members, lead, and at least a year of planned initiatives; the rest as the policy
    asks for it. Whoever or whatever is written twice counts once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Line
    objectives: tuple[Line, ...] = Field(min_length=1, max_length=20)
    scope: Paragraph
    lead: PersonId
    key_members: tuple[PersonId, ...] = Field(min_length=1, max_length=100)
    initiatives: tuple[Line, ...] = Field(min_length=1, max_length=100)

    sponsor: PersonId | None = None
    """Whoever in Management stands up for it."""
    co_leads: People = ()
    secretary: PersonId | None = None
    mentors: People = ()
    units: Lines = ()
    """Organisational units that take part."""
    kpis: Lines = ()
    business_objective: Line | None = None
    """The objective of the organisation that it serves."""
    charter: Line | None = None
    """Where the document lies."""

    @property
    def core(self) -> frozenset[PersonId]:
        """Key members, co-leads and the secretary; the lead is named apart."""
        return frozenset((*self.key_members, *self.co_leads, *filter(None, [self.secretary])))
