"""What the doctor looks at in the database: reachable, guarded, up to date, followed."""

from collections.abc import Iterator
from importlib.resources import files

import psycopg

from bootstrap.settings import NoDatabase, Settings
from cli.examine_notices import examine_notices
from cli.examine_seals import examine_seals
from cli.finding import Finding, sound, wrong
from vocabulary.digits import some

STALE_AFTER = 30
"""Seconds; a follower that has news to read and has not moved for so long does not run."""

_GUARDS = """
    SELECT count(*) FROM pg_trigger t
    WHERE t.tgrelid = to_regclass('ledger.events') AND t.tgname = 'refuse_change' AND t.tgenabled = 'A'
"""
_MAY_CHANGE = """
    SELECT p FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) p
    WHERE has_table_privilege(current_user, 'ledger.events', p)
"""
_LAG = """
    SELECT p.follower, h.head - p.position, extract(epoch FROM now() - p.updated_at)::int
    FROM ledger.positions p, (SELECT coalesce(max(notification_id), 0) AS head FROM ledger.events) h
    ORDER BY p.follower
"""


def examine_database(settings: Settings) -> Iterator[Finding]:
    try:
        connection = psycopg.connect(settings.require_database(), connect_timeout=3, autocommit=True)
    except NoDatabase as fault:
        yield wrong("database", "no address", str(fault))
        return
    except psycopg.Error as outage:
        first = str(outage).strip().splitlines()[0]
        yield wrong("database", first, "start it (`perennial up`), or correct PERENNIAL_DATABASE_URL")
        return
    with connection:
        yield _server(connection)
        version = _schema(connection)
        yield version
        if version.sound:
            yield _guard(connection)
            yield from _followers(connection)
            yield from examine_seals(settings, connection)
            yield from examine_notices(settings, connection)


def _server(connection: psycopg.Connection) -> Finding:
    info = connection.info
    said = f"PostgreSQL {info.server_version // 10000} at {info.host}:{info.port}, as {info.user}"
    return sound("database", said)


def _schema(connection: psycopg.Connection) -> Finding:
    newest = max(
        int(file.name[:3]) for file in (files("ledger") / "migrations").iterdir() if file.name.endswith(".sql")
    )
    mend = "`perennial up` installs it; on a server of yours: `perennial schema`, with PERENNIAL_DATABASE_OWNER_URL"
    try:
        row = connection.execute("SELECT coalesce(max(version), 0) FROM ledger.schema_version").fetchone()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName, psycopg.errors.InsufficientPrivilege):
        return wrong("schema", "not installed, or not for this role", mend)
    installed = int(row[0]) if row else 0
    if installed < newest:
        return wrong("schema", f"version {installed}, this release wants {newest}", mend)
    if installed > newest:
        return wrong("schema", f"version {installed} is newer than this release knows ({newest})", "upgrade Perennial")
    return sound("schema", f"version {installed}")


def _guard(connection: psycopg.Connection) -> Finding:
    row = connection.execute(_GUARDS).fetchone()
    if not row or not row[0]:
        return wrong("append-only", "nothing refuses changes of events", "install the schema again; ask who removed it")
    may = [str(row[0]) for row in connection.execute(_MAY_CHANGE)]
    if may:
        said = f"the trigger refuses changes; the role itself holds {', '.join(may)}"
        return sound("append-only", f"{said} (it owns the tables; production logs in as another role)")
    return sound("append-only", "the database refuses to change or delete events")


def _followers(connection: psycopg.Connection) -> Iterator[Finding]:
    rows = connection.execute(_LAG).fetchall()
    if not rows:
        mend = "start them: `perennial up`, or `perennial worker`, `projector`, `notifier` and `notary`"
        yield wrong("followers", "nobody has ever followed the log", mend)
    for name, behind, quiet in rows:
        if behind > 0 and quiet > STALE_AFTER:
            said = f"{some(behind, 'event')} behind, not moved for {quiet} s"
            yield wrong(
                f"follower {name}", said, "see that worker, projector, notifier and notary run; read their logs"
            )
        else:
            yield sound(
                f"follower {name}", "has read everything" if behind <= 0 else f"{some(behind, 'event')} behind, moving"
            )
