"""`perennial up`: everything on this machine, until Ctrl-C."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from bootstrap.settings import Settings, SettingsError
from bootstrap.stack_file import StackRecord
from cli.shown import as_it_is, console
from cli.teller import Teller

if TYPE_CHECKING:
    from workers.embedded.part import Part

FAILED, REFUSED = 1, 2
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(
    home: Annotated[Path | None, typer.Option(help="Folder of the data; else PERENNIAL_HOME, else .perennial.")] = None,
) -> None:
    """Runs PostgreSQL, Temporal, worker, projector, notifier and notary on this machine until Ctrl-C.

    Servers named by PERENNIAL_DATABASE_URL or TEMPORAL_ADDRESS are used instead of embedded ones.
    """
    screen = console()
    try:
        from workers.embedded.part import PARTS  # wants the extra `embedded`, which a container does without
    except ModuleNotFoundError as missing:
        screen.print(as_it_is(f"{missing.name} is not installed: pip install 'perennial[embedded]'", "red"))
        raise typer.Exit(REFUSED) from missing
    run_until_told(home, screen, PARTS)


def run_until_told(home: Path | None, screen: Console, parts: "Sequence[Part]") -> None:
    """Runs a stack of the given processes of ours until a signal; raises typer.Exit when that does not end well."""
    from workers.embedded.plan import External
    from workers.embedded.process import Abandoned, StackFault
    from workers.embedded.stack import EmbeddedStack

    try:
        settings = Settings.from_environment(home)
        external = External(
            database_url=settings.database_url,
            database_owner_url=settings.database_owner_url,
            temporal_address=settings.temporal_address,
        )
        teller = Teller(screen)
        stack = EmbeddedStack(settings.home, parts=parts, external=external, tell=teller)
        with teller, _signals(stack.ask_to_end) as told, stack:
            screen.print(_where(stack.addresses, settings.home))
            while not stack.wait(0.2):
                pass
            if not told.is_set():
                screen.print(as_it_is(f"The stack ended by itself; its logs are in {settings.home}", "red"))
                raise typer.Exit(FAILED)
    except Abandoned:
        screen.print("Ended before everything was started.")
    except (StackFault, SettingsError) as fault:
        screen.print(as_it_is(str(fault).split("\n"), "red"))
        raise typer.Exit(REFUSED) from fault


@contextmanager
def _signals(end: Callable[[], None]) -> Iterator[threading.Event]:
    """Turns Ctrl-C, a service manager's end and a closed terminal into an orderly end; asked twice is asked once."""
    told = threading.Event()

    def ending(_number: int, _frame: FrameType | None) -> None:
        told.set()
        end()

    before = {number: signal.signal(number, ending) for number in _ENDING}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _where(stack: StackRecord, home: Path) -> Table:
    table = Table(title="Perennial is up", show_header=False, title_justify="left")
    rows = (
        ("Temporal UI", stack.temporal_ui or "of your own server"),
        ("Temporal", stack.temporal_address),
        ("PostgreSQL", stack.database_url.rpartition("@")[2]),
        ("Home and logs", str(home)),
        ("Look closer", f"perennial doctor --home {home}"),
        ("End", "Ctrl-C"),
    )
    for name, value in rows:
        table.add_row(as_it_is(name), as_it_is(value))
    return table
