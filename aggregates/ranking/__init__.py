"""The ranking of a programme's period as it was published: locked from then on."""

from aggregates.ranking.ranking import Ranking

__all__ = ["Ranking"]
