"""How a process keeps its threads together."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from bootstrap.threads import on_one_core

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says where threads may run")


def _cores(_: int = 0) -> set[int]:
    return os.sched_getaffinity(0)


def test_threads_that_are_started_within_stay_on_one_core() -> None:
    allowed = _cores()
    with on_one_core(), ThreadPoolExecutor(4) as threads:
        own = _cores()
        theirs = list(threads.map(_cores, range(8)))
    assert len(own) == 1
    assert own <= allowed
    assert theirs == [own] * 8


def test_afterwards_everything_may_run_where_it_could_before() -> None:
    allowed = _cores()
    with pytest.raises(ZeroDivisionError), on_one_core():
        raise ZeroDivisionError
    assert _cores() == allowed


def test_within_it_nothing_is_left_to_choose() -> None:
    with on_one_core():
        one = _cores()
        with on_one_core():
            assert _cores() == one
        assert _cores() == one
