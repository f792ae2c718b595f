"""Flips, rolls and quarter turns agree with NumPy and JAX."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ShapeError

jnp = jax_numpy()
X = np.arange(24.0).reshape(2, 3, 4) / 9

CASES = {
    "flip": (wg.flip, jnp.flip),
    "flip axes": (lambda x: wg.flip(x, (0, -1)), lambda x: jnp.flip(x, (0, -1))),
    "roll": (lambda x: wg.roll(x, 5), lambda x: jnp.roll(x, 5)),
    "roll axes": (lambda x: wg.roll(x, (1, -2), (0, 2)), lambda x: jnp.roll(x, (1, -2), (0, 2))),
    "rot90": (lambda x: wg.rot90(x, 3, (0, -1)), lambda x: jnp.rot90(x, 3, (0, -1))),
}


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_jax(name, same_as_jax):
    same_as_jax(*CASES[name], X, compiled=True)


@given(st.integers(-5, 5), st.permutations([0, 1, 2]))
def test_quarters_turn_as_in_numpy(k, axes):
    np.testing.assert_array_equal(wg.rot90(X, k, axes[:2]), np.rot90(X, k, axes[:2]))


@pytest.mark.parametrize("shape", [(), (0, 3)])
def test_odd_shapes(shape):
    np.testing.assert_array_equal(wg.grad(lambda x: wg.flip(wg.roll(x, 1)).sum())(np.ones(shape)), np.ones(shape))


@pytest.mark.parametrize(
    "call",
    [lambda: wg.flip(X, 3), lambda: wg.roll(X, 1, 3), lambda: wg.rot90(X, 1, (0, 3)), lambda: wg.rot90(X, 1, (0,))],
)
def test_what_does_not_fit_is_refused(call):
    with pytest.raises(ShapeError):
        call()
