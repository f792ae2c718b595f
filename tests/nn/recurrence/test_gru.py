"""The recurrence of gated units: its Hessian is that of the steps it replaces, in what each of its outputs gives."""

import numpy as np
import pytest

import wengert as wg
from wengert.nn.recurrence.gru import gru_turns


def looped(z, h, w, b):
    rows = []
    k = w.shape[1]
    for t in range(len(z)):
        product = wg.matmul(h, wg.matrix_transpose(w))
        r = wg.sigmoid(z[t][:, :k] + product[:, :k])
        u = wg.sigmoid(z[t][:, k : 2 * k] + product[:, k : 2 * k])
        m = product[:, 2 * k :] + b
        n = wg.tanh(z[t][:, 2 * k :] + r * m)
        h = (1 - u) * n + u * h
        rows.append((h, r, u, n, m))
    return tuple(map(wg.stack, zip(*rows, strict=True)))


def test_its_hessian_is_that_of_the_loop():
    rng = np.random.default_rng(0)
    z, h, w, b = (rng.normal(size=s) for s in [(2, 2, 3), (2, 1), (3, 1), (1, 1)])
    weights = [rng.normal(size=p.shape) for p in gru_turns(z, h, w, b)]

    def scalar(f):
        return lambda w, b: sum(
            ((p * p * q).sum() for p, q in zip(f(z, h, w, b), weights, strict=True)), wg.tensor(0.0)
        )

    ours, theirs = (wg.hessian(scalar(f), argnums=(0, 1))(w, b) for f in (gru_turns, looped))
    for row, expected in zip(ours, theirs, strict=True):
        for block, other in zip(row, expected, strict=True):
            np.testing.assert_allclose(block, other, atol=1e-11)


@pytest.mark.parametrize("rows", [1, 5])
@pytest.mark.parametrize("stacks", [(), (2,)])
def test_its_gradient_in_a_program_is_that_of_numpy_for_few_rows_and_for_many(rows, stacks):
    rng = np.random.default_rng(0)
    shapes = [(4, *stacks, rows, 9), (*stacks, rows, 3), (*stacks, 9, 3), (*stacks, 1, 3)]
    args = [rng.normal(size=s) for s in shapes]
    weight = rng.normal(size=(4, *stacks, rows, 3))
    slope = wg.grad(lambda *a: (gru_turns(*a)[0] * weight).sum(), argnums=(0, 1, 2, 3))
    for got, want in zip(wg.compile(slope)(*args), slope(*args), strict=True):
        np.testing.assert_allclose(got, want, atol=1e-12)
