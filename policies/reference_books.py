"""Looking things up in the books of others: public holidays and time zones, which lie in files and are loaded late."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, wraps
from typing import Final, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

KEPT: Final = 2048
"""Answers of each kind that are remembered."""

# A workflow that counts time runs where files and imports are forbidden to its thread. What stands in these books is
# the same whenever it is read, so that another thread may read it, once, while this one waits.
_reader: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reference-books")


def looked_up(read: Callable[P, T]) -> Callable[P, T]:
    """Reads on a thread of its own, and remembers the answer. Raises what `read` raises, and that every time."""

    @lru_cache(maxsize=KEPT)
    @wraps(read)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        return _reader.submit(read, *args, **kwargs).result()

    return cast("Callable[P, T]", ask)
