"""What the record knows of people: that they exist, by id alone."""

from aggregates.person.person import Person

__all__ = ["Person"]
