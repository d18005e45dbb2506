"""What the doctor looks at of notices: letters that are dead, channels that are away, and whether all can be read."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import Connection

from adapters.notices.counts import Counts
from bootstrap.notices import ways_of
from bootstrap.settings import BadSetting, Settings
from cli.finding import Finding, sound, wrong


def examine_notices(settings: Settings, connection: Connection[Any]) -> Iterator[Finding]:
    try:
        by = "mail" if ways_of(settings).mail else "the log alone (PERENNIAL_MAIL_URL is not set)"
        counts = Counts(connection)
    except BadSetting as fault:
        yield wrong("notices", str(fault), "correct the variable that is named")
        return
    except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
        yield wrong("notices", "not installed, or not for this role", "`perennial up`, or `perennial schema`")
        return
    if counts.dead:
        mend = "`perennial notices --state dead` says why; then `perennial notices retry --dead`"
        yield wrong("notices", f"{counts.dead} dead, {counts.waiting} waiting", mend)
    else:
        twice = f", {counts.perhaps_twice} perhaps sent twice" if counts.perhaps_twice else ""
        yield sound("notices", f"by {by}; {counts.waiting} waiting, none dead{twice}")
    for channel, (since, problem) in counts.away.items():
        minutes = int((datetime.now(UTC) - since).total_seconds() // 60)
        seen = f"{problem}, for {minutes} minutes"
        yield wrong(f"notices over {channel}", seen, "see to it; nothing is lost meanwhile")
