"""A question put to a person, with a date."""

from aggregates.review_task.task import ReviewTask

__all__ = ["ReviewTask"]
