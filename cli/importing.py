"""What is known from elsewhere: `import communities`, `import people`, `import activity`, `import scenario`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import importing_activity, importing_scenario
from cli.answers import IN_PART
from cli.line_count import lines
from cli.options import As, Home, Json, now, speaker
from cli.policy_shelf import ensure_policy
from cli.session import application, settings
from cli.shown import note, progress, say, show_json
from vocabulary.people import Role

if TYPE_CHECKING:
    from adapters.csv_lines import BadRow, Strange

PEOPLE = (
    "Columns id, name, roles, unit, seniority, manager, address, language, time_zone, country, digest; the first two "
    "suffice. What each holds: docs/people.md."
)
COMMUNITIES = "Columns id, title, sponsor, started, ended, outcome."

app = typer.Typer(no_args_is_help=True, help="Takes over what is known from elsewhere.")


@app.callback()
def importing() -> None:
    """Takes over what is known from elsewhere."""


app.command()(importing_activity.activity)
app.command()(importing_scenario.scenario)


@app.command()
def communities(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help=COMMUNITIES)],
    policy: Annotated[str, typer.Option(help="The lifecycle policy that they adopt.")] = "standard",
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Brings existing communities in, with the dates on which things happened.

    Running it twice changes nothing. A bad row is refused with its place, the others enter, and the exit code is 3.
    """
    from adapters.communities_csv import read_communities
    from cli.bringing_in import AT_ONCE, bring_all_in

    who = speaker(by, Role.KM)
    strange: list[Strange] = []
    rows = read_communities(file, now(), strange.append)
    with application(home, connections=AT_ONCE) as perennial:
        published = ensure_policy(perennial, policy, who)
        with progress("bringing in") as bar:
            task = bar.add_task("", total=lines(file))
            account = bring_all_in(perennial, rows, policy, who, lambda: bar.advance(task))
    if as_json:
        entries = {entry.value: number for entry, number in account.entries.items()}
        bad = [row._asdict() for row in account.bad]
        show_json(
            {"new": account.new, "entries": entries, "standing": account.words, "refused": bad} | _as_json(strange)
        )
    else:
        if published:
            say(f"Published the policy {published}, which comes with Perennial and was never published here.")
        say(str(account))
    _tell(file, strange, account.bad)
    if account.bad:
        raise typer.Exit(IN_PART)


@app.command()
def people(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help=PEOPLE)],
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Enters people in the directory, or changes what it knows of them.

    Running it twice changes nothing. A bad row is refused with its place, the others enter, and the exit code is 3.
    Whoever is missing in the file stays, and whoever left is named: a file brings nobody back.
    """
    from adapters.directory import open_directory
    from adapters.people_csv import read_people
    from cli.entering import AT_ONCE, enter_all

    who = speaker(by, Role.KM)
    strange: list[Strange] = []
    rows = list(read_people(file, strange.append))
    with (
        application(home, connections=AT_ONCE) as perennial,
        open_directory(settings(home).require_database()) as directory,
        progress("entering people") as bar,
    ):
        task = bar.add_task("", total=len(rows))
        account = enter_all(perennial, directory, rows, who, lambda: bar.advance(task))
    if as_json:
        show_json(account._asdict() | {"refused": [row._asdict() for row in account.refused]} | _as_json(strange))
    else:
        say(str(account))
    if account.left:
        whom = ", ".join(account.left)
        note(f"by the record these have left: {whom}; `perennial person return ID` says that somebody is back")
    _tell(file, strange, account.refused)
    if account.refused:
        raise typer.Exit(IN_PART)


def _tell(file: Path, strange: "Sequence[Strange]", bad: "Sequence[BadRow]") -> None:
    for beside in (*strange, *bad):
        note(f"{file}: {beside}")


def _as_json(strange: "Sequence[Strange]") -> dict[str, list[str]]:
    return {"passed_over": [name for one in strange for name in one.columns]}
