"""A lifecycle policy's draft, and its published versions."""

from aggregates.lifecycle_policy.policy import Draft, LifecyclePolicy, PublishedVersion

__all__ = ["Draft", "LifecyclePolicy", "PublishedVersion"]
