"""Small files of text, never read further than such a file may go."""

from pathlib import Path
from typing import Final

from vocabulary.refusals import Malformed

LARGEST: Final = 256_000
"""Bytes; a policy has three to twenty thousand."""


def read_text(path: Path) -> str:
    """Reads a small UTF-8 file; refuses with a sentence when that can't be done."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Malformed(f"{path}: there is no such file") from None
    except (OSError, ValueError) as error:
        raise Malformed(f"{path}: can't be read ({getattr(error, 'strerror', None) or error})") from None
    if len(content) > LARGEST:
        raise Malformed(f"{path}: is larger than {LARGEST:,} bytes; that is not a file of this kind")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Malformed(f"{path}:{line}: holds bytes that are not UTF-8; save the file as UTF-8") from None
