"""The key that signs links in notices: set, or made on first use and kept in the home folder."""

import secrets
from typing import Final

from bootstrap.settings import BadSetting, Settings
from ledger.private_file import keep_private

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
        keep_private(path, secrets.token_urlsafe(48) + "\n")
        return _sound(path.read_text(encoding="ascii").strip(), str(path))
    except OSError:
        msg = f"{settings.home} can't keep the key for links; set PERENNIAL_LINK_KEY to {SHORTEST} characters or more"
        raise BadSetting(msg) from None


def _sound(key: str, where: str) -> bytes:
    if len(key) < SHORTEST:
        raise BadSetting(f"{where} is too short for a key; write {SHORTEST} random characters or more")
    return key.encode()
