"""The recurrence of an LSTM: its Hessian is that of the steps it replaces, in what each of its outputs gives."""

import numpy as np
import pytest

import wengert as wg
from wengert.nn.recurrence.lstm import lstm_turns


def looped(z, h, c, w):
    rows = []
    n = w.shape[1]
    for k in range(len(z)):
        a = z[k] + wg.matmul(h, wg.matrix_transpose(w))
        i, f, o = (wg.sigmoid(a[:, j * n : (j + 1) * n]) for j in (0, 1, 3))
        g = wg.tanh(a[:, 2 * n : 3 * n])
        c = f * c + i * g
        h = o * wg.tanh(c)
        rows.append((h, c, i, f, g, o))
    return tuple(map(wg.stack, zip(*rows, strict=True)))


def test_its_hessian_is_that_of_the_loop():
    rng = np.random.default_rng(0)
    z, h, c, w = (rng.normal(size=s) for s in [(2, 2, 4), (2, 1), (2, 1), (4, 1)])
    weights = [rng.normal(size=p.shape) for p in lstm_turns(z, h, c, w)]

    def scalar(f):
        return lambda c, w: sum(
            ((p * p * q).sum() for p, q in zip(f(z, h, c, w), weights, strict=True)), wg.tensor(0.0)
        )

    ours, theirs = (wg.hessian(scalar(f), argnums=(0, 1))(c, w) for f in (lstm_turns, looped))
    for row, expected in zip(ours, theirs, strict=True):
        for block, other in zip(row, expected, strict=True):
            np.testing.assert_allclose(block, other, atol=1e-11)


@pytest.mark.parametrize("stacks", [(), (2,)])
@pytest.mark.parametrize("read", [(0,), (1,), (0, 1), (0, 1, 2, 3, 4, 5)], ids=["h", "c", "h and c", "all"])
def test_its_gradient_in_a_program_is_that_of_numpy_whatever_is_read(stacks, read):
    rng = np.random.default_rng(0)
    shapes = [(4, *stacks, 5, 12), (*stacks, 5, 3), (*stacks, 5, 3), (*stacks, 12, 3)]
    args = [rng.normal(size=s) for s in shapes]
    weight = rng.normal(size=(6, 4, *stacks, 5, 3))

    def scalar(*args):
        out = lstm_turns(*args)
        return sum(((out[k] * weight[k]).sum() for k in read), wg.tensor(0.0))

    slope = wg.grad(scalar, argnums=(0, 1, 2, 3))
    for got, want in zip(wg.compile(slope)(*args), slope(*args), strict=True):
        np.testing.assert_allclose(got, want, atol=1e-12)


def test_a_large_one_in_a_program_is_that_of_numpy_in_values_and_gradient():
    rng = np.random.default_rng(0)
    shapes = [(3, 32, 512), (32, 128), (32, 128), (512, 128)]
    args = [(0.1 * rng.normal(size=s)).astype(np.float32) for s in shapes]

    def value_and_slope(*args):
        return lstm_turns(*args)[:2], wg.grad(lambda *a: (lstm_turns(*a)[0] ** 2).sum(), argnums=(0, 3))(*args)

    for got, want in zip(wg.compile(value_and_slope)(*args), value_and_slope(*args), strict=True):
        for a, b in zip(got, want, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-4, atol=2e-5)


def test_its_curvature_in_a_program_is_that_of_numpy():
    rng = np.random.default_rng(0)
    args = [rng.normal(size=s) for s in [(3, 2, 4), (2, 1), (2, 1), (4, 1)]]
    moves = [rng.normal(size=a.shape) for a in args]

    def curved(args, moves):
        return wg.hvp(lambda *a: (lstm_turns(*a)[0] ** 2).sum(), args, moves)

    for got, want in zip(wg.compile(curved)(args, moves), curved(args, moves), strict=True):
        np.testing.assert_allclose(got, want, atol=1e-12)
