"""Files that commands write where people ask them to."""

from pathlib import Path

from vocabulary.refusals import Malformed


def write(file: Path, content: bytes) -> None:
    """Raises `Malformed` where it can't be written; what is no file, as a pipe, is written into."""
    try:
        file.write_bytes(content)
    except OSError as fault:
        raise Malformed(f"{file}: can't be written ({fault.strerror or fault}); write it somewhere else") from None
