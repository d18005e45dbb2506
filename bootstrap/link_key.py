"""The key that signs links in notices: set, or made on first use and kept in the home folder."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from bootstrap.settings import BadSetting, Settings

LINK_KEY_FILE: Final = "link.key"
SHORTEST: Final = 32
"""Characters."""


def link_key(settings: Settings) -> bytes:
    """The key; raises `BadSetting` where it is too short to be secret, or can be neither read nor kept."""
    if settings.link_key is not None:
        return _sound(settings.link_key, "PERENNIAL_LINK_KEY")
    path = settings.home / LINK_KEY_FILE
    try:
        return _sound(path.read_text(encoding="ascii").strip(), str(path))
    except FileNotFoundError:
        pass
    except (OSError, ValueError):
        raise BadSetting(f"{path} can't be read; see that it is yours, or set PERENNIAL_LINK_KEY") from None
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return _sound(_made(path), str(path))
    except OSError:
        msg = f"{settings.home} can't keep the key for links; set PERENNIAL_LINK_KEY to {SHORTEST} characters or more"
        raise BadSetting(msg) from None


def _made(path: Path) -> str:
    """Two processes that start together make one key: it appears whole, or was there."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()
    return path.read_text(encoding="ascii").strip()


def _sound(key: str, where: str) -> bytes:
    if len(key) < SHORTEST:
        raise BadSetting(f"{where} is too short for a key; write {SHORTEST} random characters or more")
    return key.encode()
