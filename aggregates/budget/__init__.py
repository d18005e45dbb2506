"""The money of one year of a community."""

from aggregates.budget.budget import Budget

__all__ = ["Budget"]
