"""What auditors type first: `audit check`, `head`, `key`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.answers import REFUSED
from cli.options import Home, Json
from cli.session import settings
from cli.shown import counting, hand_on, note, say, show_json
from vocabulary.digits import some

if TYPE_CHECKING:
    from bootstrap.settings import Settings
    from ledger.notary.check import Source
    from ledger.notary.keys import SigningKey
    from ledger.notary.verify import Key, Note

app = typer.Typer(no_args_is_help=True, help="Prove that nothing was altered, and hand evidence out.")

HeldHeads = Annotated[
    list[Path] | None,
    typer.Option("--head", metavar="FILE", help="A head that was kept outside, as `audit head` shows it."),
]
PublicKey = Annotated[
    str | None, typer.Option("--key", metavar="KEY", help="The record's public key, as you were given it.")
]


@app.command()
def check(head: HeldHeads = None, key: PublicKey = None, home: Home = None, as_json: Json = False) -> None:
    """Compares every event in the database with what was sealed, and names the first that is not as it was."""
    from ledger.notary.check import check as examine
    from ledger.notary.statements import StatementsFile

    here = settings(home)
    outside = [_source(f"the file {path}", held(path)) for path in head or ()]
    if here.notary_statements.exists():
        stated = StatementsFile(here.notary_statements).read()
        outside.insert(0, _source(f"the file {here.notary_statements}", stated))
    with counting("checking", "events") as tell:
        found = examine(here.require_database(), _trusted(here, key), outside, tell)
    if as_json:
        show_json(
            {
                "sound": found.sound,
                "events": found.events,
                "sealed": found.sealed,
                "heads": found.heads,
                "last_head": str(found.last.note) if found.last else None,
                "dated_back": found.dated_back,
                "first_dated_back": found.first_dated_back or None,
                "faults": found.faults,
            }
        )
    elif found.sound:
        were = "is as it was" if found.sealed == 1 else "are as they were"
        heads = some(found.heads, "head")
        say(f"{some(found.sealed, 'event')} {were} sealed, under {heads}; the last is {found.last}.")
        if (more := found.events - found.sealed) > 0:
            say(f"{more:,} more {'is' if more == 1 else 'are'} not sealed yet.")
        if found.dated_back:
            say(
                f"{found.dated_back:,} give a time for themselves at which they were not in the record, by more than a "
                f"day; the first is {found.first_dated_back}."
            )
        if not head:
            note(
                "Whoever holds key and files could rewrite all of it: compare with a head kept elsewhere (--head FILE)."
            )
    else:
        for fault in found.faults:
            note(f"ALTERED: {fault}")
    if not found.sound:
        raise typer.Exit(REFUSED)


@app.command()
def head(
    every: Annotated[bool, typer.Option("--all", help="Every statement there is, the oldest first.")] = False,
    home: Home = None,
) -> None:
    """Shows the newest signed head, for whoever keeps it elsewhere: `perennial audit head > head-of-today.txt`."""
    import psycopg

    from ledger.datastore import bounded
    from ledger.notary import statements

    with psycopg.connect(bounded(settings(home).require_database(), "perennial audit")) as connection:
        if every:
            hand_on("\n".join(map(str, statements.recorded(connection))))
            return
        newest = statements.newest(connection)
    hand_on(str(newest.note))


@app.command()
def key(home: Home = None) -> None:
    """Shows the public key that seals the record, for whoever is to verify what comes from here."""
    say(str(_trusted(settings(home), None)))


def held(path: Path) -> "list[Note]":
    """The heads in a file; refuses one that can't be read as such."""
    from ledger.notary.verify import NotVerified, notes

    try:
        found = notes(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, NotVerified) as wrong:
        hint = f"{path} can't be read as a head ({wrong}); `perennial audit head > FILE` writes one"
        raise typer.BadParameter(hint, param_hint="--head") from None
    if not found:
        raise typer.BadParameter(f"{path} holds no head; `perennial audit head > FILE` writes one", param_hint="--head")
    return found


def _source(name: str, found: "list[Note]") -> "Source":
    from ledger.notary.check import Source

    return Source(name, found)


def _trusted(here: "Settings", given: str | None) -> "Key":
    """The key that was given, or that of the notary on this machine."""
    from ledger.notary.verify import Key, NotVerified

    if given is not None:
        try:
            return Key.parse(given)
        except NotVerified as wrong:
            raise typer.BadParameter(str(wrong), param_hint="--key") from None
    return signing_key(here, "run this where `perennial notary` runs, or give the public --key").public


def signing_key(here: "Settings", otherwise: str) -> "SigningKey":
    """The key of the notary on this machine; where there is none, says what to do `otherwise`."""
    from ledger.notary.keys import KeyFault, SigningKey

    key = SigningKey.read(here.notary_key)
    if key is None:
        raise KeyFault(f"there is no key in {here.notary_key}: {otherwise}")
    return key
