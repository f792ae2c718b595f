"""The recurrence of an LSTM: its Hessian is that of the steps it replaces, in what each of its outputs gives."""

import numpy as np

import wengert as wg
from wengert.nn.recurrence.lstm import lstm_turns


def looped(z, h, c, w):
    hs, cs, all_gates = [], [], []
    n = w.shape[1]
    for k in range(len(z)):
        a = z[k] + wg.matmul(h, wg.matrix_transpose(w))
        i, f, o = (wg.sigmoid(a[:, j * n : (j + 1) * n]) for j in (0, 1, 3))
        g = wg.tanh(a[:, 2 * n : 3 * n])
        c = f * c + i * g
        h = o * wg.tanh(c)
        hs.append(h)
        cs.append(c)
        all_gates.append(wg.concat([i, f, g, o], axis=1))
    return wg.stack(hs), wg.stack(cs), wg.stack(all_gates)


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
