"""A community's signs of life, by month."""

from aggregates.signs.month import SignsMonth

__all__ = ["SignsMonth"]
