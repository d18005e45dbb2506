"""Options that many commands share, and who is speaking."""

import os
import pwd
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from vocabulary.people import Actor, Role
from vocabulary.refusals import CommunityNotFound, TaskNotFound

if TYPE_CHECKING:
    from aggregates.commands.command import Command

Home = Annotated[
    Path | None, typer.Option("--home", help="Folder of the data; else PERENNIAL_HOME, else .perennial.", metavar="DIR")
]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]
Key = Annotated[str | None, typer.Option("--command-id", hidden=True, help="For callers that may repeat themselves.")]
As = Annotated[
    str | None, typer.Option("--as", metavar="[ROLE:]PERSON", help="Who acts, for example km:kim; else your login.")
]

For = Annotated[
    str | None,
    typer.Option("--for", metavar="PERSON", help="In whose place, where they are away or have delegated it."),
]


def known_community(said: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", said):
        raise CommunityNotFound(f"there is no community {_printable(said)!r}; `perennial community list` shows all")
    return said


def _known_task(said: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,230}", said):
        raise TaskNotFound(f"there is no task {_printable(said)!r}; `perennial task list` shows what is open")
    return said


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:100]


Community = Annotated[str, typer.Argument(metavar="ID", help="The community's id.", callback=known_community)]
Task = Annotated[str, typer.Argument(metavar="ID", help="The task's id.", callback=_known_task)]

ROLES = ", ".join(role.value for role in Role if role is not Role.SYSTEM)


def now() -> datetime:
    return datetime.now(UTC)


def speaker(said: str | None, default: Role | None, whom: str | None = None) -> Actor:
    """The person that `--as` names; without it, whoever is logged in, in the command's usual role.

    `whom` is the person in whose place they act.
    """
    role, separator, person = (said or "").rpartition(":")
    if not separator:
        if default is None:
            raise typer.BadParameter("name the role too, for example km:kim", param_hint="--as")
        role = default.value
    if role not in ROLES.split(", "):
        raise typer.BadParameter(f"{role!r} is no role; choose one of {ROLES}", param_hint="--as")
    try:
        return Actor(person=person or _login(), role=Role(role), on_behalf_of=whom)
    except ValidationError as wrong:
        given = whom if wrong.errors()[0]["loc"] == ("on_behalf_of",) else person
        hint = f"{given!r} is not a person's id; write it in lower-case letters and digits, for example kim"
        raise typer.BadParameter(hint, param_hint="--as") from None


def command(by: Actor, key: str | None) -> "Command":
    from aggregates.commands.command import Command

    return Command(by=by, at=now(), id=key) if key is not None else Command(by=by, at=now())


def _login() -> str:
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run under a number that has no name
        name = ""
    return re.sub(r"[^a-z0-9._@-]+", "-", name.lower()).strip("-._@")[:64] or "operator"
