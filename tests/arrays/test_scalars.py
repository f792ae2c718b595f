"""Functions of one Python float answer as NumPy does, poles and overflow included."""

import math

import numpy as np
import pytest

from wengert.arrays.scalars import FUNCTIONS


@pytest.mark.parametrize("name", ["exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh"])
@pytest.mark.parametrize("x", [-1e4, -1.0, 0.0, 0.5, 1e4, math.inf, -math.inf, math.nan])
def test_scalar_functions_are_those_of_numpy(name, x):
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(FUNCTIONS[name](x), getattr(np, name)(np.float64(x)), rtol=1e-14)


@pytest.mark.parametrize("name", ["maximum", "minimum", "divide", "power"])
@pytest.mark.parametrize(
    ("x", "y"), [(1.0, 2.0), (2.0, 1.0), (0.0, 0.0), (1.0, 0.0), (-8.0, 1 / 3), (math.nan, 1.0), (1.0, math.nan)]
)
def test_functions_of_two_are_those_of_numpy(name, x, y):
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(FUNCTIONS[name](x, y), getattr(np, name)(np.float64(x), np.float64(y)), rtol=1e-14)


def test_a_zero_wins_over_what_is_not_finite():
    assert FUNCTIONS["gated"](0.0, math.inf) == 0.0
    assert FUNCTIONS["gated"](2.0, 3.0) == 6.0
    assert FUNCTIONS["where"](True, 1.0, 2.0) == 1.0
