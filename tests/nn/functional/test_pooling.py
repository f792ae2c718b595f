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


def test_indices_name_the_first_of_elements_that_tie_while_all_share_the_adjoint():
    x = np.array([[[2.0, 2.0, 0.0, 2.0]]])
    out, indices = F.max_pool1d(x, 2, padding=1, return_indices=True)
    assert (out.tolist(), indices.tolist()) == ([[[2.0, 2.0, 2.0]]], [[[0, 1, 3]]])
    gradient = wg.grad(lambda x: wg.sum(F.max_pool1d(x, 4, return_indices=True)[0]))(x)
    np.testing.assert_allclose(gradient, [[[1 / 3, 1 / 3, 0, 1 / 3]]])


def test_indices_are_constant_to_every_sweep():
    x = wg.tensor(np.arange(4.0).reshape(1, 4), requires_grad=True)
    out, indices = F.max_pool1d(x, 2, return_indices=True)
    assert out.requires_grad
    assert not indices.requires_grad
    assert wg.gradcheck(lambda x: F.max_pool1d(x, 2, return_indices=True)[0] ** 3, x.numpy(), order=2)


@pytest.mark.parametrize("f", [F.max_pool1d, F.avg_pool3d])
def test_other_ranks_are_refused(f):
    with pytest.raises(ShapeError, match="behind the channels"):
        f(np.ones((1, 2, 6, 5)) if f is F.max_pool1d else np.ones((6, 5)), 2)
