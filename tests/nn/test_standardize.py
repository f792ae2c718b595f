"""Standardization: one step, one array kept, and the values and derivatives of the form it replaces."""

import ml_dtypes
import numpy as np
import pytest

import wengert as wg
from wengert.nn.standardize import standardize


def composed(x, axis, eps):
    average = x.mean(axis=axis, keepdims=True)
    away = x - average
    variance = (away * away).mean(axis=axis, keepdims=True)
    return away / wg.sqrt(variance + eps), average, variance


@pytest.mark.parametrize("axis", [-1, 0, (0, 2)])
def test_its_hessian_is_that_of_the_composed_form(axis):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, 2))
    weights = [rng.normal(size=p.shape) for p in standardize(x, axis=axis, eps=1e-3)]
    scalar = lambda f: lambda x: sum(((w * p * p).sum() for w, p in zip(weights, f(x), strict=True)), wg.tensor(0.0))
    ours = scalar(lambda x: standardize(x, axis=axis, eps=1e-3))
    theirs = scalar(lambda x: composed(x, axis, 1e-3))
    np.testing.assert_allclose(ours(wg.tensor(x)).numpy(), theirs(wg.tensor(x)).numpy(), rtol=1e-13)
    np.testing.assert_allclose(wg.hessian(ours)(x), wg.hessian(theirs)(x), atol=1e-11)


def test_it_keeps_one_array_of_the_size_of_x():
    x = wg.tensor(np.ones((8, 5), "float32"), requires_grad=True)
    normal, _, variance = standardize(x, axis=0, eps=1e-5)
    step = normal.step.inputs[0]
    assert sorted(np.shape(s) for s in step.saved if s is not None) == [(1, 5), (8, 5)]
    assert variance.shape == (1, 5)


@pytest.mark.parametrize("dtype", ["float16", ml_dtypes.bfloat16])
def test_sixteen_bits_do_not_overflow(dtype):
    x = np.array([-1e3, 0.0, 1e3]).astype(dtype)
    normal, average, variance = standardize(x, axis=0, eps=1e-5)
    np.testing.assert_allclose(normal.astype("float64"), [-1.2247, 0, 1.2247], rtol=1e-2)
    assert [p.dtype for p in (normal, average, variance)] == [np.dtype(dtype), np.float32, np.float32]
    slope = wg.grad(lambda x: (standardize(x, axis=0, eps=1e-5)[0] * np.arange(3).astype(dtype)).sum())(x)
    assert slope.dtype == np.dtype(dtype)


def test_equal_values_give_zeros_with_finite_slopes():
    x = np.full((3, 4), 1e3, "float32")
    normal, _, _ = standardize(x, axis=-1, eps=1e-5)
    assert not normal.any()
    slope = wg.grad(lambda x: (standardize(x, axis=-1, eps=1e-5)[0] * np.arange(4, dtype="float32")).sum())(x)
    assert np.isfinite(slope).all()
