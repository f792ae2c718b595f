"""Reductions: the same numbers as NumPy and JAX, exact at zeros, shared at ties, finite at singular points."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import DtypeError, ShapeError

jnp = jax_numpy()
X = np.random.default_rng(1).permutation(24).reshape(2, 3, 4) / 9 - 1.3
NAMES = ["sum", "mean", "prod", "max", "min", "var", "std"]
AXES = [None, 1, (0, -1), ()]


def scipy_like_logsumexp(x, axis=None, keepdims=False):
    return jnp.log(jnp.sum(jnp.exp(x), axis=axis, keepdims=keepdims))


@pytest.mark.parametrize("name", [*NAMES, "logsumexp"])
def test_derivatives_agree_with_jax(name, same_as_jax):
    ours = getattr(wg, name)
    theirs = getattr(jnp, name) if name in NAMES else scipy_like_logsumexp
    axes = [a for a in AXES if a != () or name != "std"]
    same_as_jax(
        lambda x: [ours(x, axis=a, keepdims=k) for a in axes for k in (False, True)],
        lambda x: [theirs(x, axis=a, keepdims=k) for a in axes for k in (False, True)],
        X,
        compiled=True,
    )


@pytest.mark.parametrize("correction", [0, 1, 0.5])
def test_spread_with_a_correction(correction, same_as_jax):
    same_as_jax(
        lambda x: [wg.var(x, 1, correction=correction), wg.std(x, 1, correction=correction)],
        lambda x: [jnp.var(x, 1, ddof=correction), jnp.std(x, 1, ddof=correction)],
        X,
    )


@pytest.mark.parametrize("name", [*NAMES, "logsumexp"])
def test_single_precision_stays(name, stays_single):
    stays_single(lambda x: getattr(wg, name)(x, axis=(0, 2)), X)


@given(hnp.array_shapes(min_dims=0, max_dims=3, max_side=3), st.data())
def test_values_are_those_of_numpy(shape, data):
    x = np.random.default_rng(len(shape)).normal(size=shape)
    axes = st.lists(st.integers(-len(shape), len(shape) - 1), unique_by=lambda a: a % len(shape)).map(tuple)
    axis = data.draw(st.none() | axes if shape else st.none())
    keep = data.draw(st.booleans())
    for name in (*NAMES, "all", "any", "count_nonzero"):
        want = getattr(np, name)(x, axis=axis, keepdims=keep)
        np.testing.assert_allclose(getattr(wg, name)(x, axis=axis, keepdims=keep), want, err_msg=name)


@pytest.mark.parametrize("keepdims", [False, True])
def test_positions_of_extremes(keepdims):
    for axis in (None, 0, -1):
        for ours, theirs in ((wg.argmax, np.argmax), (wg.argmin, np.argmin)):
            np.testing.assert_array_equal(ours(X, axis, keepdims), theirs(X, axis, keepdims=keepdims))


@pytest.mark.parametrize("zeros", [(), (1,), (0, 2), (1, 2, 3)])
def test_products_are_exact_where_factors_are_zero_to_the_third_order(zeros):
    x = np.array([2.0, -3.0, 5.0, 0.5])
    x[list(zeros)] = 0.0
    left_out = lambda *ks: 0.0 if len(set(ks)) < len(ks) else np.prod(np.delete(x, ks))
    first = wg.grad(wg.prod)
    np.testing.assert_allclose(first(x), [left_out(k) for k in range(4)], atol=1e-14)
    for i, j, k in itertools.product(range(4), repeat=3):
        second = wg.grad(lambda x, i=i: first(x)[i])
        third = wg.grad(lambda x, second=second, j=j: second(x)[j])
        np.testing.assert_allclose(second(x)[j], left_out(i, j), atol=1e-14)
        np.testing.assert_allclose(third(x)[k], left_out(i, j, k), atol=1e-14)


def test_ties_share_equally():
    x = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
    np.testing.assert_allclose(wg.grad(lambda x: wg.max(x, axis=1).sum())(x), [[0, 0.5, 0.5], [1 / 3] * 3])
    np.testing.assert_allclose(wg.grad(wg.min)(x), [[1, 0, 0], [0, 0, 0]])
    np.testing.assert_allclose(wg.jvp(wg.max, (x,), (x,))[1], 3.0)


def test_nan_is_held_by_whoever_is_nan():
    assert wg.grad(wg.max)(np.array([1.0, np.nan, 2.0])).tolist() == [0.0, 1.0, 0.0]


def test_deviation_of_equal_values_has_slope_zero():
    x = np.full(4, 2.5)
    assert wg.grad(wg.std)(x).tolist() == [0.0] * 4
    assert float(wg.jvp(wg.std, (x,), (np.arange(4.0),))[1]) == 0.0


def test_logsumexp_neither_overflows_nor_leaks_nan():
    assert float(wg.logsumexp(np.array([1e4, 1e4]))) == 1e4 + np.log(2)
    gone = np.array([[-np.inf, -np.inf], [-np.inf, 0.0]])
    assert wg.logsumexp(gone, axis=1).tolist() == [-np.inf, 0.0]
    assert wg.grad(lambda x: wg.logsumexp(x, axis=1)[1])(gone).tolist() == [[0.0, 0.0], [0.0, 1.0]]
    assert wg.grad(lambda x: wg.logsumexp(x, axis=1).sum())(gone).tolist() == [[0.0, 0.0], [0.0, 1.0]]
    assert float(wg.logsumexp(np.zeros(0))) == -np.inf


def test_complex_reductions():
    z = np.array([1 + 2j, 3 - 1j, -1j])
    np.testing.assert_allclose(wg.grad(wg.var)(z), 2 / 3 * (z - z.mean()))
    np.testing.assert_allclose(wg.grad(lambda z: wg.square(wg.abs(wg.mean(z))))(z), np.full(3, 2 * z.mean() / 3))


def test_empty_arrays():
    assert float(wg.sum(np.zeros(0))) == 0.0
    assert float(wg.prod(np.zeros(0))) == 1.0
    assert wg.grad(lambda x: wg.prod(x, axis=0).sum())(np.zeros((0, 2))).shape == (0, 2)


def test_dtype_of_the_sum():
    assert wg.sum(np.ones(2, np.float32), dtype=np.float64).dtype == np.float64
    assert wg.grad(lambda x: wg.sum(x, dtype=np.float64))(np.ones(2, np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: wg.sum(X, axis=3), ShapeError, "out of bounds"),
        (lambda: wg.max(X, axis=(0, 0)), ShapeError, "duplicate"),
        (lambda: wg.max(np.zeros(0)), ShapeError, "zero-size"),
        (lambda: wg.argmax(np.zeros(0)), ShapeError, "empty"),
        (lambda: wg.min(X + 1j), DtypeError, "no order"),
        (lambda: wg.logsumexp(X + 1j), DtypeError, "no order"),
        (lambda: wg.argmax(X + 1j), DtypeError, "no order"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
