"""The table of docs/kinks.md, row by row: every spelling of a function has the same slope at its kink.

Knows the conventions. Each row is asked in both modes, on both array libraries, in single and double precision.
"""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.tensor import value_of

WHERE = [(library, dtype) for library in ("numpy", "jax") for dtype in ("float64", "float32")]


def put(x, library, dtype):
    x = np.asarray(x)
    x = x.astype(dtype) if x.dtype.kind == "f" else x
    return x if library == "numpy" else jax_numpy().asarray(x)


def slopes(f, x):
    """The gradient of `f(x).sum()` by the reverse sweep, and again entry by entry by forward sweeps."""
    total = lambda x: wg.sum(f(x))
    reverse = np.asarray(value_of(wg.grad(total)(x)))
    forward = np.zeros_like(reverse)
    for index in np.ndindex(reverse.shape):
        v = np.zeros_like(reverse)
        v[index] = 1
        forward[index] = np.asarray(value_of(wg.jvp(total, (x,), (v,))[1]))
    return reverse, forward


def expect(f, x, wanted, library, dtype):
    x = put(x, library, dtype)
    with np.errstate(all="ignore"):
        for found in slopes(f, x):
            assert found.dtype == x.dtype
            np.testing.assert_array_equal(found, np.asarray(wanted, found.dtype))


RELUS = {
    "relu": wg.relu,
    "x.relu": lambda x: x.relu(),
    "maximum(x, 0)": lambda x: wg.maximum(x, 0),
    "maximum(x, 0.0)": lambda x: wg.maximum(x, 0.0),
    "maximum(0, x)": lambda x: wg.maximum(0, x),
    "maximum(x, zeros)": lambda x: wg.maximum(x, np.zeros(3, np.float32)),
    "clip(x, 0, None)": lambda x: wg.clip(x, 0.0, None),
    "clip(x, min=0)": lambda x: wg.clip(x, min=0),
    "clip(x, 0, 6)": lambda x: wg.clip(x, 0, 6),
    "x.clip(0)": lambda x: x.clip(0),
    "x.clamp(min=0)": lambda x: x.clamp(min=0),
    "where(x > 0, x, 0)": lambda x: wg.where(x > 0, x, 0),
    "nn.functional.relu": wg.nn.functional.relu,
}


@pytest.mark.parametrize(("library", "dtype"), WHERE)
@pytest.mark.parametrize("name", RELUS)
def test_relu_has_slope_0_at_0_however_it_is_spelled(name, library, dtype):
    expect(RELUS[name], [-1.0, 0.0, 2.0], [0.0, 0.0, 1.0], library, dtype)


@pytest.mark.parametrize(("library", "dtype"), WHERE)
@pytest.mark.parametrize("f", [
    lambda x: wg.minimum(x, 1.0),
    lambda x: wg.minimum(1.0, x),
    lambda x: wg.clip(x, None, 1.0),
    lambda x: wg.clip(x, max=1.0),
    lambda x: x.clamp(max=1.0),
    lambda x: wg.clip(x, -5.0, 1.0),
])  # fmt: skip
def test_a_constant_bound_wins_the_tie(f, library, dtype):
    expect(f, [0.0, 1.0, 2.0], [1.0, 0.0, 0.0], library, dtype)


