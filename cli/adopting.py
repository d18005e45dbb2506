"""`policy adopt`: communities live by another version from now on, after everybody could see what changes for them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from cli.answers import IN_PART, REFUSED
from cli.options import As, Home, Json, command, now, speaker
from cli.policy_named import Kept, kept, recorded
from cli.session import application, settings
from cli.shown import note, progress, say, show_json
from vocabulary.ids import CommunityId
from vocabulary.people import Role
from vocabulary.refusals import Malformed, Refusal

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from aggregates.commands.command import Command
    from cli.policy_named import Found
    from policies.adoption import Change
    from vocabulary.provenance import PolicyRef


class Prospect(NamedTuple):
    """What adopting would change for one community."""

    community: CommunityId
    lives_by: "PolicyRef"
    changes: "tuple[Change, ...]"


class Refused(NamedTuple):
    """Why a community can't adopt it."""

    community: CommunityId
    why: str


class Prospects(NamedTuple):
    """What adopting would come to, community by community."""

    adopting: list[Prospect]
    already: list[CommunityId]
    """Those that live by it."""
    refused: list[Refused]


def adopt(
    policy: Annotated[str, typer.Argument(metavar="NAME@V", help="The version to live by.")],
    community: Annotated[
        list[str] | None, typer.Option("--cop", metavar="ID", help="A community; may be given several times.")
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Every open community.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lets communities live by a version from now on, and lists first what changes for each.

    What people are asked already ends under the rules it was asked with. A community that can't adopt it is named with
    the reason, the others go on, and the exit code is 3.
    """
    what = _version(policy)
    if everybody == bool(community):
        raise typer.BadParameter("say which communities: --cop ID, or --all", param_hint="--cop")
    said = command(speaker(by, Role.KM), None)
    with application(home) as perennial:
        adopted = _adoptable(perennial, what)
        prospects = _look(perennial, _chosen(home, community), what, adopted, said)
        if not as_json:
            _show(prospects)
        if not dry_run:
            prospects = _carry_out(perennial, prospects, what, said)
    if as_json:
        show_json(_as_json(policy, prospects, dry_run=dry_run))
    else:
        say(_summary(policy, prospects, dry_run=dry_run))
    for refused in prospects.refused:
        note(f"{refused.community}: {refused.why}")
    if prospects.refused:
        raise typer.Exit(IN_PART if prospects.adopting or prospects.already else REFUSED)


def _version(policy: str) -> Kept:
    what = kept(policy)
    if what is None or what.version is None:
        raise Malformed(f"{policy!r} names no version; write for example standard@2: `perennial policy list` shows all")
    return what


def _adoptable(app: "Perennial", what: Kept) -> "Found":
    """Raises where nobody may adopt it, before anybody is looked at."""
    from aggregates.desk import Desk

    version = Desk(app, fresh=True).policy(what.name).adoptable(what.version or 0)
    return recorded(app, str(version.ref))


def _chosen(home: Path | None, named: list[str] | None) -> list[CommunityId]:
    from workers.open_communities import open_communities

    return list(dict.fromkeys(named)) if named else open_communities(settings(home).require_database())


def _look(app: "Perennial", communities: list[CommunityId], what: Kept, adopted: "Found", said: "Command") -> Prospects:
    from aggregates.commands.governance import would_adopt

    found = Prospects([], [], [])
    with progress("looking at") as bar:
        for community in bar.track(communities, description="communities"):
            try:
                changes_it = would_adopt(app, community, what.name, what.version or 0, said)
            except Refusal as refusal:
                found.refused.append(Refused(community, str(refusal)))
                continue
            if changes_it:
                found.adopting.append(_prospect(app, community, what, adopted))
            else:
                found.already.append(community)
    return found


def _prospect(app: "Perennial", community: CommunityId, what: Kept, adopted: "Found") -> Prospect:
    from activities.standing import rules_of, standing_of
    from policies.adoption import changes
    from vocabulary.provenance import PolicyRef

    standing = standing_of(app, community)
    ref = PolicyRef(name=what.name, version=what.version or 0, digest=adopted.digest)
    differing = changes(rules_of(app, standing.policy), adopted.rules, standing, ref, now())
    return Prospect(community, standing.policy, differing)


def _carry_out(app: "Perennial", prospects: Prospects, what: Kept, said: "Command") -> Prospects:
    """Each community by a command of its own; who can't any more, since somebody was quicker, is refused."""
    from aggregates.commands.governance import adopt as adopt_policy

    done = prospects._replace(adopting=[])
    with progress("adopting for") as bar:
        for prospect in bar.track(prospects.adopting, description="communities"):
            try:
                adopt_policy(app, prospect.community, what.name, what.version or 0, command(said.by, None))
            except Refusal as refusal:
                done.refused.append(Refused(prospect.community, str(refusal)))
            else:
                done.adopting.append(prospect)
    return done


def _show(prospects: Prospects) -> None:
    for prospect in prospects.adopting:
        say(f"{prospect.community}, which lives by {prospect.lives_by}:")
        for change in prospect.changes or ("nothing changes but the version",):
            say(f"  {change}")


def _summary(policy: str, prospects: Prospects, *, dry_run: bool) -> str:
    number, already, refused = (len(part) for part in prospects)
    verb = "would adopt" if dry_run else "adopted"
    others = [
        *([f"{already} {'lives' if already == 1 else 'live'} by it already"] if already else []),
        *([f"{refused} can't"] if refused else []),
    ]
    first = f"{number} {'community' if number == 1 else 'communities'} {verb} {policy}"
    return "; ".join([first, *others, *(["nothing was written"] if dry_run else [])])


def _as_json(policy: str, prospects: Prospects, *, dry_run: bool) -> dict[str, Any]:
    return {
        "policy": policy,
        "dry_run": dry_run,
        "adopting": [
            {
                "community": prospect.community,
                "lived_by": str(prospect.lives_by),
                "changes": [change._asdict() | {"sentence": str(change)} for change in prospect.changes],
            }
            for prospect in prospects.adopting
        ],
        "already": prospects.already,
        "refused": [refused._asdict() for refused in prospects.refused],
    }
