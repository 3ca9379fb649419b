"""Wakes the turns of one process that wait, so that they need not look often."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Wake = Callable[[], object]


class Bells:
    """One bell a session; it may be rung from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[str, list[Wake]] = {}

    @contextmanager
    def listening(self, session: str, wake: Wake) -> Iterator[None]:
        """Have `wake` called whenever the session's bell rings."""
        with self._lock:
            self._listeners.setdefault(session, []).append(wake)
        try:
            yield
        finally:
            with self._lock:
                self._listeners[session].remove(wake)
                if not self._listeners[session]:
                    del self._listeners[session]

    def ring(self, session: str) -> None:
        """Wake all who listen to this session."""
        with self._lock:
            listeners = list(self._listeners.get(session, ()))
        for wake in listeners:
            wake()
