"""Batches: every sample once an epoch, in an order that is new and repeatable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengert.data import DataLoader, iris
from wengert.data.sampling import InOrder, WithReplacement
from wengert.errors import ArgumentError
from wengert.random import Generator

PAIR = (np.arange(10.0), np.arange(10))


def test_every_epoch_has_every_sample_once_in_a_new_order():
    loader = DataLoader(PAIR, 3, generator=Generator(0))
    first, second = ([x for xs, _ in loader for x in xs] for _ in range(2))
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second
    assert [x for xs, _ in DataLoader(PAIR, 3, generator=Generator(0)) for x in xs] == first


def test_samples_keep_their_targets():
    assert all((x == y).all() for x, y in DataLoader(PAIR, 4))


def test_the_last_batch_may_be_smaller_or_left_out():
    sizes = [len(x) for x, _ in DataLoader(PAIR, 4, shuffle=False)]
    assert sizes == [4, 4, 2]
    loader = DataLoader(PAIR, 4, drop_last=True)
    assert [len(x) for x, _ in loader] == [4, 4]
    assert (len(loader), loader.samples) == (2, 8)


def test_none_is_the_whole_batch():
    loader = DataLoader(iris(), None)
    assert (len(loader), loader.batch_size) == (1, 150)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"batch_size": 0}, "batch_size is a positive integer"),
        ({"batch_size": 2.5}, "batch_size is a positive integer"),
        ({"batch_size": 11, "drop_last": True}, "leaves no batch"),
    ],
)
def test_nonsense_is_refused(options, says):
    with pytest.raises(ArgumentError, match=says):
        DataLoader(PAIR, **options)


def test_arrays_of_different_lengths_are_refused():
    with pytest.raises(ArgumentError, match="different lengths"):
        DataLoader((np.ones(2), np.ones(3)))


def test_a_sampler_decides_which_samples_come():
    loader = DataLoader(PAIR, 4, sampler=WithReplacement(10, draws=6), generator=Generator(0))
    assert (len(loader), loader.samples) == (2, 6)
    assert [len(x) for x, _ in loader] == [4, 2]
    whole = DataLoader(PAIR, None, sampler=WithReplacement(10, draws=25), generator=Generator(0))
    assert [len(x) for x, _ in whole] == [25]


def test_a_sampler_for_other_data_is_refused():
    with pytest.raises(ArgumentError, match=r"sampler does not fit(.|\n)*up to 11"):
        list(DataLoader(PAIR, 4, sampler=InOrder(12)))


def test_pixels_become_numbers_in_the_batch_only():
    images = np.full((4, 1, 2, 2), 255, np.uint8)
    loader = DataLoader((images, np.arange(4)), 2)
    assert loader.x is images
    assert all(x.dtype == np.float32 and (x == 1).all() for x, _ in loader)


def test_the_order_is_drawn_when_iteration_begins():
    generator = Generator(0)
    iter(DataLoader(PAIR, 2, generator=generator))
    assert int(generator.counter) == 1


@given(st.integers(1, 50), st.integers(1, 12), st.booleans())
def test_whatever_the_sizes_every_sample_comes_once(count, size, shuffle):
    loader = DataLoader((np.arange(count), np.arange(count)), size, shuffle, generator=Generator(count))
    batches = [x for x, _ in loader]
    assert sorted(np.concatenate(batches).tolist()) == list(range(count))
    assert len(batches) == len(loader)
    assert all(len(x) == min(size, count) for x in batches[:-1])


def orders(prepared, between=lambda generator: None, samples=50, **options):
    """Three orders of one generator, and how far it has moved after each."""
    generator = Generator(3)
    loader = DataLoader((np.zeros(samples), np.zeros(samples)), 8, generator=generator, **options)
    found = []
    for _ in range(3):
        order = loader.order().tolist()
        if prepared:
            before = int(generator.counter.value)
            loader.prepare()
            assert int(generator.counter.value) == before
        between(generator)
        found.append((order, int(generator.counter.value)))
    return found


@pytest.mark.parametrize("options", [{}, {"shuffle": False}, {"drop_last": True}, {"sampler": WithReplacement(50)}])
def test_an_order_that_was_prepared_is_the_one_that_would_have_come(options):
    assert orders(True, **options) == orders(False, **options)


@pytest.mark.parametrize("between", [lambda g: g.uniform(), lambda g: g.manual_seed(9)], ids=["drawn", "seeded"])
def test_an_order_prepared_in_vain_is_thrown_away(between):
    assert orders(True, between) == orders(False, between)
