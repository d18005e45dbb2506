"""The leaderboard: what each community's figures of a period are worth by published weights, to the line."""

from projections.leaderboard.view import Leaderboard

__all__ = ["Leaderboard"]
