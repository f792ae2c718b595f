"""Streams: read again for every pass, cut and mixed without losing a sample."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengert.data import Stream
from wengert.data.stream import closed, of_chunks
from wengert.errors import ArgumentError, DataError
from wengert.random import Generator


def numbered(sizes, log=None):
    """Chunks of the given sizes, samples 0, 1, 2, ...; writes to the log when opened and closed."""

    def read():
        start = 0
        if log is not None:
            log.append("open")
        try:
            for size in sizes:
                yield np.arange(start, start + size, dtype=np.float32)[:, None], np.arange(start, start + size)
                start += size
        finally:
            if log is not None:
                log.append("closed")

    return Stream(read, (1,), classes=("a", "b"), length=sum(sizes))


def samples(stream):
    return [int(v) for x, y in stream for v in x[:, 0]]


SIZES = st.lists(st.integers(0, 9), min_size=1, max_size=8).filter(sum)


@given(SIZES, st.integers(1, 12))
def test_rechunking_keeps_order_and_gives_the_size(sizes, size):
    stream = numbered(sizes).rechunk(size)
    lengths = [len(x) for x, _ in stream]
    assert samples(stream) == list(range(sum(sizes)))
    assert set(lengths[:-1]) <= {size}
    assert 0 < lengths[-1] <= size


@given(SIZES, st.integers(1, 40), st.integers(0, 3))
def test_shuffling_keeps_every_sample_and_its_target(sizes, buffer, seed):
    stream = numbered(sizes).shuffle(buffer, Generator(seed))
    pairs = [(int(a), int(b)) for x, y in stream for a, b in zip(x[:, 0], y, strict=True)]
    assert sorted(pairs) == [(k, k) for k in range(sum(sizes))]
    # Nobody leaves before there was a choice: a sample moves forward by less than the buffer.
    assert all(v < place + max(2 * buffer, 2) for place, (v, _) in enumerate(pairs))


def test_every_pass_has_a_new_order_and_the_same_seed_the_same():
    stream = numbered([10, 10, 10]).shuffle(16, Generator(5))
    first, second = samples(stream), samples(stream)
    assert first != second
    assert samples(numbered([10, 10, 10]).shuffle(16, Generator(5))) == first


def test_a_buffer_for_all_gives_every_order_the_same_chance():
    generator = Generator(0)
    orders = [tuple(samples(numbered([2, 1]).shuffle(3, generator))) for _ in range(600)]
    _, counts = np.unique(orders, axis=0, return_counts=True)
    assert len(counts) == 6
    assert ((counts - 100) ** 2 / 100).sum() < 20.5  # chi-squared with 5 degrees of freedom, 0.1 %


def test_the_key_is_drawn_when_a_pass_begins():
    generator = Generator(0)
    iter(numbered([3]).shuffle(2, generator))
    assert int(generator.counter) == 1


def test_mapping_reads_the_new_shapes_off_the_first_chunk():
    doubled = numbered([3, 4]).map(lambda x, y: (np.repeat(x, 2, axis=1), y))
    assert (doubled.shape, doubled.classes, doubled.length) == ((2,), ("a", "b"), 7)
    assert samples(doubled) == list(range(7))


@given(SIZES, st.integers(1, 20))
def test_taking_the_first(sizes, count):
    taken = numbered(sizes).take(count)
    assert samples(taken) == list(range(min(count, sum(sizes))))
    assert taken.length == min(count, sum(sizes))


def test_loading_gives_a_data_set():
    data = numbered([3, 2]).load()
    assert (len(data), data.classes, data.task) == (5, ("a", "b"), "classification")
    assert (numbered([3]).inputs, numbered([3]).outputs, numbered([3]).task) == (1, 2, "classification")


@pytest.mark.parametrize(
    "use",
    [
        lambda s: next(iter(s)),
        lambda s: next(iter(s.rechunk(2))),
        lambda s: next(iter(s.shuffle(2, Generator(0)))),
        lambda s: next(iter(s.map(lambda x, y: (x, y)))),
        lambda s: list(s.take(1)),
        lambda s: s.load(),
    ],
    ids=["iter", "rechunk", "shuffle", "map", "take", "load"],
)
def test_whatever_ends_a_pass_the_source_is_closed(use):
    log = []
    use(numbered([3, 3], log))
    assert log == ["open", "closed"] * (len(log) // 2)


def test_a_source_that_fails_is_closed_and_its_error_passes():
    log = []
    stream = numbered([3, 3], log).map(lambda x, y: (x, y) if len(log) < 3 else 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(stream)
    assert log.count("open") == log.count("closed") == 2


@pytest.mark.parametrize(
    ("stream", "says"),
    [
        (Stream(lambda: iter([(np.zeros((2, 3)), np.zeros(2))]), (4,)), r"does not fit the others(.|\n)*\(2, 3\)"),
        (Stream(lambda: iter([(np.zeros((2, 1)), np.zeros(3))]), (1,)), "does not fit the others"),
        (Stream(lambda: iter([(np.zeros((2, 1)), np.zeros(2))]), (1,), length=3), r"another number(.|\n)*2 samples"),
    ],
)
def test_chunks_that_do_not_fit_are_refused(stream, says):
    with pytest.raises(DataError, match=says):
        list(stream)


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="must open the source anew"):
        iter(Stream(lambda: [1], (1,)))
    for call in (lambda s: s.rechunk(0), lambda s: s.take(1.5), lambda s: s.shuffle(True)):
        with pytest.raises(ArgumentError, match="is a positive integer"):
            call(numbered([3]))
    with pytest.raises(DataError, match="holds no data"):
        of_chunks(lambda: iter([]))
    with pytest.raises(DataError, match="holds no data"):
        Stream(lambda: iter([]), (1,)).load()


def test_closing_what_cannot_be_closed_is_nothing():
    with closed(iter([1])):
        pass


def test_picking_by_number_parts_a_stream_without_holding_it():
    numbers = Stream(lambda: ((np.arange(k, k + 3)[:, None], np.arange(k, k + 3)) for k in (0, 3, 6)), (1,), length=9)
    even = numbers.pick(lambda first, count: np.arange(first, first + count) % 2 == 0)
    odd = numbers.pick(lambda first, count: np.arange(first, first + count) % 2 == 1)
    assert even.length is None
    assert even.load().y.tolist() == [0, 2, 4, 6, 8]
    assert [y.tolist() for _, y in odd.rechunk(4)] == [[1, 3, 5, 7]]
