"""`audit export`: evidence for somebody outside."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.audit import held, signing_key
from cli.options import As, Home, Json, known_community, now, speaker
from cli.seen import account_for_export
from cli.session import settings
from cli.shown import counting, note, say, show_json
from vocabulary.digits import some
from vocabulary.ids import community_stream
from vocabulary.people import Role
from vocabulary.readings import EVERYTHING

if TYPE_CHECKING:
    from ledger.notary.bundle import Written

SEALED_WITHIN = 15.0
"""Seconds that are waited until the notary has come to what was recorded last."""


def export(
    community: Annotated[str | None, typer.Argument(metavar="[ID]", help="The community; or --all.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="The whole record.")] = False,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.zip", help="Where it goes.")] = Path(
        "evidence.zip"
    ),
    complete: Annotated[
        bool,
        typer.Option(
            "--complete", help="Shows where every other event stands, without what it says: nothing can be left out."
        ),
    ] = False,
    since: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A head that the reader has, to see it continued.")
    ] = None,
    purpose: Annotated[str | None, typer.Option(help="What for; it stands in the bundle.")] = None,
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Writes the events of a community, or all, as they are stored, with proofs, heads, policies and a page to read."""
    import psycopg

    from adapters.evidence.export import Asked, sealed_by_now
    from adapters.evidence.export import export as hand_out
    from adapters.evidence.report import Told
    from ledger.datastore import bounded
    from ledger.notary.handed_out import must_take_a_file

    if everything == (community is not None):
        raise typer.BadParameter("name one community, or --all", param_hint="ID")
    must_take_a_file(output)
    chosen = known_community(community) if community is not None else None
    who = speaker(by, Role.KM)
    here = settings(home)
    key = signing_key(here, "export where `perennial notary` runs")
    url = here.require_database()
    with psycopg.connect(bounded(url, "perennial export"), autocommit=True) as connection:
        if not sealed_by_now(connection, SEALED_WITHIN):
            note("the newest events are not sealed yet, and not in it: is `perennial notary` running?")
    with counting("exporting", "events") as tell:
        asked = Asked(
            community=chosen,
            told=Told(now(), str(who), purpose),
            complete=complete,
            held=[one for path in since or () for one in held(path)],
        )

        def account(ready: "Written") -> None:
            subject = community_stream(chosen) if chosen is not None else EVERYTHING
            speaks = f"{who.role.value}:{who.person}"
            account_for_export(home, speaks, subject, digest=ready.digest, head=ready.head.size)

        written = hand_out(url, key, output, asked, tell, account)
    if as_json:
        show_json({"file": output, "events": written.events, "head": written.head.size, "sha256": written.digest})
        return
    say(f"{output}: {some(written.events, 'event')}, sealed by {written.head}.")
    say(f"SHA-256 {written.digest}")
    say(f"Verify it with: perennial audit verify {output} --key '{key.public}'")
