"""Turns what went wrong into one sentence and an exit code; the only place that does."""

import sys
from operator import attrgetter
from typing import Final

from pydantic import ValidationError

from bootstrap.settings import BadSetting, SettingsError
from cli.shown import Cell, note
from vocabulary.refusals import Refusal

REFUSED: Final = 2
"""The rules say no, or the input is not in the expected form; nothing was written."""
IN_PART: Final = 3
"""Some rows were taken over, others refused."""
AWAY: Final = 4
"""The database or Temporal is away; nothing was lost, and it may be tried again."""


class Outage(Exception):  # noqa: N818  named for what is wrong
    """Something that the command needs is away; the message says what to do."""


def answer_for(fault: Exception) -> int | None:
    """Says what went wrong and returns the exit code; None for what nobody foresaw, which is shown with its trace."""
    found = _sentence(fault)
    if found is None:
        return None
    said, code = found
    note(*([said] if isinstance(said, str) else said))
    return code


def _sentence(fault: Exception) -> tuple[Cell, int] | None:
    if isinstance(fault, Refusal):
        return [*fault.sentences], REFUSED
    if isinstance(fault, BadSetting):
        return str(fault), REFUSED
    if isinstance(fault, UnicodeEncodeError) and fault.reason == "surrogates not allowed":
        return f"{ascii(fault.object)[:200]} holds bytes that are no text in UTF-8; write it in UTF-8", REFUSED
    if isinstance(fault, SettingsError | Outage):
        return str(fault), AWAY
    if isinstance(fault, ValidationError):
        from policies.complaints import complaint, given

        first = fault.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or fault.title
        return f"{where} {complaint(first)}; {given(first['input'])} was given", REFUSED
    return _storage(fault)


def _storage(fault: Exception) -> tuple[Cell, int] | None:
    """Faults of packages that only some commands load: what was never imported can't have raised anything."""
    if _is(fault, "psycopg", "errors.UndefinedTable", "errors.UndefinedColumn", "errors.InvalidSchemaName"):
        return (
            "the database holds no record yet, or an older one: run `perennial schema`, or `perennial up`",
            AWAY,
        )
    if _is(fault, "psycopg", "errors.ReadOnlySqlTransaction"):
        return "this database takes no facts (is it a standby?), so nothing was written, and nothing is shown", AWAY
    if _is(fault, "psycopg", "OperationalError") or _is(fault, "eventsourcing.persistence", "OperationalError"):
        return f"the database is away, and nothing was written: {_short(fault)}; see `perennial doctor`", AWAY
    if _is(fault, "ledger.notary.keys", "KeyFault") or _is(fault, "ledger.notary.verify", "NotVerified"):
        return str(fault), REFUSED
    if _is(fault, "ledger.faults", "LedgerFault") or _is(fault, "projections.reading", "ViewNotBuilt"):
        return str(fault), AWAY
    if _is(fault, "projections.sharing", "RebuildFailed") or _is(fault, "adapters.activity.apart", "ReadingEnded"):
        return str(fault), AWAY
    if _is(fault, "temporalio.service", "RPCError"):
        return f"Temporal does not answer: {_short(fault)}; see `perennial doctor`", AWAY
    if _is(fault, "workers.embedded.process", "StackFault"):
        return str(fault).split("\n"), REFUSED  # it may end in the last words of a server
    cause = fault.__cause__
    return _storage(cause) if isinstance(cause, Exception) else None


def _is(fault: Exception, module: str, *names: str) -> bool:
    loaded = sys.modules.get(module)
    kinds = [attrgetter(name)(loaded) for name in names] if loaded else []
    return isinstance(fault, tuple(kinds))


def _short(fault: Exception) -> str:
    lines = [line.strip() for line in str(fault).splitlines() if line.strip()]
    return lines[0].rstrip(".")[:200] if lines else type(fault).__name__
