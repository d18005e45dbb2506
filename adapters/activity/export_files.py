"""An export as a zip or a folder: many files, read one at a time, and none from outside of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import BadZipFile, ZipFile

from vocabulary.refusals import Malformed

LARGEST: Final = 64 << 20
"""Bytes of one file in an export; a busy channel's day has some hundred thousand."""
MOST: Final = 200_000
"""Files in an export."""


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
    try:
        with ZipFile(path) as archive:
            yield _zip(path, archive)
    except FileNotFoundError:
        raise Malformed(f"{path}: there is no such file") from None
    except (BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Malformed(f"{path}: can't be read as a zip ({error})") from None


def _folder(path: Path) -> Export:
    inside = path.resolve()
    # A link may lead out of the folder.
    names = [
        file.relative_to(path).as_posix()
        for file in sorted(path.rglob("*.json"))
        if file.is_file() and file.resolve().is_relative_to(inside)
    ]

    def read(name: str) -> bytes:
        with (path / name).open("rb") as file:
            return _bounded(path, name, file.read(LARGEST + 1))

    return Export(_few(path, names), read)


def _zip(path: Path, archive: ZipFile) -> Export:
    names = [name for name in archive.namelist() if name.endswith(".json") and _within(name)]

    def read(name: str) -> bytes:
        # However much a small file says that it holds: what is read is counted.
        with archive.open(name) as file:
            return _bounded(path, name, file.read(LARGEST + 1))

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
