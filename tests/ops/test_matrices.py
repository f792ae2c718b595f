"""The matrix product in programs: its derivatives are those of NumPy, and no transpose is a step of its own."""

import jax
import numpy as np
import pytest

import wengert as wg
from wengert.arrays.products import batch_gram as columns_by_columns_each
from wengert.ops.matrices import batch_gram, gram, row_gram

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


@pytest.mark.parametrize("product", [gram, row_gram, batch_gram])
def test_turned_products_of_each_example_are_those_of_all(product):
    rng = np.random.default_rng(0)
    shapes = [(6, 3, 2), (6, 4, 2)] if product is row_gram else [(6, 5, 3, 2), (6, 5, 3, 4)]
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


@pytest.mark.parametrize("sizes", [(5, 3, 2), (3, 16, 16), (4, 16, 7), (80, 70, 90)], ids=str)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_columns_of_each_matrix_of_a_batch_in_a_program(sizes, dtype):
    rows, m, n = sizes
    rng = np.random.default_rng(0)
    x, y = (rng.normal(size=(2, 3, rows, k)).astype(dtype) for k in (m, n))
    got = np.asarray(wg.compile(batch_gram)(x, y))
    assert got.dtype == dtype
    near = 1e-4 if dtype == "float32" else 1e-12
    np.testing.assert_allclose(got, np.einsum("abri,abrj->abij", x, y), rtol=near, atol=near)


def test_small_products_of_a_batch_are_no_products_by_a_turned_factor():
    x = np.ones((8, 16, 16), "float32")
    text = jax.jit(lambda x, y: columns_by_columns_each(x, y)).lower(x, x).compile().as_text()
    assert "lhs_contracting_dims={1}" not in text
