"""How a demonstration closes: money, maturity, what was to be seen of those that are gone, where everybody stands."""

import shutil
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from bootstrap.settings import Settings
from bootstrap.stack_file import read_stack
from cli.budgets import burn_table
from cli.communities import stage_of, waits_for
from cli.demo.cast import Player
from cli.demo.history import Case
from cli.health_ended import ended_table
from cli.leaderboard import board_table, span_of
from cli.maturity import board_table as maturity_table
from cli.options import now
from cli.shown import Cell, plain, say, table
from projections.burn import By
from vocabulary.digits import some
from vocabulary.ids import CommunityId
from vocabulary.stages import Stage

if TYPE_CHECKING:
    from cli.bringing_in import Account
    from projections.community_row import CommunityRow
    from projections.reading import Views
    from projections.view import Connected

TOP: Final = 5
"""Rows of each case; a command shows all."""
HARDLY_BEGUN: Final = timedelta(days=90)
PATIENCE: Final = 20.0
"""Seconds in which the views take three years in."""


def close(
    views: "Views",
    players: Sequence[Player],
    account: "Account",
    cases: Sequence[Case],
    settings: Settings,
    console: Console,
) -> None:
    views.caught_up(timeout=PATIENCE)
    with views.reading() as connection:
        rows = views.communities.find(connection)
        _money(connection, cases, console)
        _maturity(connection, cases, console)
        _ranking(connection, rows, cases, console)
        _gone(connection, cases, console)
    past = frozenset[CommunityId]().union(*(case.communities for case in cases))
    _standing(rows, players, past, console)
    ended = sum(row.stage is Stage.CLOSED for row in rows)
    say(f"{some(len(rows), 'community')}: {len(rows) - ended} open, {ended} ended (brought in: {account}).")
    for player in players:
        if not player.is_done:
            say(f"Not told to the end: {player.community} still waits for {player.awaits}.")
        for refusal in player.refused:
            say(f"Refused on the way: {refusal}")
    _how_to_look_further(players, settings)


def _standing(
    rows: "Sequence[CommunityRow]", players: Sequence[Player], past: Collection[CommunityId], console: Console
) -> None:
    at = now()
    ours = {player.community for player in players}
    shown = [row for row in rows if row.id not in past and (row.id in ours or row.stage is not Stage.CLOSED)]
    shown.sort(key=lambda row: (row.stage is Stage.CLOSED, row.id not in ours, row.id))
    cells = [(row.id, stage_of(row), row.policy, waits_for(row, at)) for row in shown]
    cells += _summed([row for row in rows if row.id in past])
    console.print(table(("Community", "Stage", "Policy", "Waits for"), cells, title=["", "Where everybody stands"]))


def _summed(rows: "Sequence[CommunityRow]") -> Iterator[tuple[str, str, str, str]]:
    """The communities of the history, a line for each policy and each way in which they stand."""
    for (policy, stage), number in sorted(Counter((row.policy, stage_of(row)) for row in rows).items()):
        waiting = sum(len(row.waiting_for) for row in rows if (row.policy, stage_of(row)) == (policy, stage))
        yield f"({number} of the history)", stage, policy, some(waiting, "answer") if waiting else ""


def _money(connection: "Connected", cases: Sequence[Case], console: Console) -> None:
    from projections.burn import burn
    from projections.present_money import present_years

    rows, at = present_years(connection), now()
    for case in cases:
        sums = burn([row for row in rows if row.community in case.communities], {}, By.COMMUNITY, at)
        spending = sorted((one for one in sums if one.spent), key=lambda one: (-one.spent.amount, one.name))
        most = spending[:TOP]
        if most:
            title: Cell = ["", f"{case.title}: money, the first {len(most)} of {len(sums)}"]
            console.print(burn_table(most, By.COMMUNITY, title=title, brief=True))


def _maturity(connection: "Connected", cases: Sequence[Case], console: Console) -> None:
    from projections.catalogue import MATURITY

    board = MATURITY.board(connection)
    for case in cases:
        found = [pair for pair in board if pair[0].community in case.communities]
        if found:
            title: Cell = ["", f"{case.title}: maturity, the first {min(TOP, len(found))} of {len(found)}"]
            console.print(maturity_table(found[:TOP], title=title))


def _ranking(connection: "Connected", rows: "Sequence[CommunityRow]", cases: Sequence[Case], console: Console) -> None:
    """By the policy that each case lives by: of the present period, or of the one before where it has hardly begun."""
    from projections.leaderboard.reading import board, programmes

    at, ranked = now(), set(programmes(connection))
    for case in cases:
        for programme in sorted({row.policy_name for row in rows if row.id in case.communities} & ranked):
            found = board(connection, programme, at - HARDLY_BEGUN, at, limit=TOP)
            if found.placed:
                most = f"the first {len(found.placed)} of {found.communities}"
                title: Cell = ["", f"{case.title}: leaderboard, {span_of(found)}, {most}"]
                console.print(board_table(found, title=title))


def _gone(connection: "Connected", cases: Sequence[Case], console: Console) -> None:
    from projections.health import ended

    past = frozenset[CommunityId]().union(*(case.communities for case in cases))
    found = [one for one in ended(connection) if one.community.id in past]
    if found:
        console.print(ended_table(found, title=["", "Gone, and what was to be seen of them before"]))
        causes = Counter(plain(cause.cause) for one in found for cause in one.causes)
        showed = ", ".join(f"{cause} ({number})" for cause, number in causes.items())
        say(f"{len(found)} ended. Of the article's four causes they showed: {showed}")


def _how_to_look_further(players: Sequence[Player], settings: Settings) -> None:
    stack = read_stack(settings.home)
    program = _program()
    home = "" if settings.home == Settings.from_environment().home else f" --home {settings.home}"

    def call(arguments: str) -> str:
        return f"{program} {arguments}{home}"

    ways = [
        (call("task list"), "what waits for whom"),
        (call(f"community show {players[0].community}"), "one community"),
        (call(f"history {players[-1].community}"), "everything that happened to it"),
        (call("community list --open"), "all that live"),
        (call("health"), "who is at risk, and why"),
        (call("health --ended"), "those that are gone, and what was to be seen before"),
        (call("budget burn"), "all money"),
        (call("leaderboard show founding-article"), "who does best, by published weights"),
        (call("maturity board"), "all that were assessed"),
        (call("audit check"), "that nothing of it was altered"),
        (call(f"audit export {players[0].community} -o evidence.zip"), "evidence of one life, with a page to read"),
    ]
    if stack and stack.temporal_ui:
        ways.insert(0, (stack.temporal_ui, "every life as a workflow"))
    width = max(len(way) for way, _ in ways)
    say("", "Look further:")
    for way, what in ways:
        say(f"  {way:<{width}}  {what}")


def _program() -> str:
    """How `perennial` is typed here: it may stand in an environment that is not on the path."""
    if shutil.which("perennial"):
        return "perennial"
    beside, here = Path(sys.executable).with_name("perennial"), Path.cwd()
    if not beside.exists():
        return "python -m cli"
    return str(beside.relative_to(here) if beside.is_relative_to(here) else beside)
