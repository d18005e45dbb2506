"""The lifecycle itself, one module a stage: what falls due, and when."""

from policies.process.next_step import next_step

__all__ = ["next_step"]
