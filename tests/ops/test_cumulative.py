"""Running sums, products, extremes: exact with zeros and ties, to every order."""

import itertools

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ShapeError
from wengert.ops.cumulative import recurrence

jnp = jax_numpy()
X = np.random.default_rng(3).permutation(12).reshape(3, 4) / 5.0 - 1.1


def slow_logs(x):
    return jnp.log(jnp.cumsum(jnp.exp(x), axis=0))


CASES = {
    "sum": (lambda x: wg.cumulative_sum(x, 1), lambda x: jnp.cumsum(x, 1)),
    "sum with 0": (
        lambda x: wg.cumulative_sum(x, 0, include_initial=True),
        lambda x: jnp.concatenate([jnp.zeros((1, 4)), jnp.cumsum(x, 0)]),
    ),
    "prod": (lambda x: wg.cumulative_prod(x, -1), lambda x: jnp.cumprod(x, -1)),
    "prod with 1": (
        lambda x: wg.cumulative_prod(x, 0, include_initial=True),
        lambda x: jnp.concatenate([jnp.ones((1, 4)), jnp.cumprod(x, 0)]),
    ),
    "max": (lambda x: wg.cumulative_max(x, 1), lambda x: jax_lax().cummax(x, 1)),
    "min": (lambda x: wg.cumulative_min(x, 0), lambda x: jax_lax().cummin(x, 0)),
    "logs": (lambda x: wg.logcumsumexp(x, axis=0), slow_logs),
    "diff": (lambda x: wg.diff(x, n=2), lambda x: jnp.diff(x, n=2)),
    "diff with ends": (lambda x: wg.diff(x, prepend=x[:, :1], axis=1), lambda x: jnp.diff(x, prepend=x[:, :1], axis=1)),
}


def jax_lax():
    from jax import lax

    return lax


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_jax(name, same_as_jax):
    same_as_jax(*CASES[name], X, compiled=True)


@pytest.mark.parametrize("name", CASES)
def test_single_precision_stays(name, stays_single):
    stays_single(CASES[name][0], X)


@pytest.mark.parametrize("zeros", [(), (1,), (0, 2), (1, 2, 3)])
def test_products_are_exact_where_factors_are_zero_to_the_third_order(zeros):
    x = np.array([2.0, -3.0, 5.0, 0.5])
    x[list(zeros)] = 0.0
    f = lambda x: (wg.cumulative_prod(x) * np.array([1.0, 10.0, 100.0, 1000.0])).sum()

    def derivative(*ks):
        """By the definition of a product: each factor named once is left out, twice gives 0."""
        if len(set(ks)) < len(ks):
            return 0.0
        terms = (10.0**i * np.prod(np.delete(x[: i + 1], ks)) for i in range(4) if max(ks) <= i)
        return sum(terms)

    first = wg.grad(f)
    pick = lambda g, k: lambda x: g(x)[k]
    for i, j, k in itertools.product(range(4), repeat=3):
        second = wg.grad(pick(first, i))
        third = wg.grad(pick(second, j))
        np.testing.assert_allclose(third(x)[k], derivative(i, j, k), rtol=1e-12, atol=1e-12)
        if k == 0:
            np.testing.assert_allclose(second(x)[j], derivative(i, j), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(first(x), [derivative(k) for k in range(4)], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("f", "sign"), [(wg.cumulative_max, 1.0), (wg.cumulative_min, -1.0)])
def test_ties_share_equally(f, sign):
    x = sign * np.array([1.0, 1.0, 0.0, 2.0, 2.0, 1.0])
    # out = 1 1 1 2 2 2: its places belong to (x0), (x0, x1), (x0, x1), (x3), (x3, x4), (x3, x4).
    gradient = wg.grad(lambda x: (f(x) * np.arange(1.0, 7.0)).sum())(x)
    np.testing.assert_allclose(gradient, [1 + 1 + 1.5, 1 + 1.5, 0, 4 + 2.5 + 3, 2.5 + 3, 0])
    np.testing.assert_allclose(wg.jvp(f, (x,), (np.arange(6.0),))[1], [0, 0.5, 0.5, 3, 3.5, 3.5])


def test_logs_of_nothing_have_slope_zero():
    x = np.array([-np.inf, -np.inf, 0.0])
    assert wg.grad(lambda x: wg.logcumsumexp(x)[2])(x).tolist() == [0.0, 0.0, 1.0]
    assert wg.grad(lambda x: wg.where(x > -1, wg.logcumsumexp(x), 0.0).sum())(x).tolist() == [0.0, 0.0, 1.0]


def test_a_recurrence_is_a_loop():
    rng = np.random.default_rng(0)
    for n in (0, 1, 2, 7, 64, 100):
        a, b = rng.normal(size=(n, 2)), rng.normal(size=(n, 2))
        state, want = np.zeros(2), []
        for k in range(n):
            state = a[k] * state + b[k]
            want.append(state)
        np.testing.assert_allclose(recurrence(a, b, axis=0), np.reshape(want, (n, 2)), rtol=1e-10, atol=1e-12)


def test_empty_and_complex_lines():
    assert wg.grad(lambda x: wg.cumulative_prod(x).sum())(np.ones(0)).shape == (0,)
    z = np.array([1 + 1j, 2 - 1j, 0.5j])
    f = lambda z: wg.square(wg.abs(wg.cumulative_prod(z)[2]))
    np.testing.assert_allclose(wg.grad(f)(z), 2 * np.abs(np.prod(z)) ** 2 / np.conj(z))


@pytest.mark.parametrize(
    "call",
    [
        lambda: wg.cumulative_sum(X),
        lambda: wg.cumulative_prod(X, 2),
        lambda: wg.cumulative_max(X),
        lambda: wg.diff(X, n=-1),
        lambda: wg.logcumsumexp(X, axis=5),
    ],
)
def test_what_does_not_fit_is_refused(call):
    with pytest.raises(ShapeError):
        call()
