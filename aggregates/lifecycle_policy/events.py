"""Everything that can happen to a lifecycle policy."""

from typing import ClassVar

from aggregates.event import Beginning, Event
from vocabulary.affairs import FormOut
from vocabulary.ids import PolicyName
from vocabulary.terms import Reason

LIFECYCLE_POLICY = "policy"


class PolicyEvent(Event):
    """Something that happened to one policy."""


class PolicyNamed(Beginning, PolicyEvent):
    TOPIC: ClassVar[str] = "policy.named"
    AGGREGATE: ClassVar[str] = LIFECYCLE_POLICY
    name: PolicyName


class PolicyDrafted(PolicyEvent):
    """What may become the next version; the newest draft takes the place of the one before."""

    TOPIC: ClassVar[str] = "policy.drafted"
    digest: str
    document: str
    """Canonical JSON of the whole document."""
    why: Reason | None


class PolicyPublished(PolicyEvent):
    TOPIC: ClassVar[str] = "policy.published"
    number: int
    """Counted from 1."""
    digest: str
    document: str
    """Canonical JSON of the whole document; never changed afterwards. A draft of the same document has become it."""
    why: Reason | None


class FormPublished(PolicyEvent):
    """The form for one date of a duty came out; when it came late, the date moves for everybody."""

    TOPIC: ClassVar[str] = "policy.form_published"
    form: FormOut


class PolicyWithdrawn(PolicyEvent):
    """Nobody adopts this version any more; who has adopted it keeps it."""

    TOPIC: ClassVar[str] = "policy.withdrawn"
    number: int
    why: Reason
