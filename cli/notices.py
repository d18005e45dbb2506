"""What people were told: `notices`, `notices show`, `notices retry`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.listing import show_list
from cli.options import Home, Json, now
from cli.session import settings
from cli.shown import clock, facts, note, out, plain, say, show_json
from vocabulary.digits import some
from vocabulary.notices import NoticeState
from vocabulary.refusals import NoticeNotDead, NoticeNotFound

if TYPE_CHECKING:
    from typing import Any

    from psycopg import Connection

    from adapters.notices.counts import Counts
    from adapters.notices.notice import Notice

app = typer.Typer(invoke_without_command=True, help="What people were told, and what could not be told.")

KEY = Annotated[str, typer.Argument(metavar="KEY", help="The notice's key, as the list shows it.")]


@app.callback()
def notices(
    context: typer.Context,
    state: Annotated[NoticeState | None, typer.Option(help="Only those in this state.")] = None,
    person: Annotated[str | None, typer.Option(metavar="ID", help="Only those of this person.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many.")] = 50,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lists notices, the newest first, and says what waits, what is dead, and which channels are away."""
    if context.invoked_subcommand is not None:
        return
    from adapters.notices.counts import Counts
    from adapters.notices.outbox import Outbox

    with _connected(home) as connection:
        found = Outbox(connection).find(state=state, person=person, limit=limit)
        counts = Counts(connection)
    if as_json:
        show_json({**vars(counts), "notices": [_as_json(one) for one in found]})
        return
    if found:
        cells = [
            (one.key, plain(one.kind.value), one.person or f"nobody ({one.role.value})", _state(one)) for one in found
        ]
        show_list(("Notice", "Kind", "Told to", "State"), cells)
    for line in _in_words(counts):
        say(line)


@app.command()
def show(key: KEY, home: Home = None, as_json: Json = False) -> None:
    """Shows one notice, and how it reads. Texts are not kept: it is put in words again, as they are today."""
    from adapters.notices.outbox import Outbox
    from bootstrap.notices import letters_of

    # Without the links: they are the person's, and not for whoever looks.
    with _connected(home) as connection:
        found = Outbox(connection).get(key)
        if found is None:
            raise _unknown(key)
        letters = letters_of(settings(home), now)
        letters.look(connection, [found])
        letter = letters.write([found], found.parcel or found.key)
    text = letter.text_without_links
    if as_json:
        show_json(_as_json(found) | {"subject": letter.subject, "text": text})
        return
    rows = [
        ("Notice", found.key),
        ("State", _state(found)),
        ("Over", found.channel),
        ("Noted", f"{clock(found.noted_at)} UTC"),
        ("Attempts", str(found.attempts or "")),
        ("Perhaps", "sent twice: whoever sent it was gone before it was recorded" if found.perhaps_twice else ""),
        ("Problem", found.problem or ""),
        ("Subject", letter.subject),
    ]
    out().print(facts(rows))
    say("", *text.split("\n"))


@app.command()
def retry(
    key: Annotated[str | None, typer.Argument(metavar="[KEY]", help="The notice's key.")] = None,
    dead: Annotated[bool, typer.Option("--dead", help="All dead ones.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lets dead notices be tried again, from the beginning."""
    from adapters.notices.outbox import Outbox

    if (key is None) is not dead:
        msg = "give the key of one notice, or --dead for all dead ones"
        raise typer.BadParameter(msg, param_hint="KEY")
    with _connected(home) as connection:
        outbox = Outbox(connection)
        again = outbox.retry(None if key is None else [key], now())
        if key is not None and not again:
            found = outbox.get(key)
            if found is None:
                raise _unknown(key)
            raise NoticeNotDead(f"{key[:200]} is {found.state.value}, and only dead notices are tried again by hand")
    if as_json:
        show_json({"retried": again})
    else:
        say("There is nothing dead." if not again else f"{again} will be tried again.")


@contextmanager
def _connected(home: Home) -> "Iterator[Connection[Any]]":
    import psycopg

    from ledger.datastore import bounded

    url = settings(home).require_database()
    with psycopg.connect(bounded(url, "perennial notices"), autocommit=True) as connection:
        yield connection


def _unknown(key: str) -> NoticeNotFound:
    return NoticeNotFound(f"there is no notice {key[:200]!r}; `perennial notices` lists them")


def _as_json(notice: "Notice") -> dict[str, object]:
    return asdict(notice)


def _state(notice: "Notice") -> str:
    when = notice.sent_at or notice.attempted_at
    parts = [notice.state.value, f"{clock(when)} UTC" if when else "", "perhaps twice" if notice.perhaps_twice else ""]
    problem = notice.problem if notice.state is not NoticeState.SENT else None
    return ", ".join(filter(None, [*parts, problem]))


def _in_words(counts: "Counts") -> Iterator[str]:
    yield f"{counts.waiting} waiting, {counts.dead} dead, {counts.perhaps_twice} perhaps sent twice"
    if counts.passed_over:
        were = "was" if counts.passed_over == 1 else "were"
        yield f"{some(counts.passed_over, 'fact')} {were} more than a week old when first met; nobody was told"
    for channel, (since, problem) in counts.away.items():
        note(f"{channel} is away since {clock(since)} UTC: {problem}; what waits for it is not lost")
