"""The Merkle tree over the record: kept as tiles of 256 hashes, so that a proof reads a few of them."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, Final

from pymerkle.core import BaseMerkleTree  # type: ignore[import-untyped]

HASH: Final = 32
"""Bytes."""
WIDTH: Final = 256
"""Hashes of a full tile. A tile of level 0 holds leaves; one of level n the roots of full tiles of level n - 1."""
_BITS: Final = 8

ReadTile = Callable[[int, int], bytes]
"""The hashes of a tile, by level and number, as far as it is filled."""


class TileTree(BaseMerkleTree):  # type: ignore[misc]  # it comes without types
    """The tree of RFC 9162 over what tiles hold; pymerkle knows its shape, the tiles its hashes."""

    def __init__(self, size: int, read_tile: ReadTile) -> None:
        super().__init__(algorithm="sha256")
        self._tiles_size = size
        self._read_tile = read_tile
        self._tiles: dict[tuple[int, int], bytes] = {}

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """From a leaf, counted from 0, up to the root over the first `size` leaves (RFC 9162, 2.1.3.1)."""
        _, path = self._get_inclusion_path(index + 1, size)
        return list(path[1:])

    def consistency(self, old: int, new: int) -> list[bytes]:
        """From the root over the first `old` leaves to that over the first `new` ones (RFC 9162, 2.1.4.1).

        pymerkle's own proofs divide the tree in another way than the standard does.
        """
        path: list[bytes] = []
        start, end, whole = 0, new, True
        while (left := old - start) != end - start:
            half = 1 << (end - start - 1).bit_length() - 1
            if left <= half:
                path.append(self._get_root(start + half, end))
                end = start + half
            else:
                path.append(self._get_root(start, start + half))
                start, whole = start + half, False
        if not whole:
            path.append(self._get_root(start, end))
        return path[::-1]

    # -- what pymerkle asks of a store --------------------------------------------------------------------------

    def _get_size(self) -> int:
        return self._tiles_size

    def _get_leaves(self, offset: int, width: int) -> list[bytes]:
        return [self._hash(0, index) for index in range(offset, offset + width)]

    def _get_leaf(self, index: int) -> bytes:
        return self._hash(0, index - 1)

    def _get_subroot(self, offset: int, width: int) -> bytes:
        """Of a full part of the tree: folded from the hashes of one tile, the highest that has it."""
        level = (width.bit_length() - 1) // _BITS
        count = width >> level * _BITS
        first = offset >> level * _BITS
        return folded([self._hash(level, index) for index in range(first, first + count)])

    def _hash(self, level: int, index: int) -> bytes:
        number, place = divmod(index, WIDTH)
        tile = self._tiles.get((level, number))
        if tile is None or len(tile) <= place * HASH:
            tile = self._tiles[level, number] = self._read_tile(level, number)
        found = tile[place * HASH : (place + 1) * HASH]
        if len(found) != HASH:
            msg = f"tile {number} of level {level} is not whole: make the tiles anew (`perennial audit tiles`)"
            raise LookupError(msg)
        return found

    def _encode_entry(self, data: Any) -> bytes:
        raise NotImplementedError

    def _store_leaf(self, data: Any, digest: bytes) -> int:
        raise NotImplementedError


def folded(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes, as many as a power of two."""
    level = list(hashes)
    while len(level) > 1:
        pairs = iter(level)
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return level[0]


class Tiles:
    """The tiles at the growing edge of the tree: takes leaves, and says which tiles have changed."""

    def __init__(self, size: int, read_tile: ReadTile) -> None:
        self.size = size
        self._open: list[bytearray] = []
        """By level: the hashes of the tile that is not full."""
        self._numbers: list[int] = []
        count = size
        level = 0
        while count:
            number, filled = divmod(count, WIDTH)
            hashes = read_tile(level, number)[: filled * HASH] if filled else b""
            if len(hashes) != filled * HASH:
                msg = f"tile {number} of level {level} is not there: make the tiles anew (`perennial audit tiles`)"
                raise LookupError(msg)
            self._open.append(bytearray(hashes))
            self._numbers.append(number)
            count, level = number, level + 1

    def add(self, leaves: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
        """Appends leaves; returns the tiles that are new or have grown, by level and number."""
        changed: dict[tuple[int, int], bytes] = {}
        self._append(0, leaves, changed)
        self.size += len(leaves)
        return changed

    def _append(self, level: int, hashes: Sequence[bytes], changed: dict[tuple[int, int], bytes]) -> None:
        if level == len(self._open):
            self._open.append(bytearray())
            self._numbers.append(0)
        tile = self._open[level]
        full: list[bytes] = []
        for one in hashes:
            tile += one
            if len(tile) == WIDTH * HASH:
                whole = bytes(tile)
                changed[level, self._numbers[level]] = whole
                full.append(folded([whole[at : at + HASH] for at in range(0, len(whole), HASH)]))
                tile.clear()
                self._numbers[level] += 1
        if tile:
            changed[level, self._numbers[level]] = bytes(tile)
        if full:
            self._append(level + 1, full, changed)
