"""Sums, means and filled arrays: by the shorter way what NumPy gives by the longer."""

import numpy as np
import pytest

from wengert.arrays.sums import filled, mean_of, ones, sum_leading, sum_of


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "complex128", "int64"])
@pytest.mark.parametrize(
    ("shape", "count"),
    [((5, 3), 1), ((2, 4, 3), 2), ((2, 4, 3), 1), ((5, 1), 1), ((5,), 1), ((0, 3), 1), ((3, 0), 1), ((2, 3), 2)],
)
def test_it_is_the_reduction(shape, count, dtype):
    x = (10 * np.random.default_rng(0).standard_normal(shape)).astype(dtype)
    out = sum_leading(x, count)
    expected = x.sum(tuple(range(count)), dtype=dtype)
    assert (out.shape, out.dtype) == (expected.shape, expected.dtype)
    np.testing.assert_allclose(out, expected, rtol=5e-3 if dtype == "float16" else 1e-5, atol=1e-12)


def test_turned_and_strided_arrays_are_summed_as_they_are():
    x = np.random.default_rng(0).standard_normal((6, 4, 8))
    np.testing.assert_allclose(sum_leading(x[::2, :, ::2], 2), x[::2, :, ::2].sum((0, 1)), rtol=1e-13)
    np.testing.assert_allclose(sum_leading(x[0].T, 1), x[0].sum(1), rtol=1e-13)


def test_infinities_and_nans_stay_in_their_column():
    with np.errstate(over="ignore"):
        out = sum_leading(np.array([[1.0, np.inf, np.nan, 1e308], [2.0, 1.0, 0.0, 1e308]]), 1)
    np.testing.assert_array_equal(out, [3.0, np.inf, np.nan, np.inf])


def test_kept_ones_are_shared_and_cannot_be_written():
    assert ones(7, np.dtype("float64")) is ones(7, np.dtype("float64"))
    assert not ones(7, np.dtype("float64")).flags.writeable
    long = ones(20_000, np.dtype("float32"))
    assert long is not ones(20_000, np.dtype("float32"))
    assert (long.shape, long.dtype) == ((20_000,), np.float32)


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "complex64", "int64", "bool"])
@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2), ()])
@pytest.mark.parametrize("keepdims", [False, True])
def test_the_mean_is_numpys(dtype, axis, keepdims):
    x = (10 * np.random.default_rng(0).standard_normal((2, 3, 4))).astype(dtype)
    out, expected = mean_of(x, axis, keepdims), np.mean(x, axis=axis, keepdims=keepdims)
    assert (type(out), out.dtype) == (type(expected), expected.dtype)
    np.testing.assert_array_equal(out, expected)


def test_the_mean_of_nothing_is_nan_with_a_warning_and_no_mean_of_anything_is_empty():
    with pytest.warns(RuntimeWarning):
        assert np.isnan(mean_of(np.ones((0,)), None, False))
    assert mean_of(np.ones((0, 3)), 1, False).shape == (0,)


def test_filled_arrays_have_one_value_and_can_be_written():
    out = filled((2, 3), np.float32(1.5))
    np.testing.assert_array_equal(out, np.full((2, 3), np.float32(1.5)))
    assert out.dtype == np.float32
    out[0, 0] = 2.0
    assert filled((), np.float64(1.0)).shape == ()


@pytest.mark.parametrize("shape", [(3, 5), (2, 3, 16), (3, 200), (5000, 70), (2, 0), (0, 4), (7,)])
@pytest.mark.parametrize("axis", [-1, -2, None])
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_programs_sum_and_average_as_numpy_does(shape, axis, keepdims, dtype):
    jax = pytest.importorskip("jax")
    if axis is not None and -axis > len(shape):
        axis = 0
    x = (10 * np.random.default_rng(0).standard_normal(shape)).astype(dtype)
    near = {"rtol": 1e-5, "atol": 1e-3} if dtype == "float32" else {"rtol": 1e-12, "atol": 1e-12}
    total = jax.jit(lambda x: sum_of(x, axis, keepdims))(x)
    np.testing.assert_allclose(total, x.sum(axis, keepdims=keepdims), **near)
    if x.size:
        mean = jax.jit(lambda x: mean_of(x, axis, keepdims))(x)
        assert mean.shape == x.mean(axis, keepdims=keepdims).shape
        np.testing.assert_allclose(mean, x.mean(axis, keepdims=keepdims), **near)


def test_rows_that_are_kept_are_summed_by_a_product_and_others_by_a_reduction():
    jax = pytest.importorskip("jax")
    steps = lambda f, x: str(jax.make_jaxpr(f)(x))  # with the steps of parts
    x = np.ones((4, 6, 16), "float32")
    assert "dot_general" in steps(lambda x: sum_of(x, -1, True), x)
    assert "dot_general" in steps(lambda x: mean_of(x, 1, False), x)
    assert "dot_general" not in steps(lambda x: sum_of(x, -1, False), x)
    assert "dot_general" not in steps(lambda x: sum_of(x, -1, True), jax.ShapeDtypeStruct((5000, 3000), "float32"))
    assert "dot_general" not in steps(lambda x: sum_of(x, 0, True), x)


def test_infinities_and_nans_stay_in_their_row_in_a_program():
    jax = pytest.importorskip("jax")
    x = np.array([[1.0, np.inf], [np.nan, 0.0], [np.inf, -np.inf], [-np.inf, 2.0], [1.0, 2.0]], "float32")
    out = np.asarray(jax.jit(lambda x: sum_of(x, -1, True))(x))
    np.testing.assert_array_equal(out[:, 0], np.asarray([np.inf, np.nan, np.nan, -np.inf, 3], "float32"))
