"""Splits: disjoint, complete, stratified, and the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengert.data import digits, from_arrays, split, train_validation_test
from wengert.data.split import shares
from wengert.errors import DataError
from wengert.random import Generator


def numbered(y):
    y = np.asarray(y)
    return from_arrays(np.arange(len(y), dtype=float)[:, None], y)


def test_every_sample_is_in_one_part():
    train, test = split(numbered(np.arange(100) % 3), 0.25, Generator(0))
    assert sorted([*train.x[:, 0], *test.x[:, 0]]) == list(range(100))
    assert len(test) == 25


def test_classes_keep_their_shares():
    data = digits()
    train, test = split(data, 0.2, Generator(1))
    whole, part = np.bincount(data.y), np.bincount(test.y)
    assert np.abs(part - 0.2 * whole).max() < 1
    assert len(train) + len(test) == 1797


def test_the_same_seed_gives_the_same_split():
    parts = [split(digits(), 0.2, Generator(s))[1].x for s in (0, 0, 1)]
    np.testing.assert_array_equal(parts[0], parts[1])
    assert not np.array_equal(parts[0], parts[2])


def test_real_targets_are_split_at_random():
    train, test = split(numbered(np.arange(10) / 10), 0.3, Generator(0))
    assert (len(train), len(test)) == (7, 3)
    assert test.x[:, 0].tolist() != [0, 1, 2]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.floats(0.05, 0.95))
def test_shares_are_within_one_of_exact_and_add_up(counts, fraction):
    out = shares(counts, fraction)
    assert abs(sum(out) - fraction * sum(counts)) <= 0.51
    assert all(abs(n - fraction * c) < 1.001 and 0 <= n <= c for n, c in zip(out, counts, strict=True))


@pytest.mark.parametrize("fraction", [0.0, 1.0, -1, 0.01])
def test_an_empty_part_is_refused(fraction):
    with pytest.raises(DataError, match="samples in both parts"):
        split(numbered([0, 1, 0, 1]), fraction)


@given(st.lists(st.integers(0, 9), min_size=4, max_size=60), st.floats(0.1, 0.9), st.integers(0, 3))
def test_groups_are_never_parted(groups, fraction, seed):
    data = numbered(np.arange(len(groups)) / len(groups))
    if len(set(groups)) < 2 or round(fraction * len(groups)) in (0, len(groups)):
        with pytest.raises(DataError):
            split(data, fraction, Generator(seed), groups)
        return
    train, test = split(data, fraction, Generator(seed), groups)
    sides = [{groups[int(k)] for k in part.x[:, 0]} for part in (train, test)]
    assert not sides[0] & sides[1]
    assert sorted([*train.x[:, 0], *test.x[:, 0]]) == list(range(len(groups)))
    assert abs(len(test) - fraction * len(groups)) <= max(np.bincount(groups)) + 0.5


def test_three_parts_are_disjoint_and_keep_their_shares():
    data = digits()
    parts = train_validation_test(data, 0.1, 0.2, Generator(0))
    assert [len(p) for p in parts] == [1258, 180, 359]
    for part, share in zip(parts, (0.7, 0.1, 0.2), strict=True):
        assert np.abs(np.bincount(part.y) - share * np.bincount(data.y)).max() < 2
    rows = numbered(np.arange(50) / 50)
    first, second, third = train_validation_test(rows, 0.2, 0.3, Generator(0), np.arange(50) // 5)
    groups = [{int(k) // 5 for k in p.x[:, 0]} for p in (first, second, third)]
    assert groups[0] | groups[1] | groups[2] == set(range(10))
    assert sum(map(len, groups)) == 10


def test_a_class_for_each_place_is_split_at_random():
    data = from_arrays(np.zeros((10, 2)), np.zeros((10, 2), int), ["a", "b"])
    train, test = split(data, 0.3, Generator(0))
    assert (len(train), len(test)) == (7, 3)


def test_shares_and_groups_that_do_not_fit_are_refused():
    with pytest.raises(DataError, match="nothing would be left"):
        train_validation_test(digits(), 0.5, 0.5)
    with pytest.raises(DataError, match=r"a group for each sample(.|\n)*\(4,\)"):
        split(numbered([0, 1, 0, 1]), 0.5, groups=[0, 1])
