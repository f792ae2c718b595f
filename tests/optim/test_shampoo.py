"""Shampoo against its formula with SciPy's matrix powers, and its invariance under rotations."""

import numpy as np
import pytest
from scipy.linalg import fractional_matrix_power
from scipy.stats import ortho_group

import wengert as wg
from wengert import optim
from wengert.errors import ArgumentError

GRADIENTS = np.random.default_rng(0).normal(size=(8, 4, 3))


def run(optimizer, w, gradients):
    for g in gradients:
        w.grad = wg.tensor(g)
        optimizer.step()
    return w.numpy()


@pytest.mark.parametrize(("beta", "every"), [(1.0, 1), (0.9, 3)])
def test_it_is_the_formula(beta, every):
    w = wg.nn.Parameter(np.zeros((4, 3)))
    found = run(optim.Shampoo([w], 0.1, eps=1e-3, beta=beta, update_every=every), w, GRADIENTS)
    left, right, expected = 1e-3 * np.eye(4), 1e-3 * np.eye(3), np.zeros((4, 3))
    share = 1.0 if beta == 1 else 1 - beta
    for k, g in enumerate(GRADIENTS):
        left, right = beta * left + share * g @ g.T, beta * right + share * g.T @ g
        if k % every == 0:
            a, b = fractional_matrix_power(left, -0.25), fractional_matrix_power(right, -0.25)
        expected = expected - 0.1 * a @ g @ b
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_for_vectors_it_is_adagrad_with_the_full_matrix():
    w = wg.nn.Parameter(np.zeros(3))
    found = run(optim.Shampoo([w], 0.1, eps=1e-3), w, GRADIENTS[:, 0])
    total, expected = 1e-3 * np.eye(3), np.zeros(3)
    for g in GRADIENTS[:, 0]:
        total = total + np.outer(g, g)
        expected = expected - 0.1 * fractional_matrix_power(total, -0.5) @ g
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_rotation_of_the_problem_rotates_the_path():
    u, v = ortho_group.rvs(4, random_state=0), ortho_group.rvs(3, random_state=1)
    w, z = wg.nn.Parameter(np.zeros((4, 3))), wg.nn.Parameter(np.zeros((4, 3)))
    plain = run(optim.Shampoo([w], 0.1, momentum=0.9), w, GRADIENTS)
    turned = run(optim.Shampoo([z], 0.1, momentum=0.9), z, [u @ g @ v.T for g in GRADIENTS])
    np.testing.assert_allclose(turned, u @ plain @ v.T, rtol=1e-8)


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="update_every is out of range"):
        optim.Shampoo([wg.nn.Parameter([1.0])], update_every=0)
