"""Standardization: one step that keeps its input, with the values and derivatives of the form it replaces."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.nn.standardize import rescale, standardize


def composed(x, w, b, axis, eps):
    average = x.mean(axis=axis, keepdims=True)
    away = x - average
    variance = (away * away).mean(axis=axis, keepdims=True)
    return away / wg.sqrt(variance + eps) * w + b, average, variance


def scalar(f, weights):
    """A function of x, weight and bias that sees every output of `f`."""
    terms = lambda *args: [(w * p * p).sum() for w, p in zip(weights, f(*args), strict=True)]
    return lambda *args: sum(terms(*args), start=wg.tensor(0.0))


@pytest.mark.parametrize(("axis", "shape"), [(-1, (2,)), ((0, 2), (3, 1)), ((1, 2), (3, 2))])
def test_its_hessian_is_that_of_the_composed_form(axis, shape):
    rng = np.random.default_rng(0)
    args = [rng.normal(size=s) for s in ((2, 3, 2), shape, shape)]
    ours = lambda *a: standardize(*a, axis=axis, eps=1e-3)
    theirs = lambda *a: composed(*a, axis, 1e-3)
    weights = [rng.normal(size=p.shape) for p in ours(*args)]
    found, expected = (wg.hessian(scalar(f, weights), argnums=(0, 1, 2))(*args) for f in (ours, theirs))
    for row, other in zip(found, expected, strict=True):
        for block, right in zip(row, other, strict=True):
            np.testing.assert_allclose(block, right, atol=1e-11)


def test_it_keeps_its_input_and_what_is_small():
    x = wg.tensor(np.ones((8, 5), "float32"), requires_grad=True)
    out, _, variance = standardize(x, np.ones(5, "float32"), 0.0, axis=0, eps=1e-5)
    kept = [s for s in out.step.inputs[0].saved if isinstance(s, np.ndarray)]
    assert sorted(s.shape for s in kept) == [(1, 5), (1, 5), (5,), (8, 5)]
    assert any(np.shares_memory(s, x.value) for s in kept)
    assert variance.shape == (1, 5)


@pytest.mark.parametrize("dtype", ["float16", jnp.bfloat16])
def test_sixteen_bits_do_not_overflow(dtype):
    x = np.array([-1e3, 0.0, 1e3]).astype(dtype)
    out, average, variance = standardize(x, 1.0, 0.0, axis=0, eps=1e-5)
    np.testing.assert_allclose(out.astype("float64"), [-1.2247, 0, 1.2247], rtol=1e-2)
    assert [p.dtype for p in (out, average, variance)] == [np.dtype(dtype), np.float32, np.float32]
    weight = np.arange(3).astype(dtype)
    slopes = wg.grad(lambda *a: (standardize(*a, axis=0, eps=1e-5)[0] * weight).sum(), (0, 1, 2))(x, weight, weight)
    assert [s.dtype for s in slopes] == [np.dtype(dtype)] * 3
    moved = wg.jvp(lambda *a: standardize(*a, axis=0, eps=1e-5)[0], (x, weight, weight), (weight, weight, weight))[1]
    assert moved.dtype == np.dtype(dtype)
    assert standardize(x, np.ones(3, "float32"), 0.0, axis=0, eps=1e-5)[0].dtype == np.float32


@pytest.mark.parametrize(
    "f", [lambda x: standardize(x, 1.0, 0.0, axis=-1, eps=1e-5), lambda x: rescale(x, 1.0, axis=-1, eps=1e-5)]
)
def test_equal_values_have_finite_slopes(f):
    for level in (0.0, 1e3):
        x = np.full((3, 4), level, "float32")
        assert np.isfinite(f(x)[0]).all()
        slope = wg.grad(lambda x: (f(x)[0] * np.arange(4, dtype="float32")).sum())(x)
        assert np.isfinite(slope).all()


@pytest.mark.parametrize("batched", [(0, None, None), (None, 0, None), (0, 0, 0)])
def test_batches_of_inputs_and_of_parameters(batched):
    rng = np.random.default_rng(0)
    args = [rng.normal(size=s if b is None else (3, *s)) for s, b in zip([(2, 4), (4,), (4,)], batched, strict=True)]
    f = lambda *a: standardize(*a, axis=-1, eps=1e-5)[0]
    each = [f(*(a if b is None else a[k] for a, b in zip(args, batched, strict=True))) for k in range(3)]
    np.testing.assert_allclose(wg.vmap(f, batched)(*args), np.stack(each), atol=1e-14)


def test_rescaling_has_the_hessian_of_its_composed_form():
    rng = np.random.default_rng(0)
    args = [rng.normal(size=(2, 3)), rng.normal(size=(2, 1))]

    def theirs(x, w):
        power = (x * x).mean(axis=-1, keepdims=True)
        return x / wg.sqrt(power + 1e-3) * w, power

    ours = lambda x, w: rescale(x, w, axis=-1, eps=1e-3)
    weights = [rng.normal(size=p.shape) for p in ours(*args)]
    found, expected = (wg.hessian(scalar(f, weights), argnums=(0, 1))(*args) for f in (ours, theirs))
    for row, other in zip(found, expected, strict=True):
        for block, right in zip(row, other, strict=True):
            np.testing.assert_allclose(block, right, atol=1e-11)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_any_shape_over_any_axes(shape, data):
    axes = tuple(data.draw(st.sets(st.integers(0, len(shape) - 1), min_size=1)))
    x = np.random.default_rng(len(shape)).normal(size=shape)
    out, average, variance = standardize(x, 2.0, 1.0, axis=axes, eps=1e-3)
    np.testing.assert_allclose(average, x.mean(axes, keepdims=True), atol=1e-12)
    np.testing.assert_allclose(variance, x.var(axes, keepdims=True), atol=1e-12)
    np.testing.assert_allclose(out, 2 * (x - average) / np.sqrt(variance + 1e-3) + 1, atol=1e-12)
