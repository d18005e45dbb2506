"""The objectives of the organisation, which communities own segments of."""

from aggregates.objectives.objectives import Objectives

__all__ = ["Objectives"]
