"""What changed about a community between two days: `diff`."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import As, Community, Home, Json
from cli.seen import account_for
from cli.session import reached
from cli.shown import day, note, say, show_json
from cli.vantage import AsKnownOn, as_said, day_passed, vantage
from vocabulary.ids import community_stream
from vocabulary.readings import Reading
from vocabulary.refusals import CommunityNotFound

if TYPE_CHECKING:
    from projections.differences import Picture


def diff(
    community: Community,
    first: Annotated[str, typer.Argument(metavar="DATE1", help="The end of this day is held against …")],
    second: Annotated[str, typer.Argument(metavar="DATE2", help="… the end of this one.")],
    as_known_on: AsKnownOn = None,
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Tells what changed between two days, by replaying the record up to each of them."""
    from projections.differences import changes

    days = [day_passed(first, "DATE1"), day_passed(second, "DATE2")]
    if days[0] > days[1]:
        days.reverse()
        note(f"{first} is after {second}: what changed from {second} to {first} is told")
    known = vantage(None, as_known_on).as_known_on
    url = reached(home)
    before, after = (_picture(url, community, one, known) for one in days)
    if after.row is None:
        raise CommunityNotFound(
            f"nothing is recorded of {community!r}{as_said(f'{days[1]:%Y-%m-%d}', as_known_on)}; "
            "`perennial community list` shows all communities"
        )
    account_for(home, by, Reading.DIFF, community_stream(community))
    found = changes(before, after)
    if as_json:
        show_json(
            {"community": community, "from": days[0], "to": days[1], "as_known_on": known}
            | {"changes": [asdict(one) for one in found]}
        )
        return
    knowing = f", by what was known on {day(known)}" if known is not None else ""
    say(f"{after.row.title} ({community}), from {day(days[0])} to {day(days[1])}{knowing}:")
    for line in [one.sentence for one in found] or ["Nothing changed."]:
        say(f"  {line}")


def _picture(url: str, community: str, as_of: datetime, as_known_on: datetime | None) -> "Picture":
    from projections.differences import VIEWS, picture
    from projections.replay import replayed
    from projections.vantage import Vantage

    with replayed(url, Vantage(as_of, as_known_on), community=community, views=VIEWS) as connection:
        return picture(connection, community)
