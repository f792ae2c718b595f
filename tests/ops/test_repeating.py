"""Copies of elements, arrays and borders agree with NumPy and JAX."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ShapeError

jnp = jax_numpy()
X = np.arange(6.0).reshape(2, 3) / 4
MODES = ["constant", "edge", "reflect", "symmetric", "wrap"]

CASES = {
    "repeat": (lambda x: wg.repeat(x, 2, axis=1), lambda x: jnp.repeat(x, 2, axis=1)),
    "repeat flat": (lambda x: wg.repeat(x, 3), lambda x: jnp.repeat(x, 3)),
    "repeat each": (
        lambda x: wg.repeat(x, [2, 0, 3], axis=-1),
        lambda x: jnp.repeat(x, jnp.array([2, 0, 3]), axis=-1, total_repeat_length=5),
    ),
    "tile": (lambda x: wg.tile(x, (2, 1, 3)), lambda x: jnp.tile(x, (2, 1, 3))),
    "tile short": (lambda x: wg.tile(x, 2), lambda x: jnp.tile(x, 2)),
}
for mode in MODES:
    CASES[f"pad {mode}"] = (
        lambda x, mode=mode: wg.pad(x, ((1, 0), (2, 4)), mode),
        lambda x, mode=mode: jnp.pad(x, ((1, 0), (2, 4)), mode),
    )


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_jax(name, same_as_jax):
    same_as_jax(*CASES[name], X, compiled=True)


@given(st.integers(0, 5), st.integers(0, 5), st.sampled_from(MODES))
def test_borders_are_those_of_numpy(before, after, mode):
    x = np.arange(3.0)
    np.testing.assert_array_equal(wg.pad(x, (before, after), mode), np.pad(x, (before, after), mode))


def test_a_constant_border_has_its_value_and_no_gradient():
    assert wg.pad(np.ones(1), 1, constant_values=7.0).tolist() == [7.0, 1.0, 7.0]
    assert wg.grad(lambda x: wg.pad(x, 1, constant_values=7.0).sum())(np.ones(2)).tolist() == [1.0, 1.0]


def test_single_precision_stays(stays_single):
    stays_single(lambda x: [wg.pad(x, 1, constant_values=0.5), wg.pad(x, 1, "reflect"), wg.tile(x, 2)], X)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: wg.repeat(X, [1, 2], axis=1), ShapeError, "one count"),
        (lambda: wg.repeat(X, 2, axis=2), ShapeError, "repeat"),
        (lambda: wg.pad(X, 1, "mirror"), ArgumentError, "no such mode"),
        (lambda: wg.pad(X, -1), ShapeError, "not negative"),
        (lambda: wg.pad(X, ((1, 1), (1, 1), (1, 1))), ShapeError, "for each axis"),
        (lambda: wg.pad(np.ones(0), 1, "edge"), ShapeError, "nothing to edge"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
