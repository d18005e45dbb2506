"""Whoever looks at what is known of others is noted first; where that can't be recorded, nothing is shown."""

from pathlib import Path

from cli.options import command, speaker
from cli.session import application
from vocabulary.people import Role
from vocabulary.readings import Reading, Subject


def account_for(home: Path | None, by: str | None, kind: Reading, subject: Subject) -> None:
    """Records that whoever `--as` names is about to see it; call it before anything is printed.

    `subject` is `community/<id>`, `person/<id>`, another stream, or `vocabulary.readings.EVERYTHING`. Raises whatever
    keeps it from being recorded: a refusal, or an outage.
    """
    from aggregates.commands.access import note_reading

    said = command(speaker(by, Role.MEMBER), None)
    with application(home, connections=1) as perennial:
        note_reading(perennial, kind, subject, said)


def account_for_export(
    home: Path | None, by: str | None, subject: Subject, *, digest: str | None = None, head: int | None = None
) -> None:
    """Records that it is handed out; call it before the file stands where it was asked for.

    `digest` is the file's SHA-256 in hexadecimal, `head` the size of the tree by which it is proved.
    """
    from aggregates.commands.access import note_export

    said = command(speaker(by, Role.MEMBER), None)
    with application(home, connections=1) as perennial:
        note_export(perennial, subject, said, digest=digest, head=head)
