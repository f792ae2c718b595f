"""Pooling as a function: ties share, padding never wins, ranks are checked."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ShapeError
from wengert.nn import functional as F


def test_elements_that_tie_share_the_adjoint():
    x = np.array([[[1.0, 1.0, 0.0, 2.0]]])
    assert wg.grad(lambda x: wg.sum(F.max_pool1d(x, 2)))(x).ravel().tolist() == [0.5, 0.5, 0, 1]


def test_padding_never_wins_and_counts_only_if_asked():
    x = np.full((1, 1, 4), -2.0)
    assert F.max_pool1d(x, 3, 2, 1).ravel().tolist() == [-2, -2]
    assert F.avg_pool1d(x, 2, 2, 1).ravel().tolist() == [-1, -2, -1]
    assert F.avg_pool1d(x, 2, 2, 1, count_include_pad=False).ravel().tolist() == [-2, -2, -2]


@pytest.mark.parametrize("f", [F.max_pool1d, F.avg_pool3d])
def test_other_ranks_are_refused(f):
    with pytest.raises(ShapeError, match="behind the channels"):
        f(np.ones((1, 2, 6, 5)) if f is F.max_pool1d else np.ones((6, 5)), 2)
