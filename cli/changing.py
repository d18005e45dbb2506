"""Changes that somebody asks for: `change request`, `change edit`."""

from typing import Annotated

import typer

from cli.options import As, Community, Home, Json, Key, command, speaker
from cli.session import application
from cli.shown import plain, say, show_json
from vocabulary.people import Role

app = typer.Typer(no_args_is_help=True, help="Changes to a community, which its policy has decided step by step.")

What = Annotated[str, typer.Option(help="What is asked for, and why.")]


@app.command()
def request(
    community: Community,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="One of the policy's kinds of change.")],
    title: Annotated[str, typer.Option(help="The change in a line.")],
    what: What,
    level: Annotated[str | None, typer.Option(help="The level to rise to, where that is what is asked for.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Asks for a change; the policy's chain for its kind decides on it."""
    from aggregates.commands.changes import request_change
    from vocabulary.affairs import ChangeTerms

    said = command(speaker(by, Role.LEAD), key)
    change = ChangeTerms(kind=kind, title=title, what=what, level=level)
    with application(home) as perennial:
        number = request_change(perennial, community, change, said)
    if as_json:
        show_json({"community": community, "number": number, "change": change.model_dump()})
    else:
        say(f"Change {number} of {community} is asked for ({plain(kind)}): {change.title}")


@app.command()
def edit(
    community: Community,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The change's number, as `change request` said.")],
    what: What,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Edits what is asked for; where the policy says so, the clock of whoever decides begins anew."""
    from aggregates.commands.changes import edit_change

    said = command(speaker(by, Role.LEAD), key)
    with application(home) as perennial:
        edit_change(perennial, community, number, what, said)
    if as_json:
        show_json({"community": community, "number": number, "what": what})
    else:
        say(f"Change {number} of {community} is edited.")
