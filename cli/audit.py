"""What an auditor asks: `audit access`."""

import typer

from cli import audit_access

app = typer.Typer(no_args_is_help=True, help="Who looked at what.")


@app.callback()
def audit() -> None:
    """Who looked at what."""


app.command()(audit_access.access)
