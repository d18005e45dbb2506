"""What auditors ask: `audit programme`."""

import typer

from cli import audit_programme

app = typer.Typer(no_args_is_help=True, help="The record, as an auditor looks at it.")
audit_programme.register(app)
