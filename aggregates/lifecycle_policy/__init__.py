"""A lifecycle policy's published versions."""

from aggregates.lifecycle_policy.policy import LifecyclePolicy

__all__ = ["LifecyclePolicy"]
