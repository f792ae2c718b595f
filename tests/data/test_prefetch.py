"""Reading ahead: the same items, errors with their own place, and no thread left behind."""

import threading
import time
import traceback

import numpy as np
import pytest

from wengert.data import DataLoader, Prefetch, iris
from wengert.errors import ArgumentError
from wengert.random import Generator


def threads():
    return [t for t in threading.enumerate() if t.name == "prefetch"]


def test_the_items_are_those_of_the_source_every_time():
    loader = DataLoader(iris(), 16, generator=Generator(0))
    plain = [[x.sum() for x, _ in loader] for _ in range(2)]
    ahead = Prefetch(DataLoader(iris(), 16, generator=Generator(0)))
    assert len(ahead) == 10
    assert [[x.sum() for x, _ in ahead] for _ in range(2)] == plain
    assert threads() == []


def test_it_reads_no_further_ahead_than_told():
    read = []
    ahead = iter(Prefetch((read.append(k) or k for k in range(100)), depth=3))
    next(ahead)
    time.sleep(0.1)
    assert len(read) <= 5
    ahead.close()


def test_an_error_comes_with_its_own_traceback_after_the_items_before_it():
    def broken():
        yield 1
        raise ValueError("in the source")

    items = iter(Prefetch(broken()))
    assert next(items) == 1
    with pytest.raises(ValueError, match="in the source") as caught:
        next(items)
    assert "broken" in [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert threads() == []


@pytest.mark.parametrize("stop", [None, KeyboardInterrupt])
def test_an_early_end_stops_the_thread_and_closes_the_source(stop):
    closed = []

    def source():
        try:
            yield from range(1000)
        finally:
            closed.append(True)

    items = iter(Prefetch(source()))
    try:
        for item in items:
            if item == 3:
                if stop is not None:
                    items.throw(stop)
                break
    except KeyboardInterrupt:
        pass
    items.close()
    assert closed == [True]
    assert threads() == []


def test_reading_and_working_take_turns_no_more():
    def slow():
        for k in range(10):
            time.sleep(0.01)
            yield k

    def spent(source):
        start = time.perf_counter()
        for _ in source:
            time.sleep(0.01)
        return time.perf_counter() - start

    # Ten readings and ten workings: 0.2 s in turns, little more than 0.1 s side by side.
    assert min(spent(Prefetch(slow())) for _ in range(3)) < 0.85 * min(spent(slow()) for _ in range(3))


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="depth is a positive integer"):
        Prefetch([], depth=0)
    with pytest.raises(ArgumentError, match="has no length"):
        len(Prefetch(iter([])))


def test_arrays_pass_unchanged():
    x = np.ones(3)
    assert next(iter(Prefetch([x]))) is x
