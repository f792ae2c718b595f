"""Running combinations are loops, on both libraries and for every length."""

import itertools

import numpy as np
import pytest

from wengert.arrays import jax_numpy
from wengert.arrays.scans import recur, running_logsumexp, running_max, running_min

RNG = np.random.default_rng(8)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 8, 33])
def test_recurrences_are_loops(n):
    a, b = RNG.normal(size=(2, n)), RNG.normal(size=(2, n))
    want = np.zeros((2, n))
    state = np.zeros(2)
    for k in range(n):
        state = a[:, k] * state + b[:, k]
        want[:, k] = state
    np.testing.assert_allclose(recur(a, b, -1), want, rtol=1e-12, atol=1e-13)
    if n in (1, 3, 8):
        jnp = jax_numpy()
        np.testing.assert_allclose(recur(jnp.asarray(a), jnp.asarray(b), -1), want, rtol=1e-12, atol=1e-13)


def test_a_factor_of_zero_starts_anew():
    assert recur(np.array([2.0, 2.0, 0.0, 2.0]), np.ones(4), 0).tolist() == [1.0, 3.0, 1.0, 3.0]


def test_arguments_are_not_written_and_single_stays_single():
    a, b = np.ones(3, np.float32), np.ones(3, np.float32)
    assert recur(a, b, 0).dtype == np.float32
    assert b.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("axis", [0, -1])
def test_running_extremes_and_logs_are_those_of_the_beginnings(axis):
    x = RNG.normal(size=(3, 4))
    lines = np.moveaxis(x, axis, 0)
    loops = {
        running_max: list(itertools.accumulate(lines, np.maximum)),
        running_min: list(itertools.accumulate(lines, np.minimum)),
        running_logsumexp: list(itertools.accumulate(lines, np.logaddexp)),
    }
    for f, rows in loops.items():
        want = np.moveaxis(np.array(rows), 0, axis)
        np.testing.assert_allclose(f(x, axis), want)
        np.testing.assert_allclose(f(jax_numpy().asarray(x), axis), want)
