"""How long a file is, for progress bars."""

from pathlib import Path


def lines(file: Path) -> int | None:
    """How many rows there are about, below a header; None of what can't be read twice, as a pipe."""
    if not file.is_file():
        return None
    with file.open("rb") as content:
        return max(0, sum(block.count(b"\n") for block in iter(lambda: content.read(1 << 20), b"")) - 1)
