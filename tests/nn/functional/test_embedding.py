"""Embedding as a function: rows, the padding row from either end, and what is refused."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ShapeError
from wengert.nn import functional as F

W = np.arange(6.0).reshape(3, 2)


@pytest.mark.parametrize("padding", [2, -1])
def test_the_padding_row_is_looked_up_and_not_trained(padding):
    x = np.array([2, 0, 2])
    assert np.array_equal(F.embedding(x, W, padding), W[x])
    found = wg.grad(lambda w: wg.sum(F.embedding(x, w, padding)))(W)
    assert found.tolist() == [[1, 1], [0, 0], [0, 0]]


def test_nonsense_is_refused():
    with pytest.raises(ShapeError, match="padding_idx is out of range"):
        F.embedding(np.array([0]), W, 3)
