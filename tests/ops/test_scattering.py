"""Writing at an address: who wins, how ties share, and products of equal places."""

import itertools

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.ops.scattering import add_to, index_set, lower_to, multiply_at, raise_to

jnp = jax_numpy()
RNG = np.random.default_rng(5)
X, V = RNG.normal(size=(4, 3)), RNG.normal(size=(6, 3))
ONCE, TWICE = np.array([[3, 0, 1]]), np.array([[2, 0, 2, 1, 2, 0]])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (add_to, lambda x, v, i: x.at[i].add(v)),
        (raise_to, lambda x, v, i: x.at[i].max(v)),
        (lower_to, lambda x, v, i: x.at[i].min(v)),
    ],
)
def test_repeated_places_agree_with_jax(ours, theirs, same_as_jax):
    same_as_jax(
        lambda x, v: ours(x, v, TWICE, axes=(0,)), lambda x, v: theirs(jnp.asarray(x), v, TWICE[0]), X, V, compiled=True
    )


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (index_set, lambda x, v: x.at[ONCE[0]].set(v)),
        (multiply_at, lambda x, v: x.at[ONCE[0]].multiply(v, unique_indices=True)),
    ],
)
def test_places_named_once_agree_with_jax(ours, theirs, same_as_jax):
    same_as_jax(
        lambda x, v: ours(x, v, ONCE, axes=(0,)), lambda x, v: theirs(jnp.asarray(x), v), X, V[:3], compiled=True
    )


def test_the_last_write_stays_and_alone_has_a_gradient():
    f = lambda x, v: index_set(x, v, TWICE, axes=(0,))
    want = X.copy()
    want[TWICE[0]] = V
    np.testing.assert_array_equal(f(X, V), want)
    np.testing.assert_array_equal(f(jnp.asarray(X), jnp.asarray(V)), want)
    dx, dv = wg.grad(lambda x, v: f(x, v).sum(), (0, 1))(X, V)
    np.testing.assert_array_equal(dx[:, 0], [0, 0, 0, 1])
    np.testing.assert_array_equal(dv[:, 0], [0, 0, 0, 1, 1, 1])
    moved = wg.jvp(lambda v: f(X, v), (V,), (np.ones_like(V),))[1]
    np.testing.assert_array_equal(moved[:, 0], [1, 1, 1, 0])


def polynomial(x, v, indices):
    """X at each place times all factors meant for it, by a loop."""
    out = x.copy()
    for k, i in enumerate(indices):
        out[i] = out[i] * v[k]
    return out


def test_repeated_factors_are_exact_where_they_are_zero_to_the_second_order():
    x, v = np.array([2.0, 0.0, -1.0]), np.array([3.0, 0.0, 5.0, 0.0, 7.0])
    where = [1, 0, 2, 0, 0]
    f = lambda v: (multiply_at(x, v, np.array([where]), axes=(0,)) * np.array([1.0, 10.0, 100.0])).sum()
    value = lambda v: (polynomial(x, v, where) * np.array([1.0, 10.0, 100.0])).sum()
    np.testing.assert_allclose(float(f(v)), value(v))
    unit = np.eye(5)
    # The function is multilinear, so its differences over a step of 1 are its derivatives.
    first = [value(v + e) - value(v) for e in unit]
    np.testing.assert_allclose(wg.grad(f)(v), first, atol=1e-12)
    for i, j in itertools.product(range(5), repeat=2):
        both = value(v + unit[i] + unit[j]) - value(v + unit[i]) - value(v + unit[j]) + value(v) if i != j else 0.0
        second = wg.grad(lambda v, i=i: wg.grad(f)(v)[i])(v)[j]
        np.testing.assert_allclose(second, both, atol=1e-12)


def test_several_axes_apart():
    x, v, at = RNG.normal(size=(2, 3, 4)), RNG.normal(size=(5, 3)), np.array([[0, 1, 0, 1, 0], [3, 3, 0, 3, 3]])
    for ours, ufunc in ((add_to, np.add), (multiply_at, np.multiply), (raise_to, np.maximum), (lower_to, np.minimum)):
        want = x.copy()
        ufunc.at(want, (at[0], slice(None), at[1]), v)
        np.testing.assert_allclose(ours(x, v, at, axes=(0, 2)), want)
        np.testing.assert_allclose(ours(jnp.asarray(x), v, at, axes=(0, 2)), want)


def test_ties_between_variables_share_and_a_constant_wins():
    x, v, at = np.array([1.0, 0.0]), np.array([1.0, 1.0, 0.5]), np.array([[0, 0, 1]])
    f = lambda x, v: raise_to(x, v, at, axes=(0,))[0]
    dx, dv = wg.grad(f, (0, 1))(x, v)
    np.testing.assert_allclose(dx, [1 / 3, 0])
    np.testing.assert_allclose(dv, [1 / 3, 1 / 3, 0])
    assert wg.grad(lambda x: f(x, v))(x).tolist() == [0.0, 0.0]
    assert wg.grad(lambda v: f(x, v))(v).tolist() == [0.0, 0.0, 0.0]


def test_nothing_to_write():
    x, nothing = np.ones(3), np.zeros((1, 0), int)
    for f in (add_to, index_set, raise_to, lower_to, multiply_at):
        out = wg.grad(lambda x, f=f: f(x, np.zeros(0), nothing, axes=(0,)).sum())(x)
        np.testing.assert_array_equal(out, x)


def test_single_precision_stays(stays_single):
    for f in (add_to, index_set, raise_to, lower_to, multiply_at):
        stays_single(lambda x, v, f=f: f(x, v, TWICE, axes=(0,)), X, V)
