"""What operators search workflows by; registered on the server under these names."""

from datetime import datetime
from typing import Any, Final

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

from policies.standing import Standing

STAGE: Final = SearchAttributeKey.for_keyword("Stage")
POLICY: Final = SearchAttributeKey.for_keyword("Policy")
LEAD: Final = SearchAttributeKey.for_keyword("Lead")
DUE: Final = SearchAttributeKey.for_datetime("Due")

ALL: Final = (STAGE, POLICY, LEAD, DUE)


def searchable(standing: Standing, due: datetime | None) -> tuple[SearchAttributeUpdate[Any], ...]:
    """What the attributes should say now; `due` is when the clock looks next (UTC)."""
    return (
        STAGE.value_set(standing.stage.value),
        POLICY.value_set(str(standing.policy)),
        LEAD.value_set(standing.lead) if standing.lead else LEAD.value_unset(),
        DUE.value_set(due) if due else DUE.value_unset(),
    )
