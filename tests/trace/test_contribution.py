"""Contributions: the generated function adds what the rules say, one by one; contributions fit their places."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.kinds import general
from wengert.primitive import PRIMITIVES, Parts
from wengert.tensor import Tensor, value_of
from wengert.trace.contribution import contributor, each, fit

pytest.importorskip("jax")
jnp = jax_numpy()

X, Y, S = (wg.tensor(v, requires_grad=True) for v in ([[1.0, 2.0], [3.0, 4.0]], [0.5, 0.25], 3.0))
Z = wg.tensor([1 + 2j, 3.0], requires_grad=True)
HALF = wg.tensor(np.float32([1.0, 2.0]), requires_grad=True)
MASK = np.array([True, False])


@pytest.mark.parametrize(
    "run",
    [
        lambda: X * Y,
        lambda: X + Y,
        lambda: X - S,
        lambda: S / Y,
        lambda: S**2.0,
        lambda: X @ Y,
        lambda: Y @ X,
        lambda: X * X,
        lambda: wg.sin(S),
        lambda: wg.sum(X, axis=0),
        lambda: wg.where(MASK, Y, S),
        lambda: wg.maximum(X, Y),
        lambda: wg.logsumexp(X, axis=1),
        lambda: Z * Y,
        lambda: wg.exp(Z),
        lambda: HALF * Y,
        lambda: 2.0 * Y,
        lambda: wg.concat([X, X]),
        lambda: wg.solve(X, Y),
    ],
)
@pytest.mark.parametrize("record", [False, True])
def test_the_generated_function_adds_what_the_rules_give_one_by_one(run, record):
    y = run()
    step = y.step
    rng = np.random.default_rng(0)
    g = np.asarray(rng.standard_normal(y.shape)).astype(y.dtype)[()]
    g = Tensor(g) if record else g
    within = {s for s in step.inputs if s is not None}
    before = {s: np.ones(s.shape, s.dtype)[()] for s in within}
    short, long = dict(before), dict(before)
    contributor(step.primitive)(step, g, step.saved, short, within)
    each(step, g, step.saved, long, within)
    assert short.keys() == long.keys() == within
    for parent in within:
        assert short[parent].shape == parent.shape
        assert short[parent].dtype == parent.dtype
        np.testing.assert_array_equal(value_of(short[parent]), value_of(long[parent]))


def test_an_input_that_is_not_wanted_gets_nothing():
    step = (X * Y).step
    adjoints = {}
    contributor(step.primitive)(step, np.ones((2, 2)), step.saved, adjoints, {Y.step})
    assert adjoints.keys() == {Y.step}
    np.testing.assert_array_equal(adjoints[Y.step], X.numpy().sum(0))


def test_rules_stated_or_set_anew_are_generated_anew():
    @general()
    def doubled(x):
        return 2 * x

    doubled.define([lambda g: 2 * g], [lambda t: 2 * t])
    gradient = wg.grad(lambda x: doubled(x))
    assert gradient(1.0) == 2.0
    doubled.define([lambda g: 3 * g], [lambda t: 3 * t])
    assert gradient(1.0) == 3.0
    doubled.pullbacks = (lambda g, saved, params: 5 * g,)
    assert gradient(1.0) == 5.0
    del PRIMITIVES["doubled"]


def test_names_of_two_rules_in_one_function_are_not_confused():
    # Both partials are spliced in as `partial`, and a static parameter is called as one of them is.
    @general()
    def both(x, y, *, function):
        return function * x * y * y

    both.define(
        [lambda g, y, function: g * function * y * y, lambda g, x, y, function: 2 * g * function * x * y],
        [lambda t, y, function: t * function * y * y, lambda t, x, y, function: 2 * t * function * x * y],
    )
    found = wg.grad(lambda x, y: both(x, y, function=7.0), argnums=(0, 1))(2.0, 3.0)
    assert found == (63.0, 84.0)
    assert wg.grad(lambda x, y: x**y, argnums=(0, 1))(2.0, 3.0) == pytest.approx((12.0, 8 * np.log(2)), rel=1e-15)
    del PRIMITIVES["both"]


# --- shapes and dtypes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "wanted"), [((4, 3), (3,)), ((2, 4, 3), (3,)), ((4, 3), (4, 1)), ((4, 3), (1, 3)), ((4, 3), ()), ((), ())]
)
def test_adjoints_are_summed_back_over_what_was_broadcast(given, wanted):
    rng = np.random.default_rng(0)
    g = np.asarray(rng.standard_normal(given))
    extra = len(given) - len(wanted)
    sum_over = tuple(range(extra)) + tuple(extra + k for k, n in enumerate(wanted) if n == 1)
    expected = g.sum(sum_over).reshape(wanted)
    np.testing.assert_allclose(fit(g, wanted, np.dtype("float64")), expected, rtol=1e-14)
    np.testing.assert_allclose(value_of(fit(Tensor(g), wanted, np.dtype("float64"))), expected, rtol=1e-14)
    np.testing.assert_allclose(fit(jnp.asarray(g), wanted, np.dtype("float64")), expected, rtol=1e-14)


def test_adjoints_take_the_dtype_of_what_they_belong_to():
    assert fit(np.ones(2), (2,), np.dtype("float32")).dtype == np.float32
    real = fit(np.array([1 + 2j, 3j]), (2,), np.dtype("float32"))
    assert real.dtype == np.float32
    assert real.tolist() == [1.0, 0.0]
    assert fit(np.ones(2), (2,), np.dtype("complex128")).dtype == np.complex128


def test_what_fits_and_what_is_a_tuple_pass_as_they_are():
    g, parts = np.ones(2), Parts({0: 1.0})
    assert fit(g, (2,), np.dtype("float64")) is g
    assert fit(parts, None, None) is parts
