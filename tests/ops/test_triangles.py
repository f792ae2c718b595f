"""Triangles and the matrix of one diagonal agree with NumPy and JAX."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ShapeError

jnp = jax_numpy()
X = np.arange(24.0).reshape(2, 3, 4) / 9


@pytest.mark.parametrize("k", [-4, -1, 0, 2, 5])
def test_triangles_agree_with_jax(k, same_as_jax):
    same_as_jax(
        lambda x: [wg.tril(x, k=k), wg.triu(x, k=k)], lambda x: [jnp.tril(x, k), jnp.triu(x, k)], X, compiled=True
    )


@pytest.mark.parametrize("k", [-2, 0, 1])
def test_diag_goes_both_ways(k, same_as_jax):
    same_as_jax(lambda x: wg.diag(x, k), lambda x: jnp.diag(x, k), X[0, 0], compiled=True)
    same_as_jax(lambda x: wg.diag(x, k), lambda x: jnp.diag(x, k), X[0], compiled=True)


@pytest.mark.parametrize("call", [lambda: wg.tril(X[0, 0]), lambda: wg.triu(1.0), lambda: wg.diag(X)])
def test_what_is_no_matrix_is_refused(call):
    with pytest.raises(ShapeError):
        call()
