"""The NumPy convolution against loops that spell out its definition."""

import itertools

import numpy as np
import pytest

from wengert.ops.correlation import correlate, output_sizes


def by_definition(x, w, stride, padding, spread, dilation, groups):
    """One output at a time: the sum over channels and places of window times weight."""
    (n, c, size), (o, per, k) = x.shape, w.shape
    wide = np.zeros((n, c, (size - 1) * spread + 1))
    wide[..., ::spread] = x
    at = lambda i, ch, p: wide[i, ch, p] if 0 <= p < wide.shape[2] else 0.0
    (count,) = output_sizes((size,), (k,), (stride,), (padding,), (spread,), (dilation,))
    out = np.zeros((n, o, count))
    for i, f, p, ch, j in itertools.product(range(n), range(o), range(count), range(per), range(k)):
        group = f // (o // groups)
        out[i, f, p] += w[f, ch, j] * at(i, group * per + ch, p * stride + j * dilation - padding[0])
    return out


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("spread", [1, 3])
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("padding", [(0, 0), (2, 1), (-1, 2), (5, 4)])
@pytest.mark.parametrize("groups", [1, 2])
def test_every_combination_of_options(stride, spread, dilation, padding, groups):
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=(2, 4, 5)), rng.normal(size=(2, 4 // groups, 3))
    got = correlate(x, w, (stride,), (padding,), (spread,), (dilation,), groups)
    np.testing.assert_allclose(got, by_definition(x, w, stride, padding, spread, dilation, groups), atol=1e-12)


def test_a_kernel_longer_than_the_output():
    rng = np.random.default_rng(2)
    x, w = rng.normal(size=(2, 2, 9)), rng.normal(size=(3, 2, 7))
    got = correlate(x, w, (1,), ((0, 0),), (1,), (1,), 1)
    np.testing.assert_allclose(got, by_definition(x, w, 1, (0, 0), 1, 1, 1), atol=1e-12)


def test_nothing_to_do():
    assert correlate(np.ones((0, 1, 3)), np.ones((2, 1, 2)), (1,), ((0, 0),), (1,), (1,), 1).shape == (0, 2, 2)
