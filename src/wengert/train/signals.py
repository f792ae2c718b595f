"""Ending a run on Ctrl-C or SIGTERM without losing what was done.

Knows signals. The piece of work at hand is finished first; a second signal does not wait for it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from wengert.train.callbacks import Callback

if TYPE_CHECKING:
    from wengert.train.fit import Run

_CAUGHT = (signal.SIGINT, signal.SIGTERM)


class StopOnSignal(Callback):
    """Ends the run soon after a signal came: after the epoch, or inside one that is long. Made by `stopping`."""

    def __init__(self) -> None:
        self.received: str | None = None

    def on_piece(self, run: Run) -> None:
        """Pass the signal on."""
        run.stop = self.received or run.stop

    def on_epoch(self, run: Run) -> None:
        """Pass the signal on."""
        run.stop = self.received or run.stop

    def note(self, number: int, frame: FrameType | None) -> None:
        """Remember the first signal.

        Raises:
            KeyboardInterrupt: It is the second one.
        """
        del frame
        if self.received is not None:
            raise KeyboardInterrupt
        self.received = signal.Signals(number).name


@contextmanager
def stopping() -> Generator[StopOnSignal, None, None]:
    """Within the block, signals are remembered; afterwards they mean what they meant before.

    Outside the main thread, where signals cannot be caught, nothing is changed.

    Example:
        >>> with stopping() as watch:
        ...     signal.raise_signal(signal.SIGINT)
        >>> watch.received
        'SIGINT'
    """
    watch = StopOnSignal()
    if threading.current_thread() is not threading.main_thread():
        yield watch
        return
    before = {number: signal.signal(number, watch.note) for number in _CAUGHT}
    try:
        yield watch
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
