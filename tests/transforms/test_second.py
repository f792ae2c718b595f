"""Hessians and their products against JAX."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import wengert as wg
from wengert import tree
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, GraphError

jax_numpy()  # in double precision
RNG = np.random.default_rng(0)
P = {"b": RNG.normal(size=2), "w": RNG.normal(size=(2, 3))}
X = RNG.normal(size=3)
ORDERS = ["forward-over-reverse", "reverse-over-reverse"]


def f(xp):
    return lambda p, x: (xp.tanh(p["w"] @ x + p["b"]) ** 2).sum() * xp.exp(x[0])


def same(ours, theirs, rtol=1e-10):
    for a, b in zip(tree.leaves(ours), jax.tree.leaves(theirs), strict=True):
        np.testing.assert_allclose(np.asarray(a), b, rtol=rtol, atol=1e-12)


def test_hessians_of_nests():
    same(wg.hessian(f(wg))(P, X), jax.hessian(f(jnp))(P, X))
    same(wg.hessian(f(wg), argnums=1, chunk_size=2)(P, X), jax.hessian(f(jnp), argnums=1)(P, X))
    same(wg.hessian(f(wg), argnums=(0, 1))(P, X), jax.hessian(f(jnp), argnums=(0, 1))(P, X))


def test_what_is_beside_the_value_is_handed_through():
    h, aux = wg.hessian(lambda x: ((x**3).sum(), x * 2), has_aux=True)(np.array([1.0, 2.0]))
    np.testing.assert_allclose(h, np.diag([6.0, 12.0]))
    np.testing.assert_array_equal(aux, [2, 4])


def test_fourth_order_and_compiled():
    g = lambda xp: lambda x: xp.sin(x[0] * x[1]) + xp.exp(x).sum()
    x = np.array([0.3, -0.7])
    same(wg.hessian(lambda x: wg.hessian(g(wg))(x).sum())(x), jax.hessian(lambda x: jax.hessian(g(jnp))(x).sum())(x))
    same(wg.compile(wg.hessian(g(wg)))(x), jax.hessian(g(jnp))(x))


@pytest.mark.parametrize("order", ORDERS)
class TestProducts:
    def test_they_equal_matrix_times_vector(self, order):
        v = {"b": RNG.normal(size=2), "w": RNG.normal(size=(2, 3))}
        want = jax.jvp(lambda p: jax.grad(f(jnp))(p, X), (P,), (v,))[1]
        got = wg.hvp(lambda p: f(wg)(p, X), (P,), (v,), order=order)
        same([got["w"], got["b"]], [want["w"], want["b"]])

    def test_of_several_arguments(self, order):
        v = (jax.tree.map(np.ones_like, P), np.ones(3))
        want = jax.jvp(jax.grad(f(jnp), (0, 1)), (P, X), v)[1]
        got = wg.hvp(f(wg), (P, X), v, order=order)
        same([got[0]["w"], got[0]["b"], got[1]], [want[0]["w"], want[0]["b"], want[1]])

    def test_in_single_precision_compiled_and_differentiated(self, order):
        g = lambda x: (wg.sin(x) * x).sum() ** 2
        x = X.astype("float32")
        product = lambda x: wg.hvp(g, (x,), (x,), order=order)
        assert product(x).dtype == np.float32
        assert "f64" not in wg.compile(product).text(x)
        h = lambda x: (jnp.sin(x) * x).sum() ** 2
        third = jax.grad(lambda x: jax.jvp(jax.grad(h), (x,), (x,))[1].sum())(X)
        same(wg.grad(lambda x: product(x).sum())(X), third)

    def test_of_complex_numbers(self, order):
        z = np.array([1 + 2j, 3 - 1j])
        v = np.array([1j, 2.0])
        got = wg.hvp(lambda z: (wg.abs(z) ** 4).sum(), (z,), (v,), order=order)
        # The gradient is 4 |z|^2 z, and its change along v is 4 (|z|^2 v + 2 Re(conj(z) v) z).
        np.testing.assert_allclose(got, 4 * (abs(z) ** 2 * v + 2 * (z.conj() * v).real * z), rtol=1e-12)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ArgumentError, match="unknown order"):
        wg.hvp(lambda x: x * x, (1.0,), (1.0,), order="sideways")
    with pytest.raises(ArgumentError, match="structures differ"):
        wg.hvp(f(wg), (P, X), (dict(reversed(P.items())), X), order=ORDERS[1])
    with pytest.raises(GraphError, match="one real number"):
        wg.hessian(lambda x: x * x)(np.ones(2))
