"""Stands in for the worker or the projector where only starting and stopping matters: connects, and stays so.

python -m tests.support.stand_in database|temporal
"""

import signal
import socket
import sys
import threading
from urllib.parse import urlsplit

import psycopg

from bootstrap.settings import Settings


def main() -> None:
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    settings = Settings.load()
    if sys.argv[1] == "database":
        with psycopg.connect(settings.require_database()):
            done.wait()
    else:
        address = urlsplit(f"//{settings.require_temporal()['target_host']}")
        with socket.create_connection((address.hostname, address.port)):
            done.wait()


if __name__ == "__main__":
    main()
