"""Softmax and its kin as functions: axes, shifts and extremes."""

import numpy as np

from wengert.nn import functional as F

X = np.random.default_rng(0).normal(size=(3, 4))


def test_shares_sum_to_1_along_the_axis():
    for dim in (0, 1, -1):
        np.testing.assert_allclose(F.softmax(X, dim).sum(dim), 1)
        np.testing.assert_allclose(np.exp(F.log_softmax(X, dim)).sum(dim), 1)
    np.testing.assert_allclose(F.softmax(X, (0, 1)).sum(), 1)


def test_a_shift_of_all_scores_changes_nothing():
    np.testing.assert_allclose(F.softmax(X + 1e3), F.softmax(X), rtol=1e-11)


def test_softmin_is_softmax_of_the_opposite():
    assert F.softmin(X, 0).tolist() == F.softmax(-X, 0).tolist()
