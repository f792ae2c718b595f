"""Batches: every sample once an epoch, in an order that is new and repeatable."""

import numpy as np
import pytest

from wengert.data import DataLoader, iris
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
