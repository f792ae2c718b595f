"""Diagonals: taken out, put back, summed."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ShapeError
from wengert.ops.diagonals import from_diagonal, trace, within


@pytest.mark.parametrize("offset", [-2, -1, 0, 1, 2])
@pytest.mark.parametrize("shape", [(3, 3), (2, 4), (4, 2)])
def test_the_two_maps_are_adjoint(shape, offset):
    x = np.random.default_rng(0).normal(size=(2, *shape))
    taken = wg.diagonal(x, offset=offset)
    np.testing.assert_array_equal(taken, np.diagonal(x, offset, -2, -1))
    w = np.random.default_rng(1).normal(size=taken.shape)
    back = from_diagonal(w, shape=shape, offset=offset)
    np.testing.assert_allclose(np.sum(taken * w), np.sum(x * back), atol=1e-14)
    np.testing.assert_array_equal(wg.diagonal(back, offset=offset), w)
    np.testing.assert_array_equal(wg.vjp(lambda x: wg.diagonal(x, offset=offset), x)[1](w)[0], back)


def test_trace_has_the_identity_as_its_gradient():
    x = np.arange(9.0).reshape(3, 3)
    assert trace(x) == wg.tensor(x).trace() == 12
    np.testing.assert_array_equal(wg.grad(trace)(x), np.eye(3))
    np.testing.assert_array_equal(wg.grad(lambda x: trace(x, offset=1))(x), np.eye(3, k=1))
    np.testing.assert_allclose(wg.grad(lambda x: trace(x @ x))(x), 2 * x.T)


def test_a_mask_keeps_the_dtype():
    assert within(np.ones((2, 2), np.float32), np.tri(2)).dtype == np.float32


def test_a_vector_has_no_diagonal():
    with pytest.raises(ShapeError, match="diagonal"):
        wg.diagonal(np.ones(3))
