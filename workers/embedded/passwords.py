"""The passwords of the embedded database: made once, kept where only their owner reads them."""

import secrets
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from ledger.private_file import keep_private

PASSWORD_FILE = "passwords.json"  # noqa: S105  a file name


def _password() -> str:
    return secrets.token_hex(24)


class Passwords(BaseModel):
    """One a login: the superuser (ours alone), the owner of the tables, the application."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    superuser: str = Field(default_factory=_password)
    owner: str = Field(default_factory=_password)
    application: str = Field(default_factory=_password)

    @classmethod
    def of(cls, home: Path) -> Self:
        """Reads the home folder's passwords; makes them the first time."""
        path = home / PASSWORD_FILE
        if path.exists():
            return cls.model_validate_json(path.read_bytes())
        made = cls()
        keep_private(path, made.model_dump_json(indent=2) + "\n", replace=True)
        return made
