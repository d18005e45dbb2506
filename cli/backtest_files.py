"""The files of a backtest, read and brought together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from adapters.activity_csv import read_activity
from adapters.communities_csv import read_communities
from adapters.csv_lines import BadRow
from aggregates.commands.importing import ExistingCommunity
from simulation.backtest.life import Gathered, Watch, gather
from vocabulary.ids import CommunityId


@dataclass(frozen=True)
class Brought:
    """What the files told, and what of them had to be left out."""

    gathered: Gathered
    bad: list[tuple[Path, BadRow]]

    @property
    def bad_rows(self) -> int:
        return len(self.bad)


def read_files(outcomes: Path, activities: Sequence[Path], now: datetime) -> Brought:
    """Reads all files; raises `Malformed` for the first that is none of ours."""
    bad: list[tuple[Path, BadRow]] = []
    communities: list[ExistingCommunity] = []
    for row in read_communities(outcomes, now):
        if isinstance(row, BadRow):
            bad.append((outcomes, row))
        else:
            communities.append(row.community)
    watches: dict[CommunityId, Watch] = {}
    for file in activities:
        activity = read_activity(file, now)
        bad.extend((file, row) for row in activity.bad)
        for community, (since, until) in activity.seen.items():
            watch = Watch(since, until, activity.signs.get(community, ()))
            watches[community] = watches[community].joined(watch) if community in watches else watch
    return Brought(gather(communities, watches), bad)
