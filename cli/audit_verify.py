"""`audit verify` and `verifier`: what whoever was handed a bundle types."""

from pathlib import Path
from typing import Annotated

import typer

from cli.answers import REFUSED
from cli.audit import HeldHeads, PublicKey, held
from cli.options import Json
from cli.shown import counting, hand_on, note, say, show_json


def verify(
    bundle: Annotated[Path, typer.Argument(metavar="FILE.zip", help="What was exported.")],
    head: HeldHeads = None,
    key: PublicKey = None,
    as_json: Json = False,
) -> None:
    """Verifies a bundle, offline: every event in it is as it was sealed."""
    from ledger.notary.verify import Key, NotVerified, report
    from ledger.notary.verify import verify as examine

    with counting("verifying", "events") as tell:
        try:
            trusted = Key.parse(key) if key else None
            found = examine(bundle, trusted, [one for path in head or () for one in held(path)], tell)
        except NotVerified as wrong:
            fault: str | None = str(wrong)
        else:
            fault = None
    if fault is not None:
        if as_json:
            show_json({"verified": False, "because": fault})
        note(f"NOT VERIFIED: {fault}")
        raise typer.Exit(REFUSED)
    if as_json:
        show_json(
            {
                "verified": True,
                "scope": found.scope,
                "events": found.events,
                "head": str(found.head.note),
                "key": str(found.key),
                "key_was_given": found.anchored,
                "complete": found.complete,
            }
        )
    else:
        say(*report(found).split("\n"))


def verifier() -> None:
    """Shows the program that verifies bundles, for whoever trusts nothing else of ours: one file, to be read first."""
    from ledger.notary import verify as module

    hand_on(Path(module.__file__).read_text(encoding="utf-8"))
