"""The lines of a file of any size, with their numbers, in bounded memory."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from adapters.readable import BOM, readable

BLOCK: Final = 1 << 20
"""Bytes that are read at once; a line may be as long as that."""


def lines_of(path: Path) -> Iterator[tuple[int, str | None]]:
    """Lines without their ends, counted from 1; None for one that is too long to be one.

    Bytes that are not UTF-8 come through as surrogates, so that they cost a row and not the file. Raises `Malformed`
    where there is no file that can be read.
    """
    with readable(path), path.open("rb") as file:
        number, begun, too_long = 0, b"", False
        while block := file.read(BLOCK):
            whole, end, tail = block.rpartition(b"\n")
            if not end:
                too_long = too_long or len(begun) + len(tail) > BLOCK
                begun = b"" if too_long else begun + tail
                continue
            lines = (begun + whole).split(b"\n") if not too_long else [b"", *whole.split(b"\n")[1:]]
            for line in _decoded(lines):
                number += 1
                yield number, None if too_long else line
                too_long = False
            begun = tail
        if begun or too_long:
            yield number + 1, None if too_long else next(iter(_decoded([begun])))


def _decoded(lines: list[bytes]) -> list[str]:
    joined = b"\n".join(lines).removeprefix(BOM)
    return joined.decode("utf-8", "surrogateescape").replace("\r\n", "\n").removesuffix("\r").split("\n")
