"""Puts a script on: proposes every life, plays until all stories are told, and says which were not."""

import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from cli.demo.cast import Player
from cli.demo.scene import Scene
from cli.demo.screen import Screen
from cli.demo.script import Script
from cli.policy_shelf import ensure_policy
from vocabulary.ids import CommunityId, community_stream
from vocabulary.people import Actor, Role

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from projections.reading import Views

LONGEST: Final = 90.0
"""Seconds after which a demonstration ends, whether or not all stories are told."""
_LOOK_EVERY: Final = 0.15
STAGE_HAND: Final = Actor(person="demo", role=Role.KM)


def read_script(path: Path) -> Script:
    from policies.reader import read_yaml

    return read_yaml(path, Script)


def put_on(app: "Perennial", views: "Views", script: Script, console: Console) -> list[Player]:
    """Plays the script to its end, or to the end of its time; returns the players."""
    ensure_policy(app, script.policy, STAGE_HAND)
    suffix = _free_suffix(app, script)
    players = [Player(app, life, life.id + suffix) for life in script.lives]
    scene = Scene(views, [player.community for player in players])
    with Screen(console, players) as screen:
        for player in players:
            player.begin(script.policy)
        while screen.elapsed < LONGEST:
            seen = scene.look()
            screen.show(seen)
            for player in players:
                if player.community in seen:
                    player.play(seen[player.community])
            if all(player.is_done for player in players):
                break
            time.sleep(_LOOK_EVERY)
        screen.show(scene.look())
    return players


def _free_suffix(app: "Perennial", script: Script) -> str:
    """Nothing the first time, then -2, -3 and so on: a second demonstration on the same home is a new one."""
    for number in count(1):
        suffix = "" if number == 1 else f"-{number}"
        if not any(_is_taken(app, life.id + suffix) for life in script.lives):
            return suffix
    raise AssertionError


def _is_taken(app: "Perennial", community: CommunityId) -> bool:
    return app.load(community_stream(community), fresh=True) is not None
