"""Queries, keys and values cut into heads: beside slices, reshapes and transpositions, and their derivatives."""

from __future__ import annotations

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ShapeError
from wengert.nn.heads import split_heads


def composed(x, heads):
    *lead, n, size = np.shape(x)
    cut = lambda part: wg.swapaxes(wg.reshape(part, (*lead, n, heads, size // 3 // heads)), -3, -2)
    return tuple(cut(part) for part in wg.split(x, 3, axis=-1))


@pytest.mark.parametrize("shape", [(5, 12), (2, 5, 12), (2, 3, 4, 6)], ids=str)
@pytest.mark.parametrize("used", [(0, 1, 2), (1,), (0, 2)], ids=str)
def test_it_is_three_slices_cut_and_turned(shape, used):
    x = np.random.default_rng(0).normal(size=shape)
    for ours, theirs in zip(split_heads(x, heads=2), composed(x, 2), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    scalar = lambda cut: lambda x: sum(wg.sum(wg.sin(cut(x)[k]) * (k + 1)) for k in used)
    ours, theirs = (scalar(lambda x, cut=cut: cut(x, heads=2)) for cut in (split_heads, composed))
    for derivative in (wg.grad, lambda f: lambda x: wg.hvp(f, (x,), (x,))[0]):
        np.testing.assert_allclose(derivative(ours)(x), derivative(theirs)(x), rtol=1e-12)
        np.testing.assert_allclose(wg.compile(derivative(ours))(x), derivative(theirs)(x), rtol=1e-12)


def test_refused_where_features_do_not_divide():
    with pytest.raises(ShapeError, match="m divisible by 6"):
        split_heads(np.ones((2, 8)), heads=2)


def test_queries_that_went_nowhere_get_zeros_in_their_dtype():
    x = np.ones((2, 6), "float32")
    gradient = wg.grad(lambda x: wg.sum(split_heads(x, heads=1)[2]))(x)
    assert gradient.dtype == "float32"
    np.testing.assert_array_equal(gradient, [[0, 0, 0, 0, 1, 1]] * 2)
