"""For whoever runs it: `up`, `demo`, `doctor`, `reconcile`, `rebuild`, and the processes of the stack."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.answers import Outage
from cli.options import Home, Json
from cli.session import settings
from cli.shown import counting, progress, say, show_json
from vocabulary.digits import some


def register(app: typer.Typer) -> None:
    """Adds the commands of this module to the command line."""
    app.command()(up)
    app.command()(demo)
    app.command()(doctor)
    app.command()(reconcile)
    app.command()(rebuild)
    app.command(hidden=True)(worker)
    app.command(hidden=True)(projector)
    app.command(hidden=True)(notifier)
    app.command(hidden=True)(notary)
    app.command(hidden=True)(schema)


def up(home: Home = None) -> None:
    """Runs PostgreSQL, Temporal, worker, projector, notifier and notary on this machine until Ctrl-C."""
    from cli.up import up as start

    start(home)


def demo(
    leave: Annotated[bool, typer.Option("--exit", help="End after the closing table.")] = False,
    communities: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Your own existing communities, instead of ours.")
    ] = None,
    home: Home = None,
) -> None:
    """Shows whole lives in a minute: starts everything here, and plays people who propose and decide."""
    from cli.demo.command import demo as play

    play(leave=leave, communities=communities, home=home)


def doctor(home: Home = None, as_json: Json = False) -> None:
    """Looks at each part, and says how to mend what is wrong."""
    from cli.doctor import doctor as examine

    examine(home, as_json)


def reconcile(home: Home = None, as_json: Json = False) -> None:
    """Starts whatever workflow is missing from the record."""
    from workers.reconcile import reconcile as start_missing

    here = settings(home)
    here.require_database()
    here.require_temporal()
    with counting("nudging", "") as tell:
        try:
            nudged = asyncio.run(start_missing(here, tell))
        except RuntimeError as fault:
            msg = f"Temporal at {here.temporal_address} does not answer; start it with `perennial up`, then repeat this"
            raise Outage(msg) from fault
    if as_json:
        show_json({"open": nudged})
    else:
        are = "is" if nudged == 1 else "are"
        say(f"{some(nudged, 'community')} {are} open; each has its workflow, and was told to look at its facts.")


def rebuild(
    view: Annotated[str | None, typer.Argument(help="One of the views, such as inbox; else all.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Builds views anew from the record, beside those that people read, then swaps them."""
    from projections.catalogue import VIEWS, view_named
    from projections.rebuild import rebuild_together

    chosen = VIEWS if view is None else tuple(filter(None, [view_named(view)]))
    if not chosen:
        names = ", ".join(known.name for known in VIEWS)
        raise typer.BadParameter(f"there is no view {view!r}; choose one of {names}", param_hint="VIEW")
    with progress("rebuilding") as bar:
        task = bar.add_task(view or "all views", total=None)

        def tell(reached: int, last: int) -> None:
            bar.update(task, completed=reached, total=max(last, 1))

        positions = rebuild_together(chosen, settings(home).require_database(), progress=tell)
        bar.update(task, completed=1, total=1)
    if as_json:
        show_json(positions)
    else:
        for name, position in positions.items():
            say(f"{name}: rebuilt from the record up to position {position}")


def worker(home: Home = None) -> None:
    """The process that runs the lifecycles."""
    from workers.worker import main

    raise typer.Exit(main(settings(home)))


def projector() -> None:
    """The process that keeps the views."""
    from workers.projector import main

    raise typer.Exit(main())


def notifier() -> None:
    """The process that tells people what concerns them."""
    from workers.notifier import main

    raise typer.Exit(main())


def notary() -> None:
    """The process that seals the record."""
    from workers.notary import main

    raise typer.Exit(main())


def schema(home: Home = None) -> None:
    """Installs or upgrades the tables of the record, as the owner of the database."""
    from psycopg.conninfo import conninfo_to_dict

    from ledger.schema import install

    here = settings(home)
    login = conninfo_to_dict(here.require_database())
    role, password = str(login.get("user") or "perennial_app"), login.get("password")
    install(here.require_database_owner(), app_role=role, app_password=str(password) if password else None)
    say(f"The record is installed; {role} may read it and add to it.")
