"""What the embedded stack tells everyone else: its addresses, and who holds it since when."""

import os
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from ledger.private_file import keep_private

STACK_FILE = "stack.json"


class StackRecord(BaseModel):
    """The addresses of a running embedded stack, as written into its home folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pid: int
    """Of the process that holds the home folder."""
    since: AwareDatetime
    database_url: str
    """Of the application's role; holds its password, hence the file's mode 0600."""
    database_owner_url: str
    """Of the role that installs the schema."""
    temporal_address: str
    temporal_ui: str | None = None

    def is_held(self) -> bool:
        """Tells whether the holder still lives; a killed holder leaves its record behind."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True


def read_stack(home: Path) -> StackRecord | None:
    """Returns the record of the stack that runs on this home folder; None when none runs, as in one that can't be."""
    try:
        record = StackRecord.model_validate_json((home / STACK_FILE).read_bytes())
    except (OSError, ValidationError):
        return None
    return record if record.is_held() else None


def write_stack(home: Path, record: StackRecord) -> None:
    """Replaces the record at once, so that a reader sees the old one or the new one, never half."""
    keep_private(home / STACK_FILE, record.model_dump_json(indent=2) + "\n", replace=True)


def remove_stack(home: Path) -> None:
    (home / STACK_FILE).unlink(missing_ok=True)
