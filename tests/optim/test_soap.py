"""SOAP against its formula in plain NumPy, against Adam where there is nothing to turn, and under rotations."""

import numpy as np
import pytest
from scipy.stats import ortho_group

import wengert as wg
from wengert import optim
from wengert.errors import ArgumentError

GRADIENTS = np.random.default_rng(0).normal(size=(9, 4, 3))
OPTIONS = {"betas": (0.9, 0.8), "weight_decay": 0.0, "update_every": 3, "eps": 1e-6}


def run(optimizer, w, gradients):
    for g in gradients:
        w.grad = wg.tensor(g)
        optimizer.step()
    return w.numpy()


def test_it_is_the_formula():
    w = wg.nn.Parameter(np.zeros((4, 3)))
    found = run(optim.SOAP([w], 0.1, **OPTIONS), w, GRADIENTS)
    g = GRADIENTS[0]
    left, right = g @ g.T, g.T @ g
    a, b = np.linalg.eigh(left)[1], np.linalg.eigh(right)[1]
    m = v = expected = np.zeros((4, 3))
    for t, g in enumerate(GRADIENTS[1:], 1):
        m, v = 0.9 * m + 0.1 * g, 0.8 * v + 0.2 * (a.T @ g @ b) ** 2
        hat = m / (1 - 0.9**t)
        expected = expected - 0.1 * a @ ((a.T @ hat @ b) / (np.sqrt(v / (1 - 0.8**t)) + 1e-6)) @ b.T
        left, right = 0.8 * left + 0.2 * g @ g.T, 0.8 * right + 0.2 * g.T @ g
        if t % 3 == 0:
            a, b = np.linalg.qr(left @ a)[0], np.linalg.qr(right @ b)[0]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_vectors_move_as_by_adam_once_the_first_gradient_is_past():
    w, z = wg.nn.Parameter(np.zeros(3)), wg.nn.Parameter(np.zeros(3))
    found = run(optim.SOAP([w], 0.1, weight_decay=0.0), w, GRADIENTS[:, 0])
    np.testing.assert_allclose(found, run(optim.Adam([z], 0.1, (0.95, 0.95)), z, GRADIENTS[1:, 0]), rtol=1e-10)


def test_a_rotation_of_the_problem_rotates_the_path():
    u, v = ortho_group.rvs(3, random_state=0), ortho_group.rvs(3, random_state=1)
    square = GRADIENTS[:, :3]
    w, z = wg.nn.Parameter(np.zeros((3, 3))), wg.nn.Parameter(np.zeros((3, 3)))
    plain = run(optim.SOAP([w], 0.1, **OPTIONS), w, square)
    turned = run(optim.SOAP([z], 0.1, **OPTIONS), z, [u @ g @ v.T for g in square])
    np.testing.assert_allclose(turned, u @ plain @ v.T, rtol=1e-7)


def test_compiled_it_takes_the_same_steps_and_stays_float32():
    ends = []
    for compiled in (False, True):
        w = wg.nn.Parameter(np.ones((3, 3), "float32"))
        optimizer = optim.SOAP([w], 0.1, update_every=2)

        def step(g, w=w, optimizer=optimizer):
            (w * g).sum().backward()
            optimizer.step()
            optimizer.zero_grad()

        body = wg.compile(step, state=optimizer) if compiled else step
        for g in GRADIENTS[:5, :3].astype("float32"):
            body(g)
        assert w.dtype == np.float32
        ends.append(w.numpy())
    np.testing.assert_allclose(ends[1], ends[0], atol=1e-4)
    assert "f64" not in body.text(GRADIENTS[0, :3].astype("float32"))


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="shampoo_beta is out of range"):
        optim.SOAP([wg.nn.Parameter([1.0])], shampoo_beta=1.0)
