"""A community of practice: what happened to it, and what may happen next."""

from aggregates.community.community import Community

__all__ = ["Community"]
