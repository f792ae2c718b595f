"""The plain recurrence: one step, kept by its states alone, with the Hessian of the loop it replaces."""

import numpy as np
import pytest

import wengert as wg
from wengert.nn.recurrence.elman import elman


def looped(z, h, w):
    out = []
    for k in range(len(z)):
        h = wg.tanh(z[k] + wg.matmul(h, wg.matrix_transpose(w)))
        out.append(h)
    return wg.stack(out)


def test_its_hessian_is_that_of_the_loop():
    rng = np.random.default_rng(0)
    z, h, w = rng.normal(size=(3, 1, 2)), rng.normal(size=(1, 2)), rng.normal(size=(2, 2))
    weight = rng.normal(size=(3, 1, 2))
    ours = wg.hessian(lambda w: (elman(z, h, w) ** 2 * weight).sum())(w)
    theirs = wg.hessian(lambda w: (looped(z, h, w) ** 2 * weight).sum())(w)
    np.testing.assert_allclose(ours, theirs, atol=1e-11)


def test_it_keeps_states_and_weights_and_not_what_it_read():
    z = wg.tensor(np.ones((3, 1, 2)), requires_grad=True)
    out = elman(z, np.zeros((1, 2)), np.ones((2, 2)))
    assert sorted(np.shape(s) for s in out.step.saved if isinstance(s, np.ndarray)) == [(1, 2), (2, 2), (3, 1, 2)]


@pytest.mark.parametrize("batched", [(0, None, None), (None, None, 0), (0, 0, 0)])
def test_batches_of_inputs_and_of_weights(batched):
    rng = np.random.default_rng(0)
    shapes = [(3, 2, 2), (2, 2), (2, 2)]
    args = [rng.normal(size=s if b is None else (4, *s)) for s, b in zip(shapes, batched, strict=True)]
    each = [elman(*(a if b is None else a[k] for a, b in zip(args, batched, strict=True))) for k in range(4)]
    np.testing.assert_allclose(wg.vmap(elman, batched)(*args), np.stack(each), atol=1e-14)


def test_a_batch_of_batches_of_weights_and_inputs():
    rng = np.random.default_rng(0)
    z, h, w = rng.normal(size=(5, 3, 2, 2)), rng.normal(size=(2, 2)), rng.normal(size=(4, 2, 2))
    found = wg.vmap(lambda z: wg.vmap(lambda w: elman(z, h, w))(w))(z)
    expected = np.stack([np.stack([elman(a, h, b) for b in w]) for a in z])
    np.testing.assert_allclose(found, expected, atol=1e-14)
