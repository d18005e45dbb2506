"""Everything that happened: `history`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.history_shown import as_values, history_table
from cli.history_subject import OTHERS, nothing_of, stream_of
from cli.options import As, Home, Json
from cli.seen import account_for
from cli.session import reading
from cli.shown import out, show_json
from cli.vantage import AsKnownOn, AsOf, as_said, vantage
from vocabulary.readings import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.notices.notice import Notice
    from projections.history import HistoryRow
    from projections.vantage import Vantage
    from projections.view import Connected


def history(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="A community's id, policy/NAME, person/ID, objectives/organisation, or ranking/NAME/DATE: a day, "
            "month or year of its period.",
        ),
    ],
    as_of: AsOf = None,
    as_known_on: AsKnownOn = None,
    full: Annotated[bool, typer.Option("--full", help="What each fact led to, too.")] = False,
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Tells everything that happened to a community, in order.

    What turned out to be wrong stays, marked, beside what holds. With both dates: what was known on the one day of what
    was true on the other.
    """
    seen_from = vantage(as_of, as_known_on)
    with reading(home) as (views, connection):
        if subject.startswith(OTHERS):
            rows = views.history.of_stream(connection, stream_of(connection, subject), seen_from)
        else:
            rows = views.history.of_community(connection, subject, seen_from)
        if not rows:
            raise nothing_of(connection, subject, as_said(as_of, as_known_on))
        notices = _notices(connection, rows, seen_from)
    account_for(home, by, Reading.HISTORY, rows[0].subject)
    if as_json:
        show_json(as_values(rows, notices))
    else:
        out().print(history_table(rows, notices, full=full))


def _notices(connection: "Connected", rows: "Sequence[HistoryRow]", seen_from: "Vantage") -> "list[Notice]":
    """What people were told of these facts, as far as it was noted by then."""
    from adapters.notices.outbox import Outbox

    upto: Any = seen_from.as_known_on
    found = Outbox(connection).of_streams(sorted({row.stream for row in rows}))
    seen = {(row.stream, row.stream_version) for row in rows}
    return [one for one in found if (one.stream, one.version) in seen and (upto is None or one.noted_at <= upto)]
