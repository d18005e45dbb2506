"""Lifecycle policies: `policy check`, `policy publish`, `policy list`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.answers import REFUSED
from cli.options import As, Home, Json, Key, command, speaker
from cli.policy_shelf import known_policy
from cli.session import application
from cli.shown import note, out, say, show_json, table
from vocabulary.people import Role
from vocabulary.refusals import Malformed

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from policies.document import LifecycleRules

app = typer.Typer(no_args_is_help=True, help="The rules that communities live by.")


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.yaml...", help="Policies to look at.")],
    as_json: Json = False,
) -> None:
    """Looks at policies without publishing them, and names every mistake."""
    from policies.reader import read_policy

    found: list[dict[str, Any]] = []
    for file in files:
        try:
            rules = read_policy(file)
        except Malformed as malformed:
            found.append({"file": str(file), "sound": False, "mistakes": str(malformed).splitlines()})
        else:
            found.append({"file": str(file), "sound": True, "name": rules.name, "digest": rules.digest()})
    if as_json:
        show_json(found)
    for one in found if not as_json else ():
        if one["sound"]:
            say(f"{one['file']}: sound ({one['name']})")
        else:
            note("\n".join(one["mistakes"]))
    if not all(one["sound"] for one in found):
        raise typer.Exit(REFUSED)


@app.command()
def publish(
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="A policy; or the name of one that comes with us.")],
    why: Annotated[str | None, typer.Option(help="What changes and why, for the record.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Publishes a policy as its next version; whoever adopted an earlier one keeps it."""
    from aggregates.commands.publishing import publish as publish_policy

    rules = _read(file)
    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        before = known_policy(perennial, rules.name)
        newest = len(before.versions) if before else 0
        ref = publish_policy(perennial, rules.name, rules.canonical(), said, why=why)
    if as_json:
        show_json({"policy": str(ref), "digest": ref.digest, "new": ref.version > newest})
    elif ref.version > newest:
        say(f"{ref} is published; communities proposed from now on adopt it.")
    else:
        say(f"This is {ref} already; nothing changed.")


@app.command("list")
def list_policies(home: Home = None, as_json: Json = False) -> None:
    """Lists the published policies with their versions."""
    with application(home) as perennial:
        versions = [
            version
            for name in _names(perennial)
            if (policy := known_policy(perennial, name)) is not None
            for version in policy.versions
        ]
    found = [
        (str(version.ref), _title(version.document), version.ref.digest, version.withdrawn) for version in versions
    ]
    if as_json:
        show_json([dict(zip(("policy", "title", "digest", "withdrawn"), one, strict=True)) for one in found])
    elif not found:
        say("None was published yet: perennial policy publish standard")
    else:
        cells = [(ref, title, digest[:12], "withdrawn" if gone else "") for ref, title, digest, gone in found]
        out().print(table(("Policy", "Title", "Digest", ""), cells))


def _read(file: Path) -> "LifecycleRules":
    from policies.reader import catalog_policy, read_policy

    shipped = catalog_policy(str(file)) if not file.suffix and not file.exists() else None
    return shipped or read_policy(file)


def _names(perennial: "Perennial") -> list[str]:
    """Policies by name, from the record itself."""
    from aggregates.lifecycle_policy.events import PolicyNamed
    from vocabulary.ids import policy_stream

    begun = perennial.recorder.select_notifications(None, 10_000, topics=[PolicyNamed.TOPIC])
    return sorted(str(entry.originator_id).removeprefix(policy_stream("")) for entry in begun)


def _title(document: str) -> str:
    import orjson

    return str(orjson.loads(document)["title"])
