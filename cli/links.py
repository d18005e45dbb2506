"""`task open`: shows what a link in a notice asks, and answers it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import Home, Json, now
from cli.session import application, settings
from cli.shown import clock, due, facts, out, say, show_json
from cli.voting import answer, polled
from vocabulary.tasks import CHOICES, PLAIN_YES, Choice

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.notices.answering import Answering, Opened
    from aggregates.application import Perennial


def open_link(
    link: Annotated[str, typer.Argument(metavar="LINK", help="As it stands in the notice.")],
    choice: Annotated[Choice | None, typer.Option("--decide", metavar="CHOICE", help="The answer; uses it up.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; needed for every answer but a plain yes.")] = None,
    reader: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="Who reads it, where that is known.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Shows the question of a notice, and answers it as the person to whom the notice went."""
    at = now()
    with _answering(home) as (perennial, answering):
        if choice is None:
            opened = answering.open(link, at, reader=reader)
            _show(opened, at, link, as_json=as_json)
            return
        opened, stage = answering.answer(link, choice, at, reason=reason, reader=reader)
        task = opened.invitation.task
        answer(task, stage, choice.value, opened.actor, polled(perennial, task, at), as_json=as_json)


@contextmanager
def _answering(home: Home) -> "Iterator[tuple[Perennial, Answering]]":
    import psycopg

    from adapters.notices.answering import Answering
    from adapters.notices.links import LinkKey
    from bootstrap.link_key import link_key
    from ledger.datastore import bounded

    here = settings(home)
    key = LinkKey(link_key(here))
    with (
        application(home) as perennial,
        psycopg.connect(bounded(here.require_database(), "perennial link"), autocommit=True) as connection,
    ):
        yield perennial, Answering(perennial, connection, key)


def _show(opened: "Opened", at: "datetime", link: str, *, as_json: bool) -> None:
    terms = opened.question.terms
    choices = CHOICES[terms.kind]
    if as_json:
        show_json(
            {
                "task": terms.id,
                "title": terms.title,
                "community": terms.community,
                "due": terms.due,
                "person": opened.actor.person,
                "role": opened.actor.role,
                "expires": opened.invitation.expires,
                "choices": choices,
            }
        )
        return
    rows = [
        ("Task", terms.id),
        ("Question", terms.title),
        ("Community", f"{opened.community.title} ({terms.community})"),
        ("Asked", str(opened.actor)),
        ("Due", f"{due(terms.due, at)}, {clock(terms.due)} UTC"),
        ("Link", f"good until {clock(opened.invitation.expires)} UTC, for one answer"),
    ]
    out().print(facts(rows))
    say("", "Answer it:" if terms.ballot is None else "Vote on it:")
    for choice in choices:
        reason = "" if choice in PLAIN_YES else ' --reason "..."'
        say(f"  perennial task open {link} --decide {choice.value}{reason}")