@pytest.mark.parametrize(("library", "dtype"), WHERE)
@pytest.mark.parametrize(("f", "x", "wanted"), [
    (lambda x: wg.maximum(x[0], x[1]), [2.0, 2.0], [0.5, 0.5]),
    (lambda x: wg.minimum(x[0], x[1]), [2.0, 2.0], [0.5, 0.5]),
    (lambda x: wg.maximum(x, x), [2.0], [1.0]),
    (wg.max, [1.0, 2.0, 2.0], [0.0, 0.5, 0.5]),
    (wg.min, [1.0, 1.0, 2.0], [0.5, 0.5, 0.0]),
    (lambda x: wg.max(x, axis=0), [2.0, 2.0, 2.0], [1 / 3] * 3),
    (lambda x: wg.min(x, axis=-1, keepdims=True), [[1.0, 1.0], [0.0, 1.0]], [[0.5, 0.5], [1.0, 0.0]]),
    (lambda x: x.max(), [1.0, 2.0, 2.0], [0.0, 0.5, 0.5]),
    (lambda x: x.min(axis=0), [1.0, 1.0, 2.0], [0.5, 0.5, 0.0]),
    (lambda x: wg.sort(x)[-1], [1.0, 2.0, 2.0], [0.0, 0.5, 0.5]),
    (lambda x: wg.sort(x)[0], [1.0, 1.0, 2.0], [0.5, 0.5, 0.0]),
    (lambda x: wg.sort(x, descending=True)[0], [1.0, 2.0, 2.0], [0.0, 0.5, 0.5]),
    (lambda x: wg.top_k(x, 1)[0], [1.0, 2.0, 2.0], [0.0, 0.5, 0.5]),
], ids=lambda v: None)  # fmt: skip
def test_ties_between_variables_share_equally(f, x, wanted, library, dtype):
    expect(f, x, wanted, library, dtype)


@pytest.mark.parametrize(("library", "dtype"), WHERE)
@pytest.mark.parametrize("f", [abs, wg.abs, lambda x: x.abs(), lambda x: wg.maximum(x, -x), lambda x: x * wg.sign(x)])
def test_the_slope_of_the_absolute_value_at_0_is_0(f, library, dtype):
    expect(f, [-2.0, 0.0, 3.0], [-1.0, 0.0, 1.0], library, dtype)


NORMS = {
    "vector_norm": wg.vector_norm,
    "vector_norm along an axis": lambda x: wg.vector_norm(x, axis=0),
    "x.norm": lambda x: x.norm(),
    "hypot": lambda x: wg.hypot(x[0], x[1]),
}


@pytest.mark.parametrize(("library", "dtype"), WHERE)
@pytest.mark.parametrize("name", NORMS)
def test_a_norm_has_gradient_0_at_the_origin(name, library, dtype):
    expect(NORMS[name], [0.0, 0.0], [0.0, 0.0], library, dtype)


def test_the_matrix_norm_of_zeros_has_gradient_0():
    expect(wg.matrix_norm, np.zeros((2, 2)), np.zeros((2, 2)), "numpy", "float64")


def test_the_modulus_of_a_complex_zero_has_gradient_0():
    assert complex(wg.grad(abs)(0j)) == 0


def test_a_root_of_a_sum_of_squares_is_not_a_norm():
    # inf · 0: each step alone is right; docs/kinks.md says so and names vector_norm.
    with np.errstate(all="ignore"):
        assert np.isnan(wg.grad(lambda x: wg.sqrt((x * x).sum()))(np.zeros(2))).all()


@pytest.mark.parametrize(("library", "dtype"), WHERE)
@pytest.mark.parametrize("root", [wg.sqrt, lambda x: x**0.5, lambda x: wg.power(x, 0.5)])
def test_the_slope_of_a_root_at_0_is_infinite(root, library, dtype):
    expect(root, [0.0], [np.inf], library, dtype)


LEAKS = {
    "sqrt": (lambda x: wg.where(x > 0, wg.sqrt(x), 0.0), 0.0),
    "sqrt of a negative": (lambda x: wg.where(x > 0, wg.sqrt(x), 0.0), -1.0),
    "log": (lambda x: wg.where(x > 0, wg.log(x), 0.0), 0.0),
    "1 / x": (lambda x: wg.where(x != 0, 1 / x, 0.0), 0.0),
    "sin(x) / x": (lambda x: wg.where(x != 0, wg.sin(x) / x, 1.0), 0.0),
    "exp(-1 / x)": (lambda x: wg.where(x > 0, wg.exp(-1 / x), 0.0), 0.0),
    "overflow": (lambda x: wg.where(x < 1, 0.0 * x, wg.exp(x * x * 1e4)), 0.9),
    "power": (lambda x: wg.where(x > 0, x**0.5, 0.0), 0.0),
    "log of a root": (lambda x: wg.where(x > 0, wg.log(wg.sqrt(x)), 0.0), 0.0),
    "asin": (lambda x: wg.where(abs(x) < 1, wg.asin(x), 0.0), 1.0),
    "norm": (lambda x: wg.where(x > 0, wg.sqrt(x * x), 0.0), 0.0),
}


