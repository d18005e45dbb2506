"""Names that outlive files: once stored in Temporal or PostgreSQL they are never changed, only added to."""

from typing import Final

TASK_QUEUE: Final = "perennial"

COMMUNITY_LIFECYCLE: Final = "CommunityLifecycle"
"""Workflow type: one a community."""
NUDGE: Final = "nudge"
"""Signal: something happened, look at the facts."""

TAKE_STANDING: Final = "take_standing"
"""Activity: where does the community stand? All other activities bear the names of steps."""

APPLICATION: Final = "perennial"
"""Name of the event-sourced application in the ledger."""
