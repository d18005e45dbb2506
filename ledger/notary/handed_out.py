"""A file that is handed out: it stands whole where it was asked for, or not at all, and nobody else reads it."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from vocabulary.refusals import Malformed


def must_take_a_file(path: Path) -> None:
    """Raises `Malformed` where none can appear: in no folder, in place of a folder or a device, under no such name."""
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        if path.parent.is_dir():
            return
        raise Malformed(f"there is no folder {path.parent}; make it, or write the file somewhere else") from None
    except OSError as fault:
        raise _unwritable(path, fault) from None
    if stat.S_ISDIR(kind):
        raise Malformed(f"{path} is a folder; name a file in it")
    if not stat.S_ISREG(kind):
        raise Malformed(f"{path} is no file that could be replaced, but a device or a pipe; name a file")


@contextmanager
def appearing(path: Path) -> Iterator[BinaryIO]:
    """What is written here stands at `path` afterwards, in place of a file that was there; after a fault nothing does.

    Raises `Malformed` where it can't be written.
    """
    must_take_a_file(path)
    # As short as can be: `path` may have the longest name that there is.
    beside = path.with_name(f".{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise _unwritable(path, fault) from None
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
    except BaseException as fault:
        beside.unlink(missing_ok=True)
        if isinstance(fault, OSError):
            raise _unwritable(path, fault) from fault
        raise
    try:
        beside.replace(path)
    except OSError as fault:
        # It may be noted that it is handed out, so it must not be gone.
        raise Malformed(f"{path}: can't be replaced ({fault.strerror}); all of it is in {beside}: move it") from None


def on_disk(file: BinaryIO) -> None:
    """When this returns, a full disk can't take it back."""
    file.flush()
    os.fsync(file.fileno())


def _unwritable(path: Path, fault: OSError) -> Malformed:
    return Malformed(f"{path}: can't be written ({fault.strerror or fault}); write the file somewhere else")
