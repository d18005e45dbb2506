"""A process that appends as fast as it can; started many times over by the test of concurrent writers."""

import sys

from ledger.store import open_ledger
from tests.ledger.facts import stretch

PER_STREAM = 500


def write(url: str, writer: int, events: int, *, per_command: int = 10) -> None:
    with open_ledger(url, {}) as ledger:
        for number in range(events // PER_STREAM):
            stream = f"writer-{writer}/{number}"
            for first in range(1, PER_STREAM + 1, per_command):
                ledger.recorder.insert_events(stretch(stream, first, first + per_command - 1))


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
