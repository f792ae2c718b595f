"""Folds: every sample judged once, classes and groups kept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import GroupKFold, StratifiedKFold

from wengert.data import from_arrays, iris, k_folds
from wengert.errors import DataError
from wengert.random import Generator


def numbered(y):
    return from_arrays(np.arange(len(y), dtype=float)[:, None], np.asarray(y))


@given(st.lists(st.integers(0, 3), min_size=6, max_size=40), st.integers(2, 6), st.integers(0, 3))
def test_every_sample_is_judged_once_and_counts_differ_by_one(labels, k, seed):
    data = numbered(labels)
    folds = list(k_folds(data, k, Generator(seed)))
    judged = [int(v) for _, test in folds for v in test.x[:, 0]]
    assert sorted(judged) == list(range(len(labels)))
    for train, test in folds:
        assert sorted([*train.x[:, 0], *test.x[:, 0]]) == list(range(len(labels)))
    assert np.ptp([len(test) for _, test in folds]) <= 1
    counts = np.array([np.bincount(test.y, minlength=data.outputs) for _, test in folds])
    assert (np.ptp(counts, axis=0) <= 1).all()


def test_counts_are_scikit_learns():
    data = iris()
    ours = sorted(np.bincount(test.y).tolist() for _, test in k_folds(data, 5))
    theirs = sorted(np.bincount(data.y[test]).tolist() for _, test in StratifiedKFold(5).split(data.x, data.y))
    assert ours == theirs


def test_groups_are_never_parted_and_sizes_are_scikit_learns():
    groups = np.repeat(np.arange(7), [10, 9, 5, 5, 4, 2, 1])
    data = numbered(np.arange(36) / 36)
    folds = list(k_folds(data, 3, Generator(0), groups))
    for train, test in folds:
        assert not set(groups[train.x[:, 0].astype(int)]) & set(groups[test.x[:, 0].astype(int)])
    theirs = sorted(len(test) for _, test in GroupKFold(3).split(data.x, groups=groups))
    assert sorted(len(test) for _, test in folds) == theirs


def test_the_same_seed_gives_the_same_folds_and_another_one_others():
    parts = [
        [t.x.ravel().tolist() for _, t in k_folds(numbered(np.arange(12) / 12), 3, Generator(s))] for s in (1, 1, 2)
    ]
    assert parts[0] == parts[1] != parts[2]


def test_the_key_is_drawn_before_the_first_pair():
    generator = Generator(0)
    k_folds(iris(), 3, generator)
    assert int(generator.counter) == 1


@pytest.mark.parametrize("k", [1, 5, 2.0, True])
def test_more_folds_than_samples_are_refused(k):
    with pytest.raises(DataError, match="for each fold"):
        k_folds(numbered([0, 1, 0, 1]), k)
    with pytest.raises(DataError, match=r"for each fold(.|\n)*2 groups"):
        k_folds(numbered([0, 1, 0, 1]), 3, groups=[0, 0, 1, 1])
