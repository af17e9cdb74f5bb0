"""A polite rate: one pace per host, shared by all that ask there."""

import threading
import time
from collections.abc import Callable


class Pace:
    """Lets one request through at a time, never closer than agreed, never before a publisher said we may come back."""

    def __init__(
        self,
        rate_per_second: float | None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Begin with no wait; None is as fast as it goes."""
        self._gap = 1 / rate_per_second if rate_per_second else 0.0
        self._clock = clock
        self._sleep = sleep
        self._next = clock()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when it is our turn."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._gap
        if turn > now:
            self._sleep(turn - now)

    def hold(self, seconds: float) -> None:
        """Let nobody through for so long: the publisher asked for it (Retry-After)."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)
