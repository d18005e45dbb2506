"""Files that people name: one that can't be read is their mistake, told in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from vocabulary.refusals import Malformed

BOM: Final = b"\xef\xbb\xbf"
"""What some programs write before text in UTF-8."""


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """While the file is read; raises `Malformed` where there is none, or none that can be read."""
    try:
        yield
    except FileNotFoundError:
        raise Malformed(f"{path}: there is no such file") from None
    except OSError as error:
        raise Malformed(f"{path}: can't be read ({error.strerror or error})") from None
