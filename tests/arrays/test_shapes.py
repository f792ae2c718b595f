"""Shape arithmetic against NumPy, over drawn shapes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import broadcastable_shapes, mutually_broadcastable_shapes

from wengert.arrays.shapes import broadcast_shapes, normalize_axes, size_of, spread_axes


@given(mutually_broadcastable_shapes(num_shapes=3, min_side=0))
def test_shapes_broadcast_as_in_numpy(shapes):
    assert broadcast_shapes(*shapes.input_shapes) == shapes.result_shape


def test_no_shapes_broadcast_to_a_scalar():
    assert broadcast_shapes() == ()


@pytest.mark.parametrize("shapes", [((3,), (4,)), ((2, 3), (3, 2)), ((0,), (2,)), ((5, 1), (4, 1))])
def test_shapes_that_numpy_refuses_are_refused(shapes):
    with pytest.raises(ValueError, match="shape mismatch"):
        np.broadcast_shapes(*shapes)
    with pytest.raises(ValueError, match="do not broadcast"):
        broadcast_shapes(*shapes)


@given(broadcastable_shapes((2, 3, 4), max_dims=3))
def test_summing_over_the_spread_axes_undoes_broadcasting(shape):
    wide = broadcast_shapes(shape, (2, 3, 4))
    g = np.random.default_rng(0).integers(0, 9, wide)
    x = np.random.default_rng(1).integers(0, 9, shape)
    back = g.sum(spread_axes(shape, wide)).reshape(shape)
    assert (back * x).sum() == (g * np.broadcast_to(x, wide)).sum()  # the definition of an adjoint


@pytest.mark.parametrize(
    ("axis", "rank", "axes"),
    [(None, 3, (0, 1, 2)), (None, 0, ()), (-1, 3, (2,)), ((0, -1), 3, (0, 2)), ([1, 0], 2, (1, 0)), ((), 2, ())],
)
def test_axes_become_non_negative_and_keep_their_order(axis, rank, axes):
    assert normalize_axes(axis, rank) == axes


@pytest.mark.parametrize(
    ("axis", "rank", "why"), [(2, 2, "out of range"), (-3, 2, "out of range"), ((0, -2), 2, "twice")]
)
def test_axes_that_are_not_there_or_come_twice_are_refused(axis, rank, why):
    with pytest.raises(ValueError, match=why):
        normalize_axes(axis, rank)


def test_sizes():
    assert [size_of(()), size_of((3, 4)), size_of((3, 0))] == [1, 12, 0]
