"""`perennial doctor`: looks at each part, and says how to mend what is wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bootstrap.settings import Settings, SettingsError
from cli.examine_database import examine_database
from cli.examine_machine import examine_machine
from cli.examine_temporal import examine_temporal
from cli.finding import Finding, wrong
from cli.shown import as_it_is, console

UNSOUND = 1


def doctor(
    home: Annotated[Path | None, typer.Option(help="Folder of the data; else PERENNIAL_HOME, else .perennial.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one object a finding.")] = False,
) -> None:
    """Looks at each part and says how to mend what is wrong; exit code 1 when something is."""
    screen = console()
    findings = []
    if as_json:
        findings = list(examine(home))
        typer.echo(json.dumps([finding.as_json() for finding in findings], indent=2))
    else:
        with screen.status("looking …"):
            findings = list(examine(home))
        screen.print(_table(findings))
    if not all(finding.sound for finding in findings):
        raise typer.Exit(UNSOUND)


def examine(home: Path | None) -> Iterator[Finding]:
    """Yields what was found, from the machine up to the workers."""
    try:
        settings = Settings.load(home)
    except SettingsError as fault:
        yield wrong("settings", str(fault), "correct the variable that is named")
        return
    yield from examine_machine(settings)
    yield from examine_database(settings)
    yield from examine_temporal(settings)


def _table(findings: list[Finding]) -> Table:
    table = Table(title="Perennial's health", title_justify="left")
    for column in ("", "part", "seen", "how to mend it"):
        table.add_column(column, overflow="fold")
    for finding in findings:
        mark = as_it_is("✓", "green") if finding.sound else as_it_is("✗", "red")
        table.add_row(mark, finding.part, as_it_is(finding.seen), as_it_is(finding.mend))
    return table
