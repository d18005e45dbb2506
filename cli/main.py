"""The command line: `perennial`."""

import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from io import TextIOWrapper
from typing import Any, Final

import typer
from typer.core import TyperGroup

from cli import (
    absences,
    activity,
    audit,
    audit_access,
    audit_export,
    audit_programme,
    audit_proofs,
    audit_verify,
    backtest,
    budgets,
    changing,
    communities,
    diff,
    duties,
    health,
    hearing,
    history,
    importing,
    leaderboard,
    maturity,
    measuring,
    notices,
    objectives,
    people,
    policies,
    proposals,
    simulate,
    tasks,
    upkeep,
    what_if,
)
from cli.answers import answer_for
from vocabulary.plain_text import UNWANTED, one_line
from vocabulary.refusals import Malformed

_UNWANTED: Final = re.compile(f"[{UNWANTED}]")


class Commands(TyperGroup):
    """All of them; what is wrong with a word of the command line is said without the name of an exception."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as wrong:
            wrong.message = wrong.message.removeprefix("Value error, ")
            raise


app = typer.Typer(
    name="perennial",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Keeps communities of practice alive on purpose: proposal, review, approval, launch, years, and a good end.",
    epilog="Whom `--as` names is believed until sign-in comes: whoever can run these commands holds the "
    "database's credentials anyway. Exit codes: 0 done, 2 refused, 3 done in part, 4 database or Temporal away.",
)

app.command()(proposals.propose)
app.command()(proposals.submit)
app.command()(proposals.withdraw)
app.add_typer(tasks.app, name="task")
app.add_typer(communities.app, name="community")
app.command()(history.history)
app.command()(diff.diff)
app.command()(health.health)
app.add_typer(audit.app, name="audit")
audit.app.command()(audit_programme.programme)
audit.app.command()(audit_access.access)
audit.app.command()(audit_export.export)
audit.app.command()(audit_verify.verify)
audit.app.command()(audit_verify.verifier)
audit.app.command()(audit_proofs.proof)
audit.app.command()(audit_proofs.link)
audit.app.command("new-key")(audit_proofs.new_key)
audit.app.command()(audit_proofs.tiles)
app.add_typer(changing.app, name="change")
app.add_typer(duties.app, name="duty")
app.add_typer(measuring.plan_app, name="plan")
app.add_typer(objectives.app, name="objective")
app.add_typer(maturity.app, name="maturity")
app.add_typer(leaderboard.app, name="leaderboard")
app.add_typer(budgets.app, name="budget")
app.add_typer(activity.app, name="activity")
app.add_typer(people.app, name="person")
app.add_typer(absences.app, name="absence")
people.app.command()(hearing.prefer)
people.app.command()(hearing.feed)
app.command()(hearing.calendar)
app.add_typer(notices.app, name="notices")
app.add_typer(importing.app, name="import")
app.add_typer(policies.app, name="policy")
policies.app.command()(simulate.simulate)
policies.app.command()(backtest.backtest)
policies.app.command("what-if")(what_if.what_if)
upkeep.register(app)


def run(arguments: Sequence[str]) -> int:
    """Carries out one command line and returns its exit code."""
    try:
        _must_be_text(arguments)
        _commands()(args=list(arguments), prog_name="perennial")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as fault:
        code = answer_for(fault)
        if code is None:
            raise
        return code
    return 0


def _must_be_text(arguments: Sequence[str]) -> None:
    """What is typed may end in the record, which keeps it for ever: no place for what terminals would obey."""
    for argument in arguments:
        if found := _UNWANTED.search(argument):
            mark = f"U+{ord(found[0]):04X}"
            raise Malformed(f"{one_line(argument)!r} holds {mark}, which nobody can see; write it without")


@cache
def _commands() -> Callable[..., object]:
    """Every command, made of its functions' signatures once a process: that takes forty milliseconds."""
    return typer.main.get_command(app)


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows a question mark
    sys.exit(run(sys.argv[1:]))
