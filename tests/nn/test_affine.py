"""The affine primitive is the three steps it replaces, and one line of the list."""

import numpy as np

import wengert as wg
from wengert.nn.affine import affine


def test_it_is_one_step_with_the_value_of_three():
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(5, 3)), rng.normal(size=(2, 3)), rng.normal(size=2)
    out = affine(wg.tensor(x, requires_grad=True), w, b)
    np.testing.assert_allclose(out.numpy(), x @ w.T + b)
    assert out.grad_fn.name() == "AddmmBackward0"


def test_its_hessian_is_that_of_the_composed_form():
    rng = np.random.default_rng(1)
    x, w, b = rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.normal(size=2)
    ours = wg.hessian(lambda w: wg.tanh(affine(x, w, b)).sum())(w)
    theirs = wg.hessian(lambda w: wg.tanh(wg.matmul(x, wg.matrix_transpose(w)) + b).sum())(w)
    np.testing.assert_allclose(ours, theirs, atol=1e-12)
