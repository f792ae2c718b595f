"""Norms: NumPy's values, gradient 0 at the origin, extreme sizes, ties."""

import math

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.errors import ArgumentError, ShapeError

RNG = np.random.default_rng(0)
VECTOR_ORDERS = (2, 1, 3, 0.5, 1.5, 0, math.inf, -math.inf)
MATRIX_ORDERS = ("fro", "nuc", 2, -2, 1, -1, math.inf, -math.inf)


@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple),
    st.sampled_from(VECTOR_ORDERS),
    st.booleans(),
    st.data(),
)
def test_vector_norms_are_those_of_numpy_and_homogeneous(shape, order, keepdims, data):
    axis = data.draw(st.one_of(st.none(), st.integers(-len(shape), len(shape) - 1)))
    x = np.random.default_rng(1).normal(size=shape)
    out = wg.vector_norm(x, axis=axis, ord=order, keepdims=keepdims)
    np.testing.assert_allclose(out, np.linalg.vector_norm(x, axis=axis, ord=order, keepdims=keepdims))
    # Euler: the derivative along x of a function with ‖t x‖ = t ‖x‖ is the function itself.
    _, along = wg.jvp(lambda x: wg.vector_norm(x, axis=axis, ord=order, keepdims=keepdims), (x,), (x,))
    np.testing.assert_allclose(along, 0 * out if order == 0 else out)
    gradient = wg.grad(lambda x: wg.sum(wg.vector_norm(x, axis=axis, ord=order)))(x)
    np.testing.assert_allclose(np.sum(gradient * x), np.sum(along))


@pytest.mark.parametrize("order", MATRIX_ORDERS)
@pytest.mark.parametrize("shape", [(3, 3), (2, 3, 2)])
def test_matrix_norms_are_those_of_numpy_and_homogeneous(order, shape):
    x = RNG.normal(size=shape)
    for keepdims in (False, True):
        expected = np.linalg.matrix_norm(x, ord=order, keepdims=keepdims)
        np.testing.assert_allclose(wg.matrix_norm(x, ord=order, keepdims=keepdims), expected)
    gradient = wg.grad(lambda x: wg.sum(wg.matrix_norm(x, ord=order)))(x)
    np.testing.assert_allclose(np.sum(gradient * x), np.sum(wg.matrix_norm(x, ord=order)))


def test_every_norm_has_gradient_zero_at_the_origin_to_two_orders():
    zero = np.zeros((2, 3))
    for order in VECTOR_ORDERS:
        f = lambda x, order=order: wg.vector_norm(x, ord=order) + 0 * x[0, 0]
        np.testing.assert_array_equal(wg.grad(f)(zero), zero)
    for order in MATRIX_ORDERS:
        np.testing.assert_array_equal(wg.grad(lambda x, order=order: wg.matrix_norm(x, ord=order))(zero), zero)
    np.testing.assert_array_equal(wg.grad(lambda x: wg.sum(wg.grad(wg.vector_norm)(x)))(zero), zero)
    rows = np.array([[0.0, 0.0], [3.0, 4.0]])
    gradient = wg.grad(lambda x: wg.sum(wg.vector_norm(x, axis=-1)))(rows)
    np.testing.assert_allclose(gradient, [[0, 0], [0.6, 0.8]])


def test_agree_with_jax_to_second_order(same_as_jax):
    x = RNG.normal(size=(3, 4))
    norm = jnp.linalg.norm
    ours = lambda x: [
        *(wg.vector_norm(x), wg.vector_norm(x, axis=0), wg.vector_norm(x, ord=3, axis=1)),
        *(wg.vector_norm(x, ord=math.inf, axis=1), wg.matrix_norm(x, ord=1), wg.matrix_norm(x, ord="nuc")),
    ]
    theirs = lambda x: [
        *(norm(x), norm(x, axis=0), norm(x, ord=3, axis=1)),
        *(norm(x, ord=jnp.inf, axis=1), norm(x, ord=1), norm(x, ord="nuc")),
    ]
    same_as_jax(ours, theirs, x, compiled=True)


@pytest.mark.parametrize("order", [2, 3, 1.5])
@pytest.mark.parametrize(("dtype", "far"), [(np.float64, 1e200), (np.float32, 1e25)])
def test_norms_neither_overflow_nor_underflow(order, dtype, far):
    for scale in (dtype(far), dtype(1 / far)):
        x = np.array([3, -4], dtype) * scale
        near = np.array([3, -4], dtype)
        f = lambda x: wg.vector_norm(x, ord=order)
        np.testing.assert_allclose(f(x) / scale, f(near), rtol=1e-6)
        np.testing.assert_allclose(wg.grad(f)(x), wg.grad(f)(near), rtol=1e-5)


def test_scaling_costs_no_digit():
    x = RNG.normal(size=100)
    assert wg.vector_norm(x) == np.sqrt(np.sum(x * x))
    assert wg.vector_norm(np.array([np.inf, 1.0])) == np.inf


def test_ties_share():
    np.testing.assert_array_equal(
        wg.grad(lambda x: wg.vector_norm(x, ord=math.inf))(np.array([2.0, -2.0])), [0.5, -0.5]
    )


def test_complex_norms_point_outward():
    z = np.array([3 + 4j, 0])
    np.testing.assert_allclose(wg.grad(wg.vector_norm)(z), [0.6 + 0.8j, 0])
    np.testing.assert_allclose(wg.grad(lambda z: wg.vector_norm(z, ord=3))(z), [0.6 + 0.8j, 0])
    np.testing.assert_allclose(wg.grad(lambda z: wg.vector_norm(z, ord=1))(z), [0.6 + 0.8j, 0])
    assert wg.vector_norm(z, ord=0) == 1


def test_stay_single(stays_single):
    stays_single(lambda x: [wg.vector_norm(x), wg.vector_norm(x, ord=3), wg.matrix_norm(x, ord=1)], np.eye(2) + 1)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: wg.vector_norm(np.ones(2), ord=-1), ArgumentError, "vector_norm: unknown order"),
        (lambda: wg.matrix_norm(np.ones((2, 2)), ord=3), ArgumentError, "matrix_norm: unknown order"),
        (lambda: wg.matrix_norm(np.ones(2)), ShapeError, "needs matrices"),
        (lambda: wg.vector_norm(np.ones(2), axis=1), ShapeError, "p_norm"),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
@pytest.mark.parametrize("axis", [None, 0, (0, 1)])
def test_norms_in_a_program_reach_as_far_as_their_dtype(dtype, axis):
    facts = jnp.finfo(dtype)
    norm = wg.compile(lambda x: wg.vector_norm(x, axis=axis, keepdims=True))
    for power in (facts.minexp + 1, facts.minexp // 2, 0, facts.maxexp // 2, facts.maxexp - 4):
        x = jnp.asarray(np.ldexp(RNG.uniform(0.5, 1, size=(4, 3)), power), dtype)
        near_one = np.ldexp(np.asarray(x, float), -power)
        out, exact = norm(x), np.ldexp(np.linalg.vector_norm(near_one, axis=axis, keepdims=True), power)
        assert (out.dtype, out.shape) == (x.dtype, exact.shape)
        np.testing.assert_allclose(np.asarray(out, float), exact, rtol=4 * float(facts.eps))
    for odd in (math.inf, math.nan):
        np.testing.assert_array_equal(np.asarray(norm(jnp.full((4, 3), odd, dtype)), float), np.full_like(exact, odd))
    np.testing.assert_array_equal(norm(jnp.zeros((4, 3), dtype)), np.zeros_like(exact))
