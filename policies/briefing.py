"""What the workflow asks when it looks up, and what it is told."""

from pydantic import BaseModel, ConfigDict

from policies.document import LifecycleRules
from policies.standing import Standing
from vocabulary.ids import CommunityId
from vocabulary.provenance import PolicyRef


class Inquiry(BaseModel):
    """Where does it stand? `known` is the policy version whose rules the workflow already carries."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    community: CommunityId
    known: PolicyRef | None = None


class Briefing(BaseModel):
    """The standing, and the rules by value where the workflow does not have them yet."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    standing: Standing
    rules: LifecycleRules | None = None
