"""The softmax family: stability far out, slopes in the tails, invariances, what is kept for the reverse sweep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError
from wengert.ops.composite import gap
from wengert.primitive import PRIMITIVES

# (x, slope at x), the slopes computed with 50 digits.
SLOPES = {
    "sigmoid": [(-80.0, 1.8048513878454153e-35), (-5.0, 0.006648056670790155), (0.0, 0.25), (3.0, 0.04517665973091213)],
    "softplus": [
        (-80.0, 1.8048513878454153e-35),
        (-5.0, 0.0066928509242848554),
        (0.0, 0.5),
        (5.0, 0.9933071490757152),
        (80.0, 1.0),
    ],
    "log_sigmoid": [
        (-80.0, 1.0),
        (-5.0, 0.9933071490757152),
        (0.0, 0.5),
        (5.0, 0.0066928509242848554),
        (80.0, 1.8048513878454153e-35),
    ],
    "silu": [
        (-80.0, -1.425832596397878e-33),
        (-5.0, -0.02654743242966592),
        (0.0, 0.5),
        (5.0, 1.026547432429666),
        (80.0, 1.0),
    ],
    "gelu": [
        (-8.0, -3.979607261086796e-14),
        (-3.0, -0.011945647204183927),
        (0.0, 0.5),
        (1.0, 1.0833154705876864),
        (8.0, 1.0000000000000397),
    ],
}
FAR = (-1e3, -90.0, 90.0, 1e3)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", SLOPES)
def test_slopes_keep_their_digits(name, dtype):
    for x, slope in SLOPES[name]:
        got = wg.grad(getattr(wg, name))(dtype(x))
        assert got.dtype == dtype
        # From the output, whose rounding near 1 cannot be undone: digits of 1, not of the slope.
        scale = 1 if name == "sigmoid" and x > 0 else abs(slope)
        assert abs(float(got) - slope) < 4 * np.finfo(dtype).eps * scale


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", ["sigmoid", "softplus", "log_sigmoid", "silu", "gelu", "tanh"])
def test_values_and_two_orders_are_finite_far_out(name, dtype):
    f = getattr(wg, name)
    for x in map(dtype, FAR):
        assert np.isfinite([f(x), wg.grad(f)(x), wg.grad(wg.grad(f))(x)]).all()


def test_limits_far_out():
    assert wg.sigmoid(-1e3) == 0
    assert wg.sigmoid(1e3) == 1
    assert wg.softplus(1e3) == 1e3
    assert wg.log_sigmoid(-1e3) == -1e3
    assert (wg.grad(wg.softplus)(1e3), wg.grad(wg.softplus)(-1e3)) == (1, 0)
    assert (wg.grad(wg.log_sigmoid)(1e3), wg.grad(wg.log_sigmoid)(-1e3)) == (0, 1)


def test_sigmoid_and_its_kin_agree_with_jax(same_as_jax):
    jax_numpy()
    import jax

    x = np.random.default_rng(0).normal(size=(2, 3))
    ours = lambda x: [
        *(wg.sigmoid(x), wg.softplus(x), wg.log_sigmoid(x), wg.silu(x), wg.gelu(x), wg.gelu(x, approximate="tanh")),
        *(wg.softmax(x, axis=0), wg.log_softmax(x), wg.softmax(x, axis=(0, 1)), wg.logaddexp(x, x * x)),
    ]
    nn = jax.nn
    theirs = lambda x: [
        *(nn.sigmoid(x), nn.softplus(x), nn.log_sigmoid(x), nn.silu(x), nn.gelu(x, False), nn.gelu(x, True)),
        *(nn.softmax(x, 0), nn.log_softmax(x), nn.softmax(x, (0, 1)), jax.numpy.logaddexp(x, x * x)),
    ]
    same_as_jax(ours, theirs, x, compiled=True)


def test_stay_single(stays_single):
    stays_single(lambda x: [wg.sigmoid(x), wg.softplus(x), wg.log_sigmoid(x), wg.silu(x), wg.gelu(x)], [0.5, -2.0])
    stays_single(lambda x: [wg.softmax(x), wg.log_softmax(x), wg.logaddexp(x, 0.0)], [0.5, -2.0])


ROWS = st.lists(st.floats(-50, 50), min_size=1, max_size=5).map(np.array)


@given(ROWS, st.floats(-1e3, 1e3))
def test_softmax_sums_to_one_and_does_not_feel_a_shift(x, shift):
    np.testing.assert_allclose(wg.sum(wg.softmax(x)), 1)
    np.testing.assert_allclose(wg.softmax(x + shift), wg.softmax(x), rtol=1e-9, atol=1e-300)
    np.testing.assert_allclose(wg.exp(wg.log_softmax(x)), wg.softmax(x), rtol=1e-12)
    for f in (wg.softmax, wg.log_softmax):
        _, along_ones = wg.jvp(f, (x,), (np.ones_like(x),))
        np.testing.assert_allclose(along_ones, 0, atol=1e-12)


def test_softmax_is_stable_and_takes_masked_scores():
    x = np.array([1e3, -1e3, -np.inf])
    np.testing.assert_array_equal(wg.softmax(x), [1, 0, 0])
    np.testing.assert_array_equal(wg.log_softmax(x), [0, -2e3, -np.inf])
    np.testing.assert_array_equal(wg.grad(lambda x: wg.softmax(x)[0])(x), [0, 0, 0])
    np.testing.assert_array_equal(wg.grad(lambda x: wg.log_softmax(x)[1])(x), [-1, 1, 0])


def test_cross_entropy_has_the_known_gradient():
    x, target = np.array([0.2, -1.0, 3.0]), 1
    expected = np.exp(x) / np.exp(x).sum() - np.eye(3)[target]
    np.testing.assert_allclose(wg.grad(lambda x: -wg.log_softmax(x)[target])(x), expected)


@pytest.mark.parametrize(("name", "kept"), [("softmax", ("out",)), ("log_softmax", ("out",)), ("gelu", ("x",))])
def test_one_array_is_kept(name, kept):
    assert tuple(n for n in PRIMITIVES[name].saves if n in ("x", "out")) == kept


def test_logaddexp_at_infinities():
    inf = np.inf
    for x, y, slopes in (
        (-inf, -inf, (0.5, 0.5)),
        (inf, 1.0, (1, 0)),
        (1.0, -inf, (1, 0)),
        (inf, inf, (0.5, 0.5)),
        (2.0, 2.0, (0.5, 0.5)),
    ):
        assert wg.grad(wg.logaddexp, argnums=(0, 1))(x, y) == slopes
    assert wg.grad(wg.grad(wg.logaddexp))(2.0, 2.0) == 0.25
    assert gap(inf, inf) == 0


def test_complex_sigmoid_is_holomorphic():
    z = np.array([0.3 + 1j, -2 + 0.5j])
    s = 1 / (1 + np.exp(-z))
    np.testing.assert_allclose(wg.jvp(wg.sigmoid, (z,), (np.array([1j, 1j]),))[1], 1j * s * (1 - s))


def test_an_unknown_approximation_is_refused():
    with pytest.raises(ArgumentError, match="gelu: unknown approximation"):
        wg.gelu(1.0, approximate="erf")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_many_numbers_at_once_give_what_few_do(dtype):
    x = np.linspace(-120, 120, 1001).astype(dtype)
    for f in (wg.softplus, wg.log_sigmoid):
        found = f(x)
        assert found.dtype == dtype
        np.testing.assert_allclose(found, [f(v) for v in x], rtol=3 * np.finfo(dtype).eps)
