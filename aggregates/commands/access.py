"""Somebody is about to be shown what is known of others: it is recorded first, or nothing is shown."""

from aggregates.access import AccessLog
from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.desk import Desk
from vocabulary.ids import CommandId, access_stream
from vocabulary.readings import Reading, Subject


def note_reading(app: Perennial, kind: Reading, subject: Subject, command: Command) -> None:
    """Records that whoever acts looks at it. The same again on the same day (UTC) in the same role is one fact, so the
    command's own id is not used: it is made from these."""
    once_a_day = command.model_copy(update={"id": _of_the_day(kind, subject, command)})

    def decide(desk: Desk) -> Answer:
        _log(desk, once_a_day).read(kind, subject, once_a_day.provenance())
        return Answer(subject)

    app.carry_out(once_a_day.id, f"read {kind} of {subject}", decide, by=command.by)


def note_export(
    app: Perennial,
    subject: Subject,
    command: Command,
    *,
    kind: Reading = Reading.EXPORT,
    digest: str | None = None,
    head: int | None = None,
) -> None:
    """Records that it is handed out: `digest` is the file's SHA-256 in hexadecimal, `head` the size of the tree by
    which it is proved. Each export is a fact of its own."""

    def decide(desk: Desk) -> Answer:
        _log(desk, command).exported(kind, subject, command.provenance(), digest=digest, head=head)
        return Answer(subject)

    app.carry_out(command.id, f"export {kind} of {subject} {digest} {head}", decide, by=command.by)


def _log(desk: Desk, command: Command) -> AccessLog:
    day = command.at.date()
    known = desk.find(AccessLog, access_stream(command.by.person, day.year, day.month))
    if known is None:
        known = AccessLog.begin(day, command.provenance())
        desk.add(known)
    return known


def _of_the_day(kind: Reading, subject: Subject, command: Command) -> CommandId:
    return f"read {command.at:%Y-%m-%d} {command.by} {kind} {subject}"
