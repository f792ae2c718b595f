"""Factors, products along axes and roots of matrices against NumPy and SciPy."""

import numpy as np
import pytest
from scipy.linalg import fractional_matrix_power

import wengert as wg
from wengert.optim.kronecker import along, along_all, gram, inverse_root, renewed, sides

G = np.random.default_rng(0).normal(size=(3, 4, 2))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_factor_is_that_of_the_unfolded_array(axis):
    unfolded = np.moveaxis(G, axis, 0).reshape(G.shape[axis], -1)
    np.testing.assert_allclose(gram(G, axis), unfolded @ unfolded.T)
    matrix = np.random.default_rng(1).normal(size=(5, G.shape[axis]))
    expected = np.moveaxis((matrix @ unfolded).reshape(5, *np.delete(G.shape, axis)), 0, axis)
    np.testing.assert_allclose(along(matrix, G, axis), expected)


def test_all_sides_of_a_matrix():
    a, b, x = (np.random.default_rng(k).normal(size=s) for k, s in enumerate([(3, 3), (4, 4), (3, 4)]))
    np.testing.assert_allclose(along_all([a, b], x, [0, 1]), a @ x @ b.T)
    np.testing.assert_allclose(along_all([a, b], x, [0, 1], transposed=True), a.T @ x @ b)


@pytest.mark.parametrize("power", [2.0, 4.0, 6.0])
def test_a_root_is_scipys(power):
    a = gram(G, 0)
    np.testing.assert_allclose(inverse_root(a, power), fractional_matrix_power(a, -1 / power), rtol=1e-8)


def test_axes_that_are_short_or_too_long_get_none():
    assert sides(np.ones((1, 5, 2000)), 1024) == (1,)


def test_only_what_is_due_is_renewed_also_in_a_program():
    run = wg.compile(lambda k: renewed(k % 2 == 0, lambda: k * 10, k))
    assert [int(run(np.int32(k))) for k in (2, 3)] == [20, 3]
    assert [int(renewed(k % 2 == 0, lambda k=k: k * 10, k)) for k in np.arange(2, 4)] == [20, 3]
