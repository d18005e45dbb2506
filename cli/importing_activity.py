"""What communities did, from a file: `import activity`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.activity.form import BY_ID, Format
from cli.answers import IN_PART
from cli.line_count import lines
from cli.options import As, Home, Json, known_community, now, speaker
from cli.session import application, reached, settings
from cli.shown import note, progress, say, show_json
from vocabulary.people import Role

if TYPE_CHECKING:
    from adapters.activity.people import Addresses

FILE = "CSV, NDJSON, iCalendar, an export of Slack (zip or folder), or what `git log` prints."
WHOSE = "Whose it is, where the file does not say."


def _known(said: str | None) -> str | None:
    return None if said is None else known_community(said)


def activity(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=FILE)],
    community: Annotated[str | None, typer.Option(metavar="ID", help=WHOSE, callback=_known)] = None,
    form: Annotated[Format | None, typer.Option("--format", help="What it is, where its name does not say.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would come of it.")] = False,
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Takes over what communities did: meetings, posts, questions and answers, products, mentoring, events.

    Running it twice changes nothing. FILE.refused.csv says of each row that is refused its line, the column, and why;
    the others enter, and the exit code is 3.
    """
    import psycopg

    from adapters.activity.apart import reading
    from adapters.activity.opening import format_of
    from bootstrap.threads import favour_answers
    from cli.giving_way import GivingWay
    from cli.taking_over import AT_ONCE, Refused, take_over
    from ledger.datastore import bounded

    favour_answers()
    who, at = speaker(by, Role.KM), now()
    kind = form or format_of(file)
    refused = Refused(file)
    addresses = _addresses(home, kind)
    url = settings(home).require_database()
    with (
        reading(file, kind, community, at, addresses) as batches,
        application(home, connections=AT_ONCE) as perennial,
        psycopg.connect(bounded(url, "perennial import"), autocommit=True) as looking,
        refused,
        progress("taking over") as bar,
    ):
        task = bar.add_task("", total=_lines(file, kind))
        account = take_over(
            *(perennial, batches, who, refused, lambda number: bar.advance(task, number)),
            dry=dry_run,
            by_address=None if kind in BY_ID else addresses.ids,
            give_way=GivingWay(looking).wait,
        )
    if as_json:
        beside = str(refused.path) if account.refused else None
        show_json({**account._asdict(), "refused_file": beside, "dry_run": dry_run})
    else:
        say(f"{account}; nothing was written" if dry_run else str(account))
    if account.refused:
        note(f"{refused.path}: line, column and why of each row that was refused")
        raise typer.Exit(IN_PART)


def _addresses(home: Path | None, form: Format) -> "Addresses":
    """Whom the directory knows by an address, for forms that name people so."""
    from adapters.activity.people import Addresses
    from adapters.directory import open_directory

    if form in BY_ID:
        return Addresses()
    with open_directory(reached(home)) as directory:
        return Addresses({one.address.lower(): one.id for one in directory.find() if one.address})


def _lines(file: Path, form: Format) -> int | None:
    """How many rows there are about, where a line is a row."""
    return lines(file) if form in (Format.CSV, Format.NDJSON) else None
