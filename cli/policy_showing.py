"""`policy show`, `policy diff`, `policy schema`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import Home, Json
from cli.policy_named import find_all, find_recorded
from cli.shown import day, hand_on, note, say, show_json

if TYPE_CHECKING:
    from cli.policy_named import Found

_ANY = "A file, the name of one that comes with us, NAME@V or NAME@draft."


def show(
    policy: Annotated[str, typer.Argument(metavar="NAME[@V|@draft]", help="Without @, the newest version.")],
    as_yaml: Annotated[bool, typer.Option("--yaml", help="The document alone, as a file that can be checked.")] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Shows a policy's document, who published it, when and why."""
    from policies.yaml_writing import as_yaml as yaml

    if as_yaml and as_json:
        raise typer.BadParameter("one of --yaml and --json", param_hint="--yaml")
    found = find_recorded(policy, home)
    if as_json:
        show_json({**_told(found), "document": found.rules.model_dump(mode="json", by_alias=True)})
        return
    if not as_yaml:
        note(_heading(found))
    hand_on(yaml(found.rules))


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help=_ANY)],
    after: Annotated[str, typer.Argument(metavar="B", help=_ANY)],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Says in sentences what changes from one policy to another."""
    from policies.differences import differences

    old, new = find_all([before, after], home)
    found = differences(old.rules, new.rules)
    if as_json:
        changes = [one._asdict() for one in found]
        show_json({"from": _named(old), "to": _named(new), "differences": changes})
    elif not found:
        say(f"Nothing changes from {old.called} to {new.called}.")
    else:
        for one in found:
            say(one.sentence)


def schema() -> None:
    """Prints the policy language as JSON Schema, for editors that complete and check while you write."""
    from policies.json_schema import json_schema

    show_json(json_schema())


def _named(found: "Found") -> dict[str, str]:
    return {"policy": found.called, "digest": found.digest}


def _told(found: "Found") -> dict[str, Any]:
    return {
        "policy": found.called,
        "digest": found.digest,
        "state": found.state,
        "by": found.by,
        "at": found.at,
        "why": found.why,
        "withdrawn_because": found.withdrawn_because,
    }


def _heading(found: "Found") -> str:
    if found.by is None:
        return f"{found.called}, which was never published here; digest {found.digest}"
    verb = "drafted" if found.state == "draft" else "published"
    why = f": {found.why}" if found.why else ""
    gone = f"; withdrawn: {found.withdrawn_because}" if found.withdrawn_because else ""
    return f"{found.called}, {verb} by {found.by} on {day(found.at)}{why}{gone}; digest {found.digest}"
