"""One year of a community: its plan, its KPIs, and what came of them."""

from aggregates.year.year import CommunityYear

__all__ = ["CommunityYear"]
