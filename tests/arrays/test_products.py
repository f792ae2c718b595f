"""The matrix product: by the shorter way what `@` gives, on both libraries and while tracing."""

import numpy as np
import pytest

from wengert.arrays.products import gram, parallel_product, product

SHAPES = [((3, 4), (4, 2)), ((4,), (4,)), ((4,), (4, 2)), ((3, 4), (4,)), ((5, 3, 4), (5, 4, 2)), ((5, 3, 4), (4, 2))]


def arrays(shapes, dtype):
    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


@pytest.mark.parametrize("shapes", SHAPES)
@pytest.mark.parametrize("dtype", ["float64", "float32", "complex128"])
def test_it_is_the_product_of_numpy(shapes, dtype):
    x, y = arrays(shapes, dtype)
    out = product(x, y)
    assert out.dtype == dtype
    np.testing.assert_array_equal(out, x @ y)


@pytest.mark.parametrize("shapes", SHAPES)
def test_it_is_the_product_while_tracing(shapes):
    jax = pytest.importorskip("jax")
    x, y = arrays(shapes, "float32")
    np.testing.assert_allclose(jax.jit(product)(x, y), x @ y, rtol=1e-5, atol=1e-6)


def test_sizes_that_differ_are_refused_by_the_library():
    with pytest.raises(ValueError, match="not aligned"):
        product(np.ones((2, 3)), np.ones((2, 3)))


@pytest.mark.parametrize("shapes", [((9, 4), (9, 2)), ((9, 2), (9, 4)), ((3, 4), (3, 2)), ((9, 4), (9, 0))])
def test_columns_by_columns_on_both_libraries_and_their_derivatives(shapes):
    jax = pytest.importorskip("jax")
    x, y = arrays(shapes, "float32")
    np.testing.assert_array_equal(gram(x, y), x.T @ y)
    np.testing.assert_allclose(jax.jit(gram)(x, y), x.T @ y, rtol=1e-5, atol=1e-6)
    out, pull = jax.vjp(jax.jit(gram), x, y)
    np.testing.assert_allclose(pull(out)[0], y @ (x.T @ y).T, rtol=1e-4, atol=1e-5)


def test_the_wider_factor_stands_on_the_right_on_the_cpu():
    jax = pytest.importorskip("jax")
    program = lambda shapes: jax.jit(gram).lower(*arrays(shapes, "float32")).as_text()
    assert "optimization_barrier" in program([(9, 4), (9, 2)])
    assert "optimization_barrier" not in program([(9, 2), (9, 4)])


@pytest.mark.parametrize("shape", [(3, 2, 1), (512, 128, 32), (32, 512, 128), (512, 512, 512)])
def test_a_parallel_product_is_the_product_and_a_program_gives_those_of_middling_size_to_all_cores(shape):
    jax = pytest.importorskip("jax")
    m, k, n = shape
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(m, k)).astype(np.float32), rng.normal(size=(k, n)).astype(np.float32)
    np.testing.assert_array_equal(parallel_product(x, y), x @ y)
    np.testing.assert_allclose(jax.jit(parallel_product)(x, y), x @ y, rtol=1e-4, atol=1e-4)
    text = jax.jit(parallel_product).lower(x, y).as_text()
    assert ("convolution" in text) == (m * k * n == 2**21)
