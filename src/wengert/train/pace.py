"""Pace: how many batches to run before looking up again.

Knows seconds. Knows no batch.
"""

from __future__ import annotations


class Pace:
    """Learns how long a batch takes, and says how many fill a given time.

    The first piece of work is not measured: compilation is part of it.

    Args:
        seconds: What a piece of work shall take.

    Example:
        >>> pace = Pace(0.5)
        >>> pace.batches()
        1
        >>> pace.note(batches=1, seconds=2.0)
        >>> pace.note(batches=1, seconds=0.1)
        >>> pace.batches()
        5
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._first = True
        self._each: float | None = None

    def batches(self) -> int:
        """How many batches to run next."""
        return 1 if self._each is None else max(1, int(self.seconds / max(self._each, 1e-9)))

    def note(self, batches: int, seconds: float) -> None:
        """Take down what a piece of work took."""
        if self._first:
            self._first = False
            return
        each = seconds / batches
        self._each = each if self._each is None else (self._each + each) / 2
