"""How late a busy machine is, so that a deadline can be held to without a margin of seconds."""

import threading
import time

NAP_S = 0.02


class Lag:
    """Measures how late a busy machine is: what a thread that only sleeps oversleeps."""

    def __init__(self) -> None:
        self.total = 0.0
        """What it overslept so far [s]."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sleep, daemon=True)

    def __enter__(self) -> "Lag":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _sleep(self) -> None:
        while not self._over.is_set():
            before = time.perf_counter()
            time.sleep(NAP_S)
            self.total += time.perf_counter() - before - NAP_S
