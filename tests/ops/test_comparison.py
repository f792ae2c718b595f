"""Comparisons, predicates and logic have the values of NumPy and no derivative."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import DtypeError, ShapeError

X = np.array([0.0, 1.0, -2.0, np.inf, np.nan, -0.0])
Y = np.array([0.0, 2.0, -2.0, np.inf, np.nan, 1.0])
M, N = np.array([6, 3, 0, -5]), np.array([3, 1, 2, 1])
PAIRS = {
    "equal": "__eq__",
    "not_equal": "__ne__",
    "less": "__lt__",
    "less_equal": "__le__",
    "greater": "__gt__",
    "greater_equal": "__ge__",
}
LOGIC = ["logical_and", "logical_or", "logical_xor"]
BITS = {
    "bitwise_and": "__and__",
    "bitwise_or": "__or__",
    "bitwise_xor": "__xor__",
    "bitwise_left_shift": "__lshift__",
    "bitwise_right_shift": "__rshift__",
}


@pytest.mark.parametrize("name", [*PAIRS, *LOGIC])
def test_pairs_have_the_values_of_numpy(name):
    want = getattr(np, name)(X, Y)
    np.testing.assert_array_equal(getattr(wg, name)(X, Y), want)
    found = getattr(wg, name)(wg.tensor(X), Y)
    assert found.dtype == bool
    np.testing.assert_array_equal(found.numpy(), want)


@pytest.mark.parametrize("name", PAIRS)
def test_notation_is_the_same(name):
    np.testing.assert_array_equal(getattr(wg.tensor(X), PAIRS[name])(Y).numpy(), getattr(np, name)(X, Y))


@pytest.mark.parametrize("name", BITS)
def test_bits_have_the_values_of_numpy(name):
    want = getattr(np, name)(M, N)
    np.testing.assert_array_equal(getattr(wg, name)(M, N), want)
    np.testing.assert_array_equal(getattr(wg.tensor(M), BITS[name])(N).numpy(), want)
    with pytest.raises(DtypeError):
        getattr(wg, name)(X, Y)


@pytest.mark.parametrize("name", ["isfinite", "isinf", "isnan", "signbit", "logical_not"])
def test_predicates_have_the_values_of_numpy(name):
    np.testing.assert_array_equal(getattr(wg, name)(wg.tensor(X)).numpy(), getattr(np, name)(X))


def test_invert():
    assert wg.bitwise_invert(np.array([True, False])).tolist() == [False, True]
    assert (~wg.tensor([0, 5])).tolist() == [-1, -6]


def test_closeness():
    near = X + 1e-10
    assert bool(wg.allclose(X, near, equal_nan=True))
    assert not bool(wg.allclose(X, near))
    np.testing.assert_array_equal(wg.isclose(X, Y), np.isclose(X, Y))
    assert bool(wg.isclose(1.0, 1.5, atol=1.0))


def test_no_sweep_passes():
    assert wg.grad(lambda x: x * (x > 1.0))(3.0) == 1.0
    assert not wg.equal(wg.tensor(1.0, requires_grad=True), 1.0).requires_grad


def test_shapes_must_broadcast():
    with pytest.raises(ShapeError, match="less"):
        wg.less(wg.tensor(np.ones(2)), np.ones(3))
