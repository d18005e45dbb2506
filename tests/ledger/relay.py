"""A line to the database that can be cut, and mended again."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit


class Relay:
    """Passes bytes between a port of its own and the database; cut, it refuses whoever calls."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "", parts.port or 5432)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port = self._listener.getsockname()[1]
        login = parts.netloc.rpartition("@")[0]
        self.url = urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{self._port}"))
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._lock = threading.Lock()
        self.cut_when_sent: bytes | None = None
        """Cut the line to the caller right after these bytes went to the database."""
        self.cut_instead_of_sending: bytes | None = None
        """Cut the line when these bytes came from the caller, and pass nothing on."""
        self._accept()

    def cut(self) -> None:
        # shutdown wakes the thread that waits in accept; close alone would leave the port open
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join()
        with self._lock:
            for pair in self._pairs:
                for end in pair:
                    with contextlib.suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._accept()

    def _accept(self) -> None:
        self._acceptor = threading.Thread(target=self._run, daemon=True)
        self._acceptor.start()

    def _run(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            with self._lock:
                self._pairs.append((near, far))
            threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        other = {near: far, far: near}
        with near, far, selectors.DefaultSelector() as ready:
            ready.register(near, selectors.EVENT_READ)
            ready.register(far, selectors.EVENT_READ)
            with contextlib.suppress(OSError):
                while True:
                    for key, _ in ready.select():
                        end = near if key.fileobj is near else far
                        data = end.recv(65536)
                        if not data:
                            return
                        if end is near and self.cut_instead_of_sending and self.cut_instead_of_sending in data:
                            return
                        other[end].sendall(data)
                        if end is near and self.cut_when_sent and self.cut_when_sent in data:
                            near.shutdown(socket.SHUT_RDWR)
                            # The database still answers into the void, so that it does all that it was sent.
                            far.settimeout(0.5)
                            while far.recv(65536):
                                pass
                            return


@contextmanager
def relay_to(url: str) -> Iterator[Relay]:
    relay = Relay(url)
    try:
        yield relay
    finally:
        relay.cut()
