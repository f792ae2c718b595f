"""Sorting and what follows from it: permuted derivatives, shared at ties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as hnp

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ConcretizationError, DtypeError, ShapeError

jnp = jax_numpy()
X = np.random.default_rng(2).permutation(24).reshape(2, 3, 4) / 5.0
INTEGERS = hnp.arrays(np.int64, hnp.array_shapes(max_dims=3, max_side=5), elements={"min_value": -3, "max_value": 3})

CASES = {
    "sort": (lambda x: wg.sort(x, axis=1), lambda x: jnp.sort(x, axis=1)),
    "sort down": (lambda x: wg.sort(x, descending=True), lambda x: jnp.sort(x, descending=True)),
    "top_k": (lambda x: wg.top_k(x, 2)[0], lambda x: jnp.sort(x, descending=True)[..., :2]),
    "bottom_k": (lambda x: wg.top_k(x, 2, axis=1, largest=False)[0], lambda x: jnp.sort(x, axis=1)[:, :2]),
    "median": (lambda x: wg.median(x, axis=(0, 2)), lambda x: jnp.median(x, axis=(0, 2))),
    "quantile": (
        lambda x: wg.quantile(x, 0.3, axis=1, keepdims=True),
        lambda x: jnp.quantile(x, 0.3, axis=1, keepdims=True),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_jax(name, same_as_jax):
    same_as_jax(*CASES[name], X, compiled=True)


@pytest.mark.parametrize("name", CASES)
def test_single_precision_stays(name, stays_single):
    stays_single(CASES[name][0], X)


@given(INTEGERS)
def test_orders_are_stable_in_both_directions(x):
    np.testing.assert_array_equal(wg.argsort(x), np.argsort(x, stable=True))
    down = wg.argsort(x, axis=0, descending=True)
    np.testing.assert_array_equal(down, np.argsort(-x, axis=0, stable=True))
    np.testing.assert_array_equal(wg.sort(x), np.sort(x))


@given(INTEGERS)
def test_equal_values_share_what_their_places_receive(x):
    x = x.astype(float)
    weights = np.random.default_rng(0).normal(size=x.shape)
    gradient = wg.grad(lambda x: (wg.sort(x) * weights).sum())(x)
    lines = zip(x.reshape(-1, x.shape[-1]), np.reshape(weights, (-1, x.shape[-1])), strict=True)
    want = [[w[np.sort(line) == value].mean() for value in line] for line, w in lines]
    np.testing.assert_allclose(gradient, np.reshape(want, x.shape), atol=1e-12)
    tangent = wg.jvp(wg.sort, (x,), (weights,))[1]
    np.testing.assert_allclose((tangent * weights).sum(), (gradient * weights).sum(), atol=1e-10)


def test_ties_share_when_compiled_too():
    import jax

    x = np.array([[1.0, 0.0, 1.0], [3.0, 2.0, 1.0]])
    f = lambda x: (wg.sort(x) * np.array([1.0, 2.0, 6.0])).sum()
    want = [[4.0, 1.0, 4.0], [6.0, 2.0, 1.0]]
    np.testing.assert_allclose(wg.grad(f)(x), want)
    np.testing.assert_allclose(jax.jit(wg.grad(f))(x), want)


def test_the_largest_of_sort_and_max_agree_at_a_tie():
    x = np.array([2.0, 1.0, 2.0])
    spellings = [wg.max, lambda x: wg.sort(x)[-1], lambda x: wg.top_k(x, 1)[0][0], lambda x: wg.quantile(x, 1.0)]
    for f in spellings:
        np.testing.assert_allclose(wg.grad(f)(x), [0.5, 0, 0.5])


def test_top_k_tells_where():
    values, where = wg.top_k(wg.tensor(X), 3, axis=-1)
    np.testing.assert_array_equal(np.take_along_axis(X, where.numpy(), -1), values.numpy())
    assert where.dtype.kind == "i"
    assert wg.top_k(X, 0)[0].shape == (2, 3, 0)


def test_places_in_a_sorted_array():
    sorted_, v = np.array([0.0, 1.0, 1.0, 2.0]), X / 3
    for side in ("left", "right"):
        np.testing.assert_array_equal(wg.searchsorted(sorted_, v, side), np.searchsorted(sorted_, v, side))


def test_hits():
    for ours, theirs in zip(wg.nonzero(X > 2), np.nonzero(X > 2), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert isinstance(wg.nonzero(wg.tensor([1.0]))[0], wg.Tensor)


def test_nan_stands_last_and_empty_arrays_sort():
    assert np.isnan(wg.sort(np.array([np.nan, 1.0]))[-1])
    assert wg.grad(lambda x: wg.sort(x).sum())(np.ones(0)).shape == (0,)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: wg.sort(X, axis=3), ShapeError, "out of bounds"),
        (lambda: wg.sort(X + 1j), DtypeError, "no order"),
        (lambda: wg.top_k(X, 5), ShapeError, "more than there are"),
        (lambda: wg.top_k(X, 1, axis=3), ShapeError, "top_k"),
        (lambda: wg.quantile(X, 1.5), ArgumentError, "between 0 and 1"),
        (lambda: wg.median(np.zeros(0)), ShapeError, "no values"),
        (lambda: wg.searchsorted(X[0, 0], X, side="middle"), ArgumentError, "no such side"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_hits_cannot_be_compiled():
    import jax

    with pytest.raises(ConcretizationError, match="nonzero"):
        jax.jit(wg.nonzero)(np.ones(2))
