"""What people do about a ballot: vote, and stop what was carried; and how their votes are counted."""

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from vocabulary.people import PersonId
from vocabulary.provenance import Moment
from vocabulary.tasks import Choice
from vocabulary.terms import Reason


class Vote(BaseModel):
    """One person's voice; a later one of the same person replaces it while the ballot is open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: PersonId
    choice: Choice | None
    """None is a blank: it counts to the quorum, and to nothing else."""
    at: Moment
    reason: Reason | None = None


class Stop(BaseModel):
    """Somebody stops what was carried, before it takes effect."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: PersonId
    at: Moment
    reason: Reason


class Tally(NamedTuple):
    """How many people are for what; each person counts once."""

    counts: Mapping[Choice, int]
    """People for each choice that has any, in the order in which the question offers them."""
    blanks: int
    of: int | None
    """The size of the body; None when it is not known."""
    needed: int
    """People who have to be for one choice to carry it: if everybody votes, and after closing, of those who did."""

    @property
    def cast(self) -> int:
        """Votes for something; blanks are left out."""
        return sum(self.counts.values())

    @property
    def voted(self) -> int:
        """People who voted, blanks included."""
        return self.cast + self.blanks

    @property
    def missing(self) -> int:
        """People of the body who have not voted; 0 when its size is not known."""
        return max(0, (self.of or 0) - self.voted)

    @property
    def strongest(self) -> int:
        """People for the choice that has most of them."""
        return max(self.counts.values(), default=0)
