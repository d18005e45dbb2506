"""Evidence that is handed out stands whole where it was asked for, or nowhere; and is noted only when it can stand."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.notary.handed_out import appearing, on_disk
from vocabulary.refusals import Malformed

Where = Callable[[Path], Path]


def link_to_null(folder: Path) -> Path:
    (folder / "null").symlink_to("/dev/null")
    return folder / "null"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def loop(folder: Path) -> Path:
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


def in_a_file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "x.zip"


CAN_NOT_BE: list[tuple[Where, str]] = [
    (lambda folder: folder, "is a folder; name a file in it"),
    (lambda folder: folder / "no" / "x.zip", "there is no folder"),
    (lambda folder: folder / ("x" * 300), "can't be written (File name too long)"),
    (in_a_file, "can't be written (Not a directory)"),
    (loop, "can't be written (Too many levels of symbolic links)"),
    (lambda _: Path("/dev/null"), "is no file that could be replaced"),
    (link_to_null, "is no file that could be replaced"),
    (pipe, "is no file that could be replaced"),
]


@pytest.mark.parametrize(("where", "why"), CAN_NOT_BE)
def test_where_no_file_can_be_nothing_is_begun(where: Where, why: str, tmp_path: Path) -> None:
    path = where(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(Malformed) as refused, appearing(path):
        pytest.fail("it was begun")
    assert why in str(refused.value)
    assert sorted(tmp_path.rglob("*")) == before
    assert Path("/dev/null").is_char_device()


def test_the_longest_name_that_there_is_will_do(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    with appearing(path) as file:
        file.write(b"all")
        assert not path.exists()
    assert path.read_bytes() == b"all"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_was_there_stays_until_the_other_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"before")
    for fault, told in ((ValueError("midway"), ValueError), (OSError(28, "No space left on device"), Malformed)):
        with pytest.raises(told):
            _begin(path, fault)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_noted_as_handed_out_is_not_gone_where_its_place_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with pytest.raises(Malformed) as refused:
        _write(path, path.mkdir)  # by somebody else, at this moment
    assert "x.zip: can't be replaced (Is a directory); all of it is in " in str(refused.value)
    (kept,) = (one for one in tmp_path.iterdir() if one != path)
    assert str(kept) in str(refused.value)
    assert kept.read_bytes() == b"all"


def _begin(path: Path, fault: Exception) -> None:
    with appearing(path) as file:
        file.write(b"half")
        raise fault


def _write(path: Path, meanwhile: Callable[[], None]) -> None:
    with appearing(path) as file:
        file.write(b"all")
        on_disk(file)
        meanwhile()
