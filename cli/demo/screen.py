"""The demonstration as it is watched: a table that moves in a terminal, plain lines elsewhere."""

import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from cli.communities import stage_of, waits_for
from cli.demo.cast import Player
from cli.demo.scene import Seen
from cli.options import now
from cli.shown import as_it_is
from vocabulary.ids import CommunityId

_COLOURS = {
    "active": "green",
    "annual_review": "cyan",
    "probation": "yellow",
    "sunset": "magenta",
    "closed": "dim",
}


ROOMY = 34
"""Lines of a terminal in which each community may have three."""


class Screen:
    """Shows each community, its stage, what just happened, and what waits for whom."""

    def __init__(self, console: Console, players: Sequence[Player]) -> None:
        self._console = console
        self._players = players
        self._began = time.monotonic()
        self._last: dict[CommunityId, str] = {}
        self._seen: Mapping[CommunityId, Seen] = {}
        self._live = Live(console=console, auto_refresh=False) if console.is_terminal else None

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._live:
            self._live.stop()

    @property
    def elapsed(self) -> float:
        """Seconds since the first act."""
        return time.monotonic() - self._began

    def show(self, seen: Mapping[CommunityId, Seen]) -> None:
        self._seen = seen
        for community, one in seen.items():
            for fact in one.news:
                self._last[community] = fact.sentence
                if not self._live:
                    self._tell(community, one, fact.sentence)
        if self._live:
            self._live.update(self._table(), refresh=True)

    def _tell(self, community: CommunityId, seen: Seen, sentence: str) -> None:
        line = f"{self.elapsed:5.1f} s  {community:<22} {stage_of(seen.row):<28} {sentence}"
        self._console.print(as_it_is(line), soft_wrap=True)

    def _table(self) -> Table:
        done = sum(player.is_done for player in self._players)
        caption = f"{self.elapsed:.0f} s, {done} of {len(self._players)} stories told"
        table = Table(box=SIMPLE_HEAD, pad_edge=False, caption=caption, caption_justify="left", expand=True)
        table.add_column("Community", ratio=4)
        table.add_column("Stage", ratio=3)
        table.add_column("What just happened", ratio=7)
        table.add_column("Waits for", ratio=3)
        at, roomy = now(), self._console.height >= ROOMY
        for player in self._players:
            seen = self._seen.get(player.community)
            if seen is None:
                continue
            whose = as_it_is(player.life.proposal.title)
            if roomy:
                whose += Text("\n") + as_it_is(player.life.shows, "dim")
            table.add_row(
                whose,
                as_it_is(stage_of(seen.row), _COLOURS.get(seen.row.stage.value, "white")),
                as_it_is(self._last.get(player.community, "")),
                as_it_is(waits_for(seen.row, at)),
            )
        return table
