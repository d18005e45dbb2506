"""A time in which somebody does not answer, and who answers instead."""

from pydantic import BaseModel, ConfigDict

from vocabulary.people import PersonId
from vocabulary.provenance import Moment


class Absence(BaseModel):
    """From `starts` up to, and without, `ends`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    """Counted from 1 for each person."""
    starts: Moment
    ends: Moment
    decisions: PersonId | None = None
    """Who decides meanwhile; nobody: what is asked waits, is reminded of and escalated like everything."""
    notices: PersonId | None = None
    """Who is told meanwhile; nobody: the absent person alone."""

    def covers(self, moment: Moment) -> bool:
        return self.starts <= moment < self.ends
