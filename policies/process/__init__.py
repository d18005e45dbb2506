"""The lifecycle itself, one module a stage: what falls due, and when."""

from policies.process.next_step import first_due, next_step

__all__ = ["first_due", "next_step"]
