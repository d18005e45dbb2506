"""Waits for news of the log, for a while, or for the end; whichever comes first."""

import os
import select
from threading import Event, Lock
from typing import Any, Self

from psycopg import Connection, Notify
from psycopg.sql import SQL, Identifier


class Waiting:
    """Everything that a follower waits for, in one place, so that `end` always wakes it at once.

    Used by one thread within `with`; `end` may be called by any.
    """

    def __init__(self) -> None:
        self._ended = Event()
        self._heard = False
        self._pipe: tuple[int, int] | None = None
        self._pipe_lock = Lock()

    def __enter__(self) -> Self:
        self._pipe = os.pipe()
        return self

    def __exit__(self, *_: object) -> None:
        with self._pipe_lock:
            if self._pipe is not None:
                os.close(self._pipe[0])
                os.close(self._pipe[1])
                self._pipe = None

    @property
    def ended(self) -> bool:
        return self._ended.is_set()

    def end(self) -> None:
        """Wakes whoever waits, for good."""
        self._ended.set()
        with self._pipe_lock:
            if self._pipe is not None:
                os.write(self._pipe[1], b".")

    def pause(self, seconds: float) -> bool:
        """Waits so long; returns whether to go on."""
        return not self._ended.wait(seconds)

    def listen(self, connection: Connection[Any], channel: str) -> None:
        connection.add_notify_handler(self._hear)
        connection.execute(SQL("LISTEN {}").format(Identifier(channel)))

    def for_news(self, connection: Connection[Any], seconds: float) -> None:
        """Returns when something was announced, when the time is over, or at the end.

        What was announced while the connection did other work counts too: psycopg calls the handler then, and what
        lies in the socket unread makes it readable.
        """
        if not self._heard and not self.ended and self._pipe is not None:
            poll = select.poll()
            poll.register(connection.fileno(), select.POLLIN)
            poll.register(self._pipe[0], select.POLLIN)
            if any(fd == connection.fileno() for fd, _ in poll.poll(seconds * 1000)):
                # Takes the announcements out of the socket, all of them: one look at the log answers for all.
                connection.pgconn.consume_input()
                while connection.pgconn.notifies():
                    pass
        self._heard = False

    def _hear(self, _: Notify) -> None:
        self._heard = True
