"""What occupies a living community beside its stage: changes asked for, causes of concern, duties that recur."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from vocabulary.ids import TaskId
from vocabulary.provenance import Moment
from vocabulary.tasks import ItemName
from vocabulary.terms import Line, Paragraph


class ChangeTerms(BaseModel):
    """A change that somebody asks for; its kind says which chain decides on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ItemName
    title: Line
    what: Paragraph
    level: ItemName | None = None
    """The level that the community rises to when the change is carried."""
    sunsets: bool = False
    """Carried, it announces the community's end."""
    year: int | None = None
    """The year of the community whose plan it is."""


class OpenChange(BaseModel):
    """A change that is being decided."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    """Counted from 1 in the community."""
    terms: ChangeTerms
    step: int = 0
    """How many steps of its chain it has passed."""
    task: TaskId | None = None
    """Who is asked now; None until the next step is put to somebody."""
    since: Moment
    """When it came to this step."""
    asks: tuple[Line, ...] = ()
    """What its level asks for (SHOULD) and the community does not bring."""


class Concern(BaseModel):
    """Something is wrong, and has a grace in which to be put right."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cause: ItemName
    since: Moment
    number: int
    """Counted from 1 in the community; tells apart the same cause in another year."""
    task: TaskId | None = None


class Settled(BaseModel):
    """When a cause of concern was settled last: what is missing is counted anew from then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cause: ItemName
    at: Moment


class DutyState(StrEnum):
    REQUESTED = "requested"
    """Somebody wants an extra one; nobody was asked yet."""
    ASKED = "asked"
    FILED = "filed"
    """Done; if the policy wants a second look, that is what comes next."""
    LOOKED_AT = "looked_at"
    """Somebody has been asked to sign it off."""
    RETURNED = "returned"
    """Refused; it is filed again."""
    SIGNED_OFF = "signed_off"


class Duty(BaseModel):
    """The latest occurrence of one duty; only the latest is kept, so that nothing grows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ItemName
    on: Moment
    """Its date by the calendar."""
    state: DutyState
    since: Moment
    round: int = 1
    """Counted from 1; every time it is filed again adds one."""
    asked: int = 0
    """How often this duty was asked for in the community's whole life; tells its questions apart."""
    passed: int = 0
    """How many steps of the sign-off it has passed."""
    extra: bool = False
    """It was asked for on request; the calendar goes on from `scheduled`."""
    scheduled: Moment | None = None
    """The last date of the calendar that was asked for."""
    task: TaskId | None = None


class FormOut(BaseModel):
    """The form for one date of a duty came out on a day; when it came late, the date moves for everybody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    duty: ItemName
    on: Moment
    out_at: Moment
