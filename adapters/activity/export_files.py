"""An export as a zip or a folder: many files, read one at a time, and none from outside of it."""

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import BadZipFile, ZipFile

from adapters.readable import readable
from vocabulary.refusals import Malformed

LARGEST: Final = 64 << 20
"""Bytes of one file in an export; a busy channel's day has some hundred thousand."""
MOST: Final = 200_000
"""Files in an export."""
_DAMAGED: Final = (
    *(BadZipFile, OSError, EOFError, RuntimeError, ValueError),
    *(zlib.error, LZMAError, struct.error),
)
"""What the libraries raise for a zip, or a file in one, that is damaged or made in a way that they can't read."""


class Export(NamedTuple):
    names: list[str]
    """With slashes, within the export."""
    read: Callable[[str], bytes]


@contextmanager
def opened_export(path: Path) -> Iterator[Export]:
    """Raises `Malformed` for what is neither; nothing is unpacked to the disk."""
    if path.is_dir():
        yield _folder(path)
        return
    with readable(path), _unpacking(f"{path}: can't be read as a zip"):
        archive = ZipFile(path)
    with archive:
        yield _zip(path, archive)


@contextmanager
def _unpacking(problem: str) -> Iterator[None]:
    """Around what the libraries do, and nothing else: a mistake of ours is no damaged file."""
    try:
        yield
    except FileNotFoundError:
        raise
    except _DAMAGED as error:
        raise Malformed(f"{problem} ({error}); export it again") from None


def _folder(path: Path) -> Export:
    inside = path.resolve()
    # A link may lead out of the folder.
    names = [
        file.relative_to(path).as_posix()
        for file in sorted(path.rglob("*.json"))
        if file.is_file() and file.resolve().is_relative_to(inside)
    ]

    def read(name: str) -> bytes:
        with readable(path / name), (path / name).open("rb") as file:
            return _bounded(path, name, file.read(LARGEST + 1))

    return Export(_few(path, names), read)


def _zip(path: Path, archive: ZipFile) -> Export:
    names = [name for name in archive.namelist() if name.endswith(".json") and _within(name)]

    def read(name: str) -> bytes:
        # However much a small file says that it holds: what is read is counted.
        with _unpacking(f"{path}: {name} can't be unpacked"), archive.open(name) as file:
            content = file.read(LARGEST + 1)
        return _bounded(path, name, content)

    return Export(_few(path, names), read)


def _within(name: str) -> bool:
    return not name.startswith("/") and "\\" not in name and ".." not in name.split("/")


def _few(path: Path, names: list[str]) -> list[str]:
    if len(names) > MOST:
        raise Malformed(f"{path}: holds {len(names):,} files; expected at most {MOST:,}")
    return names


def _bounded(path: Path, name: str, content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise Malformed(f"{path}: {name} is larger than {LARGEST >> 20} MiB; expected a day of one channel")
    return content
