"""The home folder of an embedded stack: ours alone, held by one process at a time."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from bootstrap.stack_file import read_stack
from workers.embedded.process import StackFault

LOCK_FILE = "holder.lock"


class Holder(BaseModel):
    """The process that runs the stack on a home folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pid: int
    since: AwareDatetime


class HomeHeld(StackFault):
    """Another process runs a stack on this home folder."""

    def __init__(self, home: Path, holder: Holder | None) -> None:
        who = f"process {holder.pid} since {holder.since:%Y-%m-%d %H:%M:%S} UTC" if holder else "another process"
        stack = read_stack(home)
        where = f" (Temporal at {stack.temporal_address}, UI {stack.temporal_ui})" if stack else ""
        super().__init__(
            f"the home folder {home} is held by {who}{where}; "
            "use that one, end it with Ctrl-C, or give PERENNIAL_HOME another folder"
        )
        self.holder = holder


def prepare(home: Path) -> Path:
    """Makes the home folder, closed to others; raises StackFault when it cannot be used."""
    home = home.expanduser().absolute()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        said = home.stat()
        if said.st_uid != os.geteuid():
            msg = f"the home folder {home} belongs to somebody else; give PERENNIAL_HOME a folder of your own"
            raise StackFault(msg)
        # Searching may stay open: the system user that runs PostgreSQL for root has to pass through.
        home.chmod(stat.S_IMODE(said.st_mode) & 0o711 | 0o700)
    except OSError as error:
        msg = f"the home folder {home} cannot be used ({error.strerror}); give PERENNIAL_HOME another one"
        raise StackFault(msg) from error
    return home


@contextmanager
def held(home: Path) -> Iterator[Holder]:
    """Holds the home folder; raises HomeHeld when another process does. The kernel lets go when we end, however."""
    descriptor = os.open(home / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeHeld(home, _written(home)) from None
        holder = Holder(pid=os.getpid(), since=datetime.now(UTC))
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, holder.model_dump_json().encode(), 0)
        yield holder
    finally:
        os.close(descriptor)


def holder_of(home: Path) -> Holder | None:
    """Returns who holds the home folder now; None when nobody does."""
    try:
        descriptor = os.open(home / LOCK_FILE, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _written(home)
    finally:
        os.close(descriptor)
    return None


def _written(home: Path) -> Holder | None:
    try:
        return Holder.model_validate_json((home / LOCK_FILE).read_bytes())
    except (OSError, ValidationError):
        return None
