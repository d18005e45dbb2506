"""Small files that only their owner reads, and that are there whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def keep_private(path: Path, text: str, *, replace: bool = False) -> None:
    """On disk when this returns. Without `replace`, a file that is there already stays: of two processes that start
    together, both find the same one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            beside.replace(path)
        else:
            with suppress(FileExistsError):
                os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)
