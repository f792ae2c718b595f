"""Two ways down the same valley: ours and PyTorch's, and the worked example of the textbook.

Knows how to run an optimizer. Judges nothing.
"""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy

START = np.random.default_rng(0).normal(size=(4, 3))
TARGET = np.random.default_rng(1).normal(size=(4, 3))


def valley(w, lib, transposed, target):
    """A loss that is neither quadratic nor separable."""
    d = w - target
    return (d**4).sum() + lib.cos(3 * w).sum() + lib.matmul(w, transposed(w)).sum()


@pytest.fixture
def both_paths():
    """Run `ours(params)` and `theirs(params)` for 100 steps in float64; gives the two end points."""
    torch = pytest.importorskip("torch")

    def run(ours, theirs, steps=100):
        w, z = wg.nn.Parameter(START), torch.nn.Parameter(torch.tensor(START))
        mine, other = ours([w]), theirs([z])
        for _ in range(steps):
            mine.zero_grad()
            valley(w, wg, wg.matrix_transpose, TARGET).backward()
            mine.step()
            other.zero_grad()
            valley(z, torch, torch.t, torch.tensor(TARGET)).backward()
            other.step()
        return w.numpy(), z.detach().numpy()

    return run


@pytest.fixture
def textbook_path():
    """Three steps on (θ₁² + 4 θ₂²) / 2 from (1, -2), as in the worked example; gives the points."""

    def run(ours):
        theta = wg.nn.Parameter([1.0, -2.0])
        optimizer = ours([theta])
        points = []
        for _ in range(3):
            optimizer.zero_grad()
            (0.5 * theta * theta * np.array([1.0, 4.0])).sum().backward()
            optimizer.step()
            points.append(theta.tolist())
        return np.array(points)

    return run


def slopes(tree):
    """A gradient that is neither linear nor separable by leaf, in plain NumPy."""
    total = sum(np.sum(np.sin(p)) for p in tree.values())
    return {n: 0.4 * p**3 + np.cos(3 * p) * 0.5 + 0.01 * total + 0.1 * p[::-1] for n, p in tree.items()}


@pytest.fixture
def optax_agrees():
    """Run a pure update and optax's for 100 steps in float64 and compare the end points."""
    pytest.importorskip("optax")
    jax = pytest.importorskip("jax")
    jax_numpy()  # switches float64 on

    def run(ours, theirs, steps=100, rtol=1e-10, start=None):
        p = {"w": START, "b": TARGET[0]} if start is None else start
        q, s, t = p, ours.init(p), theirs.init(p)
        update = jax.jit(theirs.update)  # one program: step by step optax compiles every operation
        for _ in range(steps):
            change, s = ours.step(slopes(p), s, p)
            p = wg.optim.moved(p, change)
            change, t = update(slopes(q), t, q)
            q = {n: q[n] + np.asarray(c) for n, c in change.items()}
        for name in p:
            np.testing.assert_allclose(p[name], q[name], rtol=rtol, atol=1e-12)
        return p, s, q, t

    return run