@pytest.mark.parametrize(("library", "dtype"), WHERE)
@pytest.mark.parametrize("name", LEAKS)
def test_where_leaks_nothing_from_the_branch_not_taken(name, library, dtype):
    f, x = LEAKS[name]
    expect(f, x, 0.0, library, dtype)


@pytest.mark.parametrize("library", ["numpy", "jax"])
@pytest.mark.parametrize("name", LEAKS)
def test_nor_does_it_at_second_order(name, library):
    f, x = LEAKS[name]
    x = put(x, library, "float64")
    with np.errstate(all="ignore"):
        assert float(value_of(wg.grad(wg.grad(f))(x))) == 0
        assert float(value_of(wg.jvp(wg.grad(f), (x,), (1.0,))[1])) == 0
        assert float(value_of(wg.grad(lambda x: wg.jvp(f, (x,), (1.0,))[1])(x))) == 0


@pytest.mark.parametrize(("library", "dtype"), WHERE)
@pytest.mark.parametrize("branch", [wg.sqrt, wg.log, lambda x: 1 / x])
def test_cond_leaks_nothing_from_the_branch_not_taken(branch, library, dtype):
    expect(lambda x: wg.cond(x > 0, branch, lambda x: 3 * x, x), 0.0, 3.0, library, dtype)


@pytest.mark.parametrize(("library", "dtype"), WHERE)
@pytest.mark.parametrize("f", [lambda x: x**0, lambda x: x**0.0, lambda x: wg.power(x, 0), lambda x: x ** (0 * x)])
def test_x_to_the_0_is_constant_at_0(f, library, dtype):
    expect(f, [0.0], [0.0], library, dtype)


@pytest.mark.parametrize(("library", "dtype"), WHERE)
@pytest.mark.parametrize("f", [lambda y: 0.0**y, lambda y: wg.power(0.0, y), lambda y: 0**y])
def test_0_to_the_y_is_constant(f, library, dtype):
    expect(f, [0.0, 1.0, 2.5], [0.0, 0.0, 0.0], library, dtype)


@pytest.mark.parametrize("f", [lambda x: x**2.0, lambda x: x**2, lambda x: wg.power(x, wg.tensor(2.0)), wg.square])
def test_powers_stay_finite_at_0_to_second_order(f):
    assert float(wg.grad(f)(0.0)) == 0
    assert float(wg.grad(wg.grad(f))(0.0)) == 2


@pytest.mark.parametrize("f", [wg.floor, wg.ceil, wg.round, wg.sign, wg.trunc])
def test_steps_have_slope_0_everywhere(f):
    expect(f, [-1.5, 0.0, 0.5, 1.0], [0.0] * 4, "numpy", "float64")


def test_the_gradient_of_a_real_function_of_a_complex_number_points_uphill():
    assert complex(wg.grad(lambda z: abs(z) ** 2)(3 + 4j)) == pytest.approx(6 + 8j, rel=1e-15)


@pytest.mark.parametrize("name", RELUS)
def test_the_slope_lies_in_the_subdifferential(name):
    if name != "maximum(x, zeros)":
        assert wg.subdifferential(RELUS[name], 0.0) == (0.0, 1.0)


def test_compiled_kinks_are_those_of_eager_ones():
    jax_numpy()
    import jax

    f = lambda x: wg.sum(wg.relu(x)) + wg.maximum(x[0], x[1]) + abs(x[2]) + wg.where(x[2] > 0, wg.sqrt(x[2]), 0.0)
    x = np.zeros(3)
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(jax.jit(wg.grad(f))(x), wg.grad(f)(x))
        np.testing.assert_array_equal(wg.grad(f)(x), [0.5, 0.5, 0.0])
