"""The matrix product in programs: its derivatives are those of NumPy, and no transpose is a step of its own."""

import jax
import numpy as np
import pytest

import wengert as wg
from wengert.ops.matrices import gram, row_gram

RANKS = [
    ((3, 2), (2, 4)),
    ((5, 3, 2), (2, 4)),
    ((2, 5, 3, 2), (2, 4)),
    ((5, 3, 2), (5, 2, 4)),
    ((5, 3, 2), (1, 2, 4)),
    ((3, 2), (5, 2, 4)),
    ((5, 1, 3, 2), (4, 2, 1)),
    ((2,), (5, 2, 4)),
    ((5, 3, 2), (2,)),
    ((64, 40), (40, 3)),
]


def scalar(x, y):
    return wg.sum(wg.tanh(x @ y) ** 2)


@pytest.mark.parametrize("shapes", RANKS, ids=str)
def test_gradients_and_curvature_in_a_program_are_those_of_numpy(shapes):
    rng = np.random.default_rng(0)
    x, y = (rng.normal(size=s) for s in shapes)
    moves = [rng.normal(size=s) for s in shapes]
    derivatives = [
        lambda x, y: wg.grad(scalar, argnums=(0, 1))(x, y),
        lambda x, y: wg.hvp(scalar, (x, y), moves),
        lambda x, y: wg.hvp(scalar, (x, y), moves, order="reverse-over-reverse"),
    ]
    for derivative in derivatives:
        for got, want in zip(wg.compile(derivative)(x, y), derivative(x, y), strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("product", [gram, row_gram])
def test_turned_products_of_each_example_are_those_of_all(product):
    rng = np.random.default_rng(0)
    shapes = [(6, 5, 3, 2), (6, 5, 3, 4)] if product is gram else [(6, 3, 2), (6, 4, 2)]
    x, y = (rng.normal(size=s) for s in shapes)
    for args, axes in (((x, y), 0), ((x[0], y), (None, 0)), ((x, y[0]), (0, None))):
        each = wg.vmap(product, in_axes=axes)(*args)
        rows = [product(*(a if n is None else a[k] for a, n in zip(args, _pair(axes), strict=True))) for k in range(6)]
        np.testing.assert_allclose(each, np.stack(rows), rtol=1e-12)


def _pair(axes):
    return axes if isinstance(axes, tuple) else (axes, axes)


@pytest.mark.parametrize("shapes", [((30, 20), (20, 40)), ((5, 30, 20), (20, 40)), ((5, 3, 20), (5, 20, 4))], ids=str)
def test_a_program_of_a_gradient_multiplies_without_a_transpose_before(shapes):
    x, y = (np.ones(s, "float32") for s in shapes)
    traced = jax.make_jaxpr(lambda *a: wg.grad(scalar)(*a))(x, y)
    names = [equation.primitive.name for equation in traced.eqns]
    assert names.count("dot_general") == 2
    assert not {"transpose", "reshape"} & set(names)
