"""What the authors of a proposal do: `propose`, `submit`, `withdraw`."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli.answers import Outage
from cli.options import As, Community, Home, Json, Key, command, speaker
from cli.session import application, settings
from cli.shown import plain, say, show_json
from vocabulary.people import Role

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from vocabulary.terms import TermsOfReference

WAITING: Final = 15.0
"""Seconds that `--wait` waits for the first task."""
_PAUSE: Final = 0.02


def propose(
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="Terms of reference and the year's initiatives.")],
    community: Annotated[str | None, typer.Option("--id", help="Its id; else made from the title.")] = None,
    policy: Annotated[str, typer.Option(help="The lifecycle policy that it adopts.")] = "standard",
    draft: Annotated[bool, typer.Option("--draft", help="Write it down without submitting it.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until the first task stands in the inbox.")] = False,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Proposes a community and submits it for review."""
    from aggregates.commands.proposals import propose as propose_community

    terms = read_terms(file)
    _must_be_id(community)
    said = command(speaker(by, Role.MEMBER), key)
    with application(home) as app:
        new = propose_community(app, terms, policy, said, community=community, submit=not draft)
        answer = _standing(app, new)
    task = _first_task(home, new) if wait and not draft else None
    if as_json:
        show_json(answer | {"task": task})
        return
    say(f"{new} is proposed under {answer['policy']}; its stage is {plain(answer['stage'])}.")
    if draft:
        say(f"Submit it: perennial submit {new}")
    else:
        say(f"Waiting: {task}" if task else f"Follow it: perennial community show {new}")


def submit(
    community: Community,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE.yaml]", help="Changed terms of reference.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Submits a draft, or what was returned, with changed terms if there are any."""
    from aggregates.commands.proposals import submit as submit_proposal

    terms = read_terms(file) if file else None
    said = command(speaker(by, Role.MEMBER), key)
    with application(home) as app:
        submit_proposal(app, community, said, terms=terms)
        answer = _standing(app, community)
    if as_json:
        show_json(answer)
    else:
        say(f"{community} is submitted (round {answer['round']}); its stage is {plain(answer['stage'])}.")


def withdraw(
    community: Community,
    reason: Annotated[str | None, typer.Option(help="Why, for the record.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Takes back a proposal that is not yet approved."""
    from aggregates.commands.proposals import withdraw as withdraw_proposal

    said = command(speaker(by, Role.MEMBER), key)
    with application(home) as app:
        withdraw_proposal(app, community, said, reason=reason)
        answer = _standing(app, community)
    if as_json:
        show_json(answer)
    else:
        say(f"{community} is withdrawn; the record stays.")


def read_terms(file: Path) -> "TermsOfReference":
    from policies.reader import read_yaml
    from vocabulary.terms import TermsOfReference

    return read_yaml(file, TermsOfReference)


def _must_be_id(said: str | None) -> None:
    from vocabulary.ids import slug

    if said is not None and slug(said) != said:
        better = f"for example {slug(said)!r}" if slug(said) else "for example 'data-engineering'"
        raise typer.BadParameter(f"lower-case letters, digits and hyphens, {better}", param_hint="--id")


def _standing(app: "Perennial", community: str) -> dict[str, Any]:
    from aggregates.desk import Desk

    now = Desk(app, fresh=True).community(community)
    return {
        "community": community,
        "title": now.title,
        "stage": now.stage.value,
        "policy": str(now.policy),
        "round": now.round,
        "outcome": now.outcome.value if now.outcome else None,
    }


def _first_task(home: Path | None, community: str) -> str:
    from projections.reading import Views

    deadline = time.monotonic() + WAITING
    with Views(settings(home).require_database(), pool_size=1) as views, views.reading() as connection:
        while time.monotonic() < deadline:
            if found := views.inbox.find(connection, community=community, limit=1):
                return found[0].id
            time.sleep(_PAUSE)
    msg = f"{community} is written down, but no task stands in the inbox after {WAITING:.0f} s: is a worker running?"
    raise Outage(msg)
