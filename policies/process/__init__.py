"""The lifecycle itself, one module a stage: what falls due, and when."""

from policies.process.next_step import agenda, first_due, next_step, step_of

__all__ = ["agenda", "first_due", "next_step", "step_of"]
