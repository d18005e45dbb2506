"""A real HTTP server on loopback that keeps what it is posted, and answers as a test wants it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

SECRET: Final = "secret-of-the-hook"
"""Part of its address, as addresses of webhooks have one."""


class Receiver:
    """What came in; what it did not answer with 200 it has not taken."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.answer = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if receiver.answer == 200:
                    receiver.bodies.append(content)
                self.send_response(receiver.answer)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}/{SECRET}"


@contextmanager
def receiver_at_work() -> Iterator[Receiver]:
    found = Receiver()
    thread = threading.Thread(target=found.server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.server.shutdown()
        found.server.server_close()
        thread.join()
