"""A large file is read by a process of its own, which says what reading it here says, and leaves nothing behind."""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.activity import apart
from adapters.activity.apart import WORTH_IT, ReadingEnded, answer, reading
from adapters.activity.batches import BATCH, Batch, batches_of
from adapters.activity.opening import format_of
from adapters.activity.packed import packed, unpacked
from adapters.activity.row import Raw, understood_together
from tests.activity.files import ADDRESSES, HEADER, NOW, read
from tests.activity.test_rows_together import ROWS
from tests.activity.test_tables import write
from vocabulary.refusals import Malformed

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0


def lines(number: int) -> str:
    """Rows of all sorts, some wrong."""
    sorts = [
        "kew,m-{0},meeting,Roses on {0},2026-01-05T10:00:00.25+01:00,ada;ben,12,,\n",
        "lyon,m-{0},post,Roses,2026-01-05,,,,\n",
        "kew,a-{0},answer,In winter,2026-01-07,ben,,q-{0},\n",
        "kew,m-{0},party,Roses,2026-01-05,,,,\n",
        "kew,m-{0},meeting,Roses,2026-01-06,ada;ben,1,,yes\n",
        "too few\n",
    ]
    return HEADER + "".join(sorts[n % len(sorts)].format(n) for n in range(number))


def reading_of(path: Path) -> AbstractContextManager[Iterator[Batch]]:
    return reading(path, format_of(path), None, NOW, ADDRESSES)


@pytest.fixture
def apart_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WORTH_IT", 1)
    monkeypatch.setattr(apart, "MEANWHILE", 0)


def readers(of: int | None = None) -> list[psutil.Process]:
    """Processes that read for this one, or another."""
    return [child for child in psutil.Process(of).children() if "adapters.activity.apart" in " ".join(child.cmdline())]


@given(st.lists(ROWS, max_size=12))
def test_what_is_unpacked_is_what_was_packed(rows: list[dict[str, Any]]) -> None:
    raws = [Raw(place, dict(fields)) for place, fields in enumerate(rows)]
    for batch in batches_of(understood_together(raws, "kew")):
        found = unpacked(pickle.loads(pickle.dumps(packed(batch))))
        assert found == batch
        assert list(found.told) == list(batch.told), "in their order"
        for community, told in batch.told.items():
            for one, other in zip(found.told[community], told, strict=True):
                assert one.sign.model_dump_json() == other.sign.model_dump_json(), "and is stored alike"
                assert one.sign.model_fields_set == other.sign.model_fields_set
                assert one.sign.happened_at.tzinfo is other.sign.happened_at.tzinfo
                assert (type(one.sign.corrects), type(one.sign.kind)) == (
                    type(other.sign.corrects),
                    type(other.sign.kind),
                )


@pytest.mark.usefixtures("apart_always")
def test_batches_their_order_and_what_is_wrong_are_the_same_wherever_they_are_read(tmp_path: Path) -> None:
    file = write(tmp_path, lines(2 * BATCH + 3))
    with reading_of(file) as batches:
        assert len(readers()) == 1
        found = list(batches)
    assert readers() == []
    assert [batch.size for batch in found] == [BATCH, BATCH, 3]
    assert found == list(batches_of(read(file, None)))


@pytest.mark.parametrize("meanwhile", [1, 2, 10])
@pytest.mark.parametrize("more", [0, 3])
def test_it_goes_on_where_we_had_got_to_until_it_had_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: int, more: int
) -> None:
    monkeypatch.setattr(apart, "WORTH_IT", 1)
    monkeypatch.setattr(apart, "MEANWHILE", meanwhile)
    file = write(tmp_path, lines(2 * BATCH + more))
    with reading_of(file) as batches:
        assert list(batches) == list(batches_of(read(file, None)))


def test_a_small_file_is_read_here(tmp_path: Path) -> None:
    file = write(tmp_path, lines(100))
    assert file.stat().st_size < WORTH_IT
    with reading_of(file) as batches:
        assert readers() == []
        assert sum(batch.size for batch in batches) == 100


@pytest.mark.usefixtures("apart_always")
def test_a_file_that_is_none_is_refused_in_the_same_words(tmp_path: Path) -> None:
    file = write(tmp_path, "a,b\n1,2\n")
    with pytest.raises(Malformed) as here:
        read(file)
    with reading_of(file) as batches, pytest.raises(Malformed) as there:
        next(batches)
    assert str(there.value) == str(here.value)
    with reading_of(tmp_path / "nowhere.csv") as batches, pytest.raises(Malformed, match="there is no such file"):
        next(batches)


@pytest.mark.usefixtures("apart_always")
def test_it_reads_no_further_ahead_than_is_taken(tmp_path: Path) -> None:
    file = write(tmp_path, lines(12 * BATCH))
    with reading_of(file) as batches:
        first = next(batches)
        (reader,) = readers()
        while reader.cpu_percent(0.2) > 0:
            assert reader.status() != psutil.STATUS_ZOMBIE, "it did not wait"
        assert reader.status() == psutil.STATUS_SLEEPING
        assert first.size + sum(batch.size for batch in batches) == 12 * BATCH


@pytest.mark.usefixtures("apart_always")
def test_a_reader_that_is_killed_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = write(tmp_path, lines(12 * BATCH))
    with reading_of(file) as batches:
        next(batches)
        readers()[0].kill()
        with pytest.raises(ReadingEnded) as ended:
            list(batches)
    said = f"{file}: the process that reads it was ended by signal 9; run it again: what came in already is known"
    assert str(ended.value) == said


def test_a_reader_without_memory_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_much(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(apart, "read_signs", too_much)
    ours, theirs = Pipe()
    with ours, theirs:
        ours.send((tmp_path, format_of(tmp_path), None, NOW, ADDRESSES))
        answer(os.dup(theirs.fileno()))
        assert ours.recv() == "started"
        assert ours.recv() == "has no memory left"


def test_a_reader_whom_nobody_asks_any_more_ends() -> None:
    ours, theirs = Pipe()
    with theirs:
        ours.close()
        with pytest.raises(SystemExit):
            answer(os.dup(theirs.fileno()))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_the_one_that_asked(tmp_path: Path, number: signal.Signals) -> None:
    file = write(tmp_path, lines(12 * BATCH))
    program = f"""
import sys, time
from tests.activity import test_reading_apart as test
test.apart.WORTH_IT, test.apart.MEANWHILE = 1, 0
with test.reading_of(test.Path({str(file)!r})) as batches:
    next(batches)
    print("reads", flush=True)
    time.sleep(600)
"""
    asker = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, process_group=0
    )
    with asker:
        assert asker.stdout is not None
        assert asker.stdout.readline() == b"reads\n"
        (reader,) = readers(asker.pid)
        os.killpg(asker.pid, number)
        assert asker.wait(PATIENCE) != 0
    gone, alive = psutil.wait_procs([reader], timeout=PATIENCE)
    assert (len(gone), alive) == (1, [])
