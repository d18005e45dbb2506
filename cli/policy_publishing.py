"""`policy draft`, `policy publish`, `policy withdraw`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import As, Home, Json, Key, command, speaker
from cli.policy_named import DRAFT, kept, written
from cli.policy_shelf import known_policy
from cli.session import application
from cli.shown import say, show_json
from vocabulary.people import Role
from vocabulary.refusals import Malformed, PolicyAlreadyPublished

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from aggregates.commands.command import Command
    from policies.document import LifecycleRules
    from vocabulary.provenance import PolicyRef

Why = Annotated[str | None, typer.Option(help="What changes and why, for the record.")]


def draft(
    file: Annotated[str, typer.Argument(metavar="FILE.yaml", help="A policy; or the name of one that comes with us.")],
    why: Why = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Keeps a policy as NAME@draft, to be looked at before it is published; the next draft takes its place."""
    from aggregates.commands.publishing import draft as draft_policy

    rules = _rules(file)
    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        digest = draft_policy(perennial, rules.name, rules.canonical(), said, why=why)
        known = known_policy(perennial, rules.name)
    newest = str(known.versions[-1].ref) if known and known.versions else None
    if as_json:
        show_json({"policy": f"{rules.name}@{DRAFT}", "digest": digest, "newest": newest})
        return
    say(f"{rules.name}@{DRAFT} is kept; nobody adopts a draft.")
    if newest:
        say(f"What it changes: perennial policy diff {newest} {rules.name}@{DRAFT}")


def publish(
    policy: Annotated[
        str, typer.Argument(metavar="FILE.yaml|NAME@draft", help="A policy, its draft, or one that comes with us.")
    ],
    why: Why = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Publishes a policy as its next version; whoever adopted an earlier one keeps it."""
    from aggregates.commands.publishing import publish as publish_policy

    what = kept(policy)
    if what and what.version is not None:
        raise PolicyAlreadyPublished(f"{policy} is a version; publish a file, or {what.name}@{DRAFT}")
    rules = None if what else _rules(policy)
    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        name = rules.name if rules else policy.partition("@")[0]
        before = known_policy(perennial, name)
        newest = len(before.versions) if before else 0
        if rules:
            ref = publish_policy(perennial, name, rules.canonical(), said, why=why)
        else:
            ref = _publish_draft(perennial, name, said, why)
    if as_json:
        show_json({"policy": str(ref), "digest": ref.digest, "new": ref.version > newest})
    elif ref.version > newest:
        say(f"{ref} is published; communities proposed from now on adopt it.")
    else:
        say(f"This is {ref} already; nothing changed.")


def withdraw(
    policy: Annotated[str, typer.Argument(metavar="NAME@V", help="The version that nobody shall adopt any more.")],
    why: Annotated[str, typer.Option(help="Why, for the record.")],
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Takes a version out of use: nobody adopts it any more, and whoever adopted it keeps it."""
    from aggregates.commands.publishing import withdraw as withdraw_policy

    what = kept(policy)
    if what is None:
        raise Malformed(f"{policy!r} names no version; write for example standard@2: `perennial policy list` shows all")
    if what.version is None:
        raise Malformed("a draft is not withdrawn: nobody adopts it, and the next draft takes its place")
    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        before = known_policy(perennial, what.name)
        gone = {version.ref.version for version in before.versions if version.withdrawn} if before else set()
        withdraw_policy(perennial, what.name, what.version, said, why=why)
    new = what.version not in gone
    if as_json:
        show_json({"policy": policy, "withdrawn": True, "new": new})
    elif new:
        say(f"{policy} is withdrawn; nobody adopts it any more, and whoever adopted it keeps it.")
    else:
        say(f"{policy} was withdrawn already; nothing changed.")


def _rules(said: str) -> "LifecycleRules":
    from policies.reader import read_policy

    found = None if kept(said) else written(said)
    return found.rules if found else read_policy(Path(said))


def _publish_draft(app: "Perennial", name: str, said: "Command", why: str | None) -> "PolicyRef":
    """A draft that is no sound policy any more is refused before anybody can adopt it."""
    from aggregates.commands.publishing import publish_draft
    from cli.policy_named import recorded

    known = known_policy(app, name)
    seen = recorded(app, f"{name}@{DRAFT}").digest if known and known.draft else None
    return publish_draft(app, name, said, seen=seen, why=why)
