"""Batches with the shares of the whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengert.data.sampling import Stratified
from wengert.errors import ArgumentError
from wengert.random import Generator


@given(st.lists(st.integers(1, 60), min_size=2, max_size=4), st.integers(2, 16), st.integers(0, 3))
def test_any_batch_is_near_the_shares_of_the_whole(counts, size, seed):
    labels = np.repeat(np.arange(len(counts)), counts)
    order = labels[Stratified(labels).order(Generator(seed))]
    shares = np.array(counts) / sum(counts)
    for start in range(0, len(order) - size + 1, size):
        found = np.bincount(order[start : start + size], minlength=len(counts))
        # Each class alone is off by less than one, and the ends of the batch shift by what the others are off.
        assert (np.abs(found - size * shares) < 2 + len(counts) * shares).all()


def test_samples_of_a_class_are_shuffled():
    labels = np.zeros(20, int)
    assert Stratified(labels).order(Generator(0)).tolist() != list(range(20))


@pytest.mark.parametrize("labels", [[0.5], [[1]], [], [-1]])
def test_what_is_no_class_index_is_refused(labels):
    with pytest.raises(ArgumentError, match="labels are class indices"):
        Stratified(labels)
