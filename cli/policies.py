"""Lifecycle policies: the commands that begin with `policy`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import adopting, policy_publishing, policy_showing
from cli.answers import REFUSED
from cli.options import Home, Json
from cli.policy_named import DRAFT
from cli.policy_shelf import known_policy
from cli.session import application
from cli.shown import day, note, out, say, show_json, table
from vocabulary.refusals import Malformed

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from aggregates.lifecycle_policy import Draft, LifecyclePolicy, PublishedVersion

app = typer.Typer(no_args_is_help=True, help="The rules that communities live by.")


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.yaml...", help="Policies to look at.")],
    as_json: Json = False,
) -> None:
    """Looks at policies without publishing them, and names every mistake."""
    found = [_checked(file) for file in files]
    if as_json:
        show_json(found)
    for one in found if not as_json else ():
        if one["sound"]:
            say(f"{one['file']}: sound ({one['name']}, digest {one['digest'][:12]})")
        else:
            note(*one["mistakes"])
    if not all(one["sound"] for one in found):
        raise typer.Exit(REFUSED)


app.command()(policy_publishing.draft)
app.command()(policy_publishing.publish)
app.command()(policy_publishing.withdraw)
app.command()(adopting.adopt)


@app.command("list")
def list_policies(home: Home = None, as_json: Json = False) -> None:
    """Lists the published policies with their versions, those withdrawn among them, and the drafts."""
    with application(home) as perennial:
        policies = [policy for name in _names(perennial) if (policy := known_policy(perennial, name)) is not None]
    found = [row for policy in policies for row in _rows(policy)]
    if as_json:
        show_json(found)
    elif not found:
        say("None was published yet: perennial policy publish standard")
    else:
        cells = [(row["policy"], row["title"], _state(row), row["by"], row["digest"][:12]) for row in found]
        out().print(table(("Policy", "Title", "State", "By", "Digest"), cells))


app.command()(policy_showing.show)
app.command()(policy_showing.diff)
app.command()(policy_showing.schema)


def _checked(file: Path) -> dict[str, Any]:
    from policies.reader import read_policy

    try:
        rules = read_policy(file)
    except Malformed as malformed:
        return {"file": str(file), "sound": False, "mistakes": malformed.sentences}
    return {"file": str(file), "sound": True, "name": rules.name, "digest": rules.digest()}


def _rows(policy: "LifecyclePolicy") -> list[dict[str, Any]]:
    rows = [_row(str(version.ref), version.ref.digest, version) for version in policy.versions]
    if policy.draft:
        rows.append(_row(f"{policy.name}@{DRAFT}", policy.draft.digest, policy.draft))
    return rows


def _row(name: str, digest: str, what: "PublishedVersion | Draft") -> dict[str, Any]:
    from aggregates.lifecycle_policy import Draft

    because = None if isinstance(what, Draft) else what.withdrawn_because
    used = DRAFT if isinstance(what, Draft) else "published"
    return {
        "policy": name,
        "title": _title(what.document),
        "digest": digest,
        "state": used if because is None else "withdrawn",
        "withdrawn": because is not None,
        "withdrawn_because": because,
        "by": str(what.by),
        "at": what.at,
        "why": what.why,
    }


def _state(row: dict[str, Any]) -> str:
    if row["withdrawn"]:
        return f"withdrawn: {row['withdrawn_because']}"
    return f"{row['state']} {day(row['at'])}"


def _names(perennial: "Perennial") -> list[str]:
    """Policies by name, from the record itself."""
    from aggregates.lifecycle_policy.events import PolicyNamed
    from vocabulary.ids import policy_stream

    begun = perennial.recorder.select_notifications(None, 10_000, topics=[PolicyNamed.TOPIC])
    return sorted(str(entry.originator_id).removeprefix(policy_stream("")) for entry in begun)


def _title(document: str) -> str:
    import orjson

    return str(orjson.loads(document)["title"])
