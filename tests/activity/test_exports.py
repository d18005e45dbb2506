"""Exports that are damaged, or made to do harm, are refused in a sentence that names the file."""

import json
import tracemalloc
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from adapters.activity import slack
from tests.activity.files import export, message, read, wrong
from vocabulary.refusals import Malformed

DAY = "roses/2026-01-05.json"
STUFF = json.dumps([message(number) for number in range(50)])


def refusal(path: Path) -> str:
    with pytest.raises(Malformed) as refused:
        read(path)
    return str(refused.value).replace(f"{path}: ", "")


@pytest.mark.parametrize(
    ("users", "why"),
    [
        ({"members": []}, "users.json is no list; expected a list of people; export it again"),
        ("[", "users.json is not JSON"),
    ],
)
def test_people_that_are_no_list_are_refused_with_all_that_they_said(tmp_path: Path, users: Any, why: str) -> None:
    assert refusal(export(tmp_path, {"users.json": users, DAY: [message(0)]})).startswith(why)


def test_a_file_in_a_zip_that_is_damaged_is_named(tmp_path: Path) -> None:
    path = export(tmp_path, {DAY: STUFF})
    packed = bytearray(path.read_bytes())
    begins = packed.index(DAY.encode()) + len(DAY)
    packed[begins : begins + 40] = b"\xff" * 40
    path.write_bytes(packed)
    said = refusal(path)
    assert said.startswith(f"{DAY} can't be unpacked (Error -3 while decompressing data")
    assert said.endswith("; export it again")


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_zip_whose_names_are_no_text_is_refused(tmp_path: Path, *, everywhere: bool) -> None:
    path = tmp_path / "export.zip"
    with ZipFile(path, "w", ZIP_STORED) as archive:
        archive.writestr("rosés/2026-01-05.json", "[]")
    packed, name = path.read_bytes(), "é".encode()
    path.write_bytes(packed.replace(name, b"\xff\xff", -1 if everywhere else 1))
    assert "can't decode byte 0xff" in refusal(path)


def test_a_folder_that_can_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "export" / "roses"
    folder.mkdir(parents=True)
    (folder / "2026-01-05.json").write_text("[]")
    opened = Path.open

    def denied(path: Path, *how: Any, **more: Any) -> Any:
        if path.suffix == ".json":
            raise PermissionError(13, "Permission denied")
        return opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(Malformed, match=r"2026-01-05\.json: can't be read \(Permission denied\)"):
        read(tmp_path / "export")


@pytest.mark.parametrize("content", ["[" + "[]," * 2_000_000 + "[]]", '[{"":{"":' * 1_100_000])
def test_a_small_zip_does_not_fill_the_memory(tmp_path: Path, content: str) -> None:
    path = export(tmp_path, {DAY: content})
    assert path.stat().st_size < 100_000
    tracemalloc.start()
    try:
        (said,) = wrong(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert said == f"line 1, {DAY}: holds more than 3,000,000 values; expected a list of messages"
    assert peak < 4 * len(content)


def test_a_day_holds_as_many_messages_as_a_day_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack, "MESSAGES", 3)
    path = export(tmp_path, {DAY: [[]] * 4, "roses/2026-01-06.json": [[]] * 3})
    assert [said.split(",")[1] for said in wrong(path)] == [
        f" {DAY}: holds 4 messages; expected at most 3 of a channel on one day",
        *[" roses/2026-01-06.json message: '[]' was given; expected an object"] * 3,
    ]


def test_what_is_refused_later_names_the_day_too(tmp_path: Path) -> None:
    (said,) = wrong(export(tmp_path, {DAY: [message(0), message(1, "Ü")]}), None)
    assert said.startswith(f"line 2, {DAY} people: ")


def test_zips_that_others_compress_are_read(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(DAY, STUFF)
    assert len(read(path)) == 50
