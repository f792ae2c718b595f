"""Prefetch: the next batches are read in the background while this one trains.

Knows a thread and a bounded queue. Knows nothing of what passes through them.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Iterator, Sized
from queue import Empty, Full, Queue
from typing import Any

from wengert.data.stream import closed, positive
from wengert.errors import ArgumentError

_END = object()  # follows the last item
_PATIENCE = 0.05  # seconds after which a waiting thread looks whether it is still wanted


class Prefetch:
    """Iterates over `source` in a thread of its own, at most `depth` items ahead.

    It pays where reading takes time that training does not need the interpreter for: decoding images, decompressing
    Parquet, waiting for a disk, while an accelerator trains. It does not pay for arrays in memory, nor where training
    keeps every core busy. The order is that of `source`; what it draws from a generator when iteration begins is
    drawn before the thread starts, so results do not depend on timing.

    Args:
        source: Anything that can be iterated over again: a DataLoader, a Stream, a list.
        depth: Items that may wait; memory is that of depth + 2 items.

    Raises:
        ArgumentError: `depth` is no positive integer.

    Example:
        >>> list(Prefetch(range(5)))
        [0, 1, 2, 3, 4]
    """

    def __init__(self, source: Iterable[Any], depth: int = 2) -> None:
        positive("Prefetch", "depth", depth)
        self.source = source
        self.depth = depth

    def __len__(self) -> int:
        if not isinstance(self.source, Sized):
            raise ArgumentError("Prefetch: its source has no length", given=type(self.source).__name__)
        return len(self.source)

    def __iter__(self) -> Iterator[Any]:
        return _ahead(iter(self.source), self.depth)


def _ahead(source: Iterator[Any], depth: int) -> Generator[Any]:
    """Items of `source`. An error there is raised here, with its own traceback; an early end here ends the thread."""
    waiting: Queue[tuple[Any, BaseException | None]] = Queue(depth)
    unwanted = threading.Event()
    thread = threading.Thread(target=_read, args=(source, waiting, unwanted), name="prefetch", daemon=True)
    thread.start()
    try:
        while True:
            item, error = waiting.get()
            if error is not None:
                raise error
            if item is _END:
                return
            yield item
    finally:  # also when the caller breaks off, raises, or presses Ctrl-C
        unwanted.set()
        while thread.is_alive():
            _empty(waiting)
            thread.join(_PATIENCE)


def _read(source: Iterator[Any], waiting: Queue[Any], unwanted: threading.Event) -> None:
    try:
        with closed(source):
            for item in source:
                if not _put(waiting, (item, None), unwanted):
                    return
        _put(waiting, (_END, None), unwanted)
    except BaseException as error:
        _put(waiting, (None, error), unwanted)


def _put(waiting: Queue[Any], item: Any, unwanted: threading.Event) -> bool:
    """Put an item as soon as there is room; False if nobody wants it any more."""
    while not unwanted.is_set():
        try:
            waiting.put(item, timeout=_PATIENCE)
            return True
        except Full:
            continue
    return False


def _empty(waiting: Queue[Any]) -> None:
    try:
        while True:
            waiting.get_nowait()
    except Empty:
        return
