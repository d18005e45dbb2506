"""Who looked at what of whom: facts like any other, so that nobody can say otherwise later."""

from aggregates.access.log import AccessLog

__all__ = ["AccessLog"]
