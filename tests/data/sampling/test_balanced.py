"""All classes equally often in every batch (O-19)."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wengert.data.sampling import Balanced
from wengert.random import Generator


@given(st.lists(st.integers(1, 30), min_size=2, max_size=5), st.integers(1, 4), st.integers(0, 3))
def test_every_batch_has_every_class_equally_often(counts, times, seed):
    labels = np.repeat(np.arange(len(counts)), counts)
    order = Balanced(labels).order(Generator(seed))
    size = times * len(counts)
    for start in range(0, len(order) - size + 1, size):
        assert np.bincount(labels[order[start : start + size]], minlength=len(counts)).tolist() == [times] * len(counts)


def test_equal_classes_have_every_sample_once():
    labels = np.arange(30) % 3
    assert sorted(Balanced(labels).order(Generator(0)).tolist()) == list(range(30))


def test_a_rare_class_uses_all_its_samples_before_one_comes_again():
    labels = np.array([0] * 12 + [1] * 4)
    order = Balanced(labels).order(Generator(0))
    rare = order[labels[order] == 1]
    assert sorted(rare[:4].tolist()) == sorted(rare[4:].tolist()) == [12, 13, 14, 15]


def test_a_class_without_samples_is_left_out():
    assert set(Balanced(np.array([0, 5, 5])).order(Generator(0)).tolist()) <= {0, 1, 2}
