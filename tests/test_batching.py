"""Batching: the patterns of batch rules. tests/contract/test_batching.py holds every primitive to its own."""

import numpy as np
import pytest

import wengert as wg
from wengert.batching import Addressed, aligned, along, along_or_flat, later, moved, natively, spread
from wengert.tensor import Tensor

X = np.random.default_rng(0).normal(size=(5, 2, 3))


def test_arguments_that_are_shared_are_repeated_and_stay_tensors():
    a, b = spread([X, Tensor(np.ones(3))], [True, False], 5)
    assert a is X
    assert isinstance(b, Tensor)
    assert b.shape == (5, 3)


def test_shorter_examples_get_axes_after_the_batch():
    args = aligned([X, X[:, 0], np.ones(3)], [True, True, False])
    assert [a.shape for a in args] == [(5, 2, 3), (5, 1, 3), (3,)]
    matrices = aligned([np.ones((5, 2, 2)), np.ones((5, 4, 2, 1))], [True, True], (2, 2))
    assert [a.shape for a in matrices] == [(5, 1, 2, 2), (5, 4, 2, 1)]


@pytest.mark.parametrize(
    ("axis", "expected"), [(0, 1), (-2, -2), (None, (1, 2)), ((1, -1), (2, -1)), ([0], (1,)), ((), ())]
)
def test_axes_are_one_later(axis, expected):
    assert later(axis, 2) == expected


@pytest.mark.parametrize("axis", [None, 0, -1, (0, 1)])
def test_a_reduction_along_axes(axis):
    out = along(wg.sum, "axis")((X,), (True,), {"axis": axis, "keepdims": False}, 5)
    np.testing.assert_allclose(out, [x.sum(axis) for x in X])


@pytest.mark.parametrize("axis", [None, 0, -1])
@pytest.mark.parametrize("keepdims", [False, True])
def test_an_axis_or_the_flattened_example(axis, keepdims):
    rule = along_or_flat(wg.argmax, keeps=lambda params: params["keepdims"])
    out = rule((X,), (True,), {"axis": axis, "keepdims": keepdims}, 5)
    np.testing.assert_array_equal(out, [np.argmax(x, axis, keepdims=keepdims) for x in X])
    rolled = along_or_flat(wg.roll, keeps=lambda params: True)((X,), (True,), {"shift": 2, "axis": axis}, 5)
    np.testing.assert_array_equal(rolled, [np.roll(x, 2, axis) for x in X])


def test_leading_axes_are_batch_already():
    out = natively(wg.det)((X[:, :, :2],), (True,), {}, 5)
    np.testing.assert_allclose(out, [np.linalg.det(x) for x in X[:, :, :2]])


def test_axes_move_in_order():
    assert moved(np.ones((2, 3, 4, 5)), (3, 0), (1, 0)).shape == (2, 5, 3, 4)
    assert moved(X, (0,), (0,)) is X


@pytest.mark.parametrize("axes", [(0,), (1,), (0, 1), (0, 2), (1, 2)])
@pytest.mark.parametrize("each", [False, True])
def test_an_address_for_each_example_is_one_into_the_batch(axes, each):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(5, 3, 3, 3))
    indices = rng.integers(0, 3, (5, len(axes), 4, 2) if each else (len(axes), 4, 2))
    address = Addressed(indices, each, axes, 5)
    pick = lambda x, rows, axes: x[tuple(dict(zip(axes, rows, strict=True)).get(a, slice(None)) for a in range(x.ndim))]
    want = np.stack([pick(x[n], indices[n] if each else indices, axes) for n in range(5)])
    selected = pick(x, address.indices, address.axes)
    np.testing.assert_array_equal(address.examples(selected), want)
    np.testing.assert_array_equal(address.selection(want), selected)
