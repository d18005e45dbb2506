"""Files and folders that can't be are refused with a sentence, whichever command names them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.output import write
from tests.cli.office import Office
from vocabulary.refusals import Malformed

TOO_LONG = "x" * 300


def test_a_home_folder_that_can_not_be_is_refused(office: Office) -> None:
    for words in ("community list", "history garden", "task list"):
        said = office(*words.split(), "--home", TOO_LONG)
        assert said.code == 2
        assert said.sentence.startswith(f"{TOO_LONG}: can't be the home folder (File name too long)"), words
    assert "File name too long" in office("up", "--home", TOO_LONG).out


def test_a_home_of_nobody_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERENNIAL_HOME", "~nobody-of-that-name/x")
    said = office("community", "list")
    assert said.code == 2
    assert said.sentence.startswith("~nobody-of-that-name/x: can't be the home folder")


def test_activity_of_a_file_that_can_not_be_is_refused(office: Office) -> None:
    inside = f"{office.write('x.csv', 'id')}/y"
    assert office("import", "activity", TOO_LONG).sentence == f"{TOO_LONG}: can't be read (File name too long)"
    assert office("import", "activity", inside).sentence == f"{inside}: can't be read (Not a directory)"
    assert office("import", "activity", "/").sentence.startswith("/: holds no activity; name a file")


def test_bytes_that_are_no_text_are_refused(office: Office) -> None:
    for words in ("community list --text", "person list --text", "history", "notices show", "absence list --person"):
        said = office(*words.split(), "caf\udce9")
        assert said.code == 2, words
        assert "caf\\udce9' holds bytes that are no text in UTF-8; write it in UTF-8\n" in said.err, words


@pytest.fixture
def feed(office: Office) -> str:
    assert office("import", "people", office.write("p.csv", "id,name\nann,Ann\n")).code == 0
    return str(office("person", "feed", "ann", "--json").json["secret"])


@pytest.mark.parametrize(
    ("where", "why"),
    [
        (lambda folder: folder, "Is a directory"),
        (lambda folder: folder / "no" / "folder.ics", "No such file or directory"),
        (lambda folder: folder / TOO_LONG, "File name too long"),
        (lambda folder: folder / "p.csv" / "x", "Not a directory"),
    ],
)
def test_a_calendar_that_can_not_be_written_is_refused(
    office: Office, feed: str, where: Callable[[Path], Path], why: str
) -> None:
    file = where(office.folder)
    said = office("calendar", feed, "-o", str(file))
    assert (said.code, said.out) == (2, "")
    assert f"{file}: can't be written ({why}); write it somewhere else\n" in said.err


def test_what_is_no_file_is_written_into_and_stays(tmp_path: Path) -> None:
    out, into = os.pipe()
    try:
        write(Path(f"/dev/fd/{into}"), b"due")
        assert os.read(out, 10) == b"due"
    finally:
        os.close(out)
        os.close(into)
    with pytest.raises(Malformed, match="No space left on device"):
        write(Path("/dev/full"), b"due")
    write(tmp_path / "x", b"due")
    assert (tmp_path / "x").read_bytes() == b"due"
