import dataclasses

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, DtypeError, GradientError
from wengert.kinds import elementwise
from wengert.primitive import PRIMITIVES
from wengert.tensor import value_of
from wengert.transforms.gradcheck import worst_entry


@pytest.fixture
def skewed():
    """A tanh whose slope is wrong by one in a thousand."""
    before = dict(PRIMITIVES)

    @elementwise()
    def skewed(x):
        return np.tanh(x)

    skewed.partial = lambda out: 1.001 * (1 - out * out)
    yield skewed
    PRIMITIVES.clear()
    PRIMITIVES.update(before)


@pytest.mark.parametrize("mode", ["full", "projected"])
@pytest.mark.parametrize("order", [1, 2, 3])
def test_right_derivatives_pass(mode, order):
    rng = np.random.default_rng(0)
    f = lambda a, b: (wg.tanh(a @ b), {"total": (a * a).sum()})
    assert wg.gradcheck(f, rng.normal(size=(2, 3)), rng.normal(size=(3, 2)), order=order, mode=mode)


def test_the_worst_entry_is_in_the_message(skewed):
    with pytest.raises(GradientError) as caught:
        wg.gradcheck(lambda x, y: (x + y, skewed(y)), np.array([0.1, 0.2]), np.array([2.0, 0.0]))
    text = str(caught.value)
    assert "the forward derivative differs from finite differences" in text
    assert "analytic 1.001 at d output 1[1] / d input 1[1]" in text
    assert "numeric 1 (relative error 0.001, limit 1e-06)" in text


def test_random_directions_find_it_too(skewed):
    with pytest.raises(GradientError, match="along direction 0"):
        wg.gradcheck(skewed, np.linspace(-1, 1, 50), mode="projected")


def test_a_wrong_pullback_beside_a_right_pushforward_is_found(skewed):
    skewed.define([lambda g, out: 1.001 * g * (1 - out * out)], [lambda dx, out: dx * (1 - out * out)])
    with pytest.raises(GradientError, match="the reverse derivative differs"):
        wg.gradcheck(skewed, np.array([0.3]))
    with pytest.raises(GradientError, match="the reverse derivative differs"):
        wg.gradcheck(skewed, np.array([0.3]), mode="projected")


def test_the_order_that_fails_is_named(skewed):
    skewed.partial = lambda out: 1 - value_of(out) * value_of(out)
    assert wg.gradcheck(skewed, np.array([0.3]))
    with pytest.raises(GradientError, match="order 2"):
        wg.gradcheck(skewed, np.array([0.3]), order=2)


@pytest.mark.parametrize("mode", ["full", "projected"])
def test_complex_functions_pass_though_they_have_no_complex_derivative(mode):
    z = np.array([1 + 2j, -0.5 + 0.1j])
    assert wg.gradcheck(lambda z: wg.conj(z) * z, z, order=2, mode=mode)
    assert wg.gradcheck(lambda z, x: wg.exp(z) * x, z, np.array([0.5, 2.0]), order=2, mode=mode)


def test_containers_tensors_and_integers():
    @dataclasses.dataclass
    class Line:
        slope: object
        offset: object

    f = lambda line, n, x: (line.slope * n) @ x + line.offset
    assert wg.gradcheck(f, Line(np.ones((2, 3)), wg.tensor([1.0, 2.0])), np.arange(3), np.ones(3))


def test_arrays_of_jax_are_checked_as_well():
    xp = wg.tensor(1.0).jax().value
    assert wg.gradcheck(lambda x: wg.sin(x) * x, xp)


def test_single_precision_is_refused_with_what_to_do():
    with pytest.raises(DtypeError, match=r"float32 in argument 1(.|\n)*x.astype\('float64'\)"):
        wg.gradcheck(lambda x, y: x * y, np.ones(2), np.ones(2, np.float32))


@pytest.mark.parametrize("options", [{"mode": "quick"}, {"order": 0}])
def test_unknown_requests_are_refused(options):
    with pytest.raises(ArgumentError, match="gradcheck: unknown request"):
        wg.gradcheck(wg.sin, 1.0, **options)


def test_nothing_to_differentiate_is_refused():
    with pytest.raises(ArgumentError, match="nothing to differentiate"):
        wg.gradcheck(lambda n: n, 3)


def test_at_a_kink_the_message_says_what_to_do():
    with pytest.raises(GradientError, match="at a kink differences mean nothing: move x"):
        wg.gradcheck(wg.relu, np.zeros(1))


def test_large_arguments_move_by_larger_steps():
    assert wg.gradcheck(lambda x: x * x, np.array([1e8, 1.0]))


def test_a_nan_is_the_worst_entry():
    assert worst_entry(np.array([1.0, np.nan]), np.array([9.0, 1.0]), 1e-6, 1e-8) == (1,)
    assert worst_entry(np.ones(2), np.ones(2), 0, 0) is None
    assert worst_entry(np.ones(0), np.ones(0), 0, 0) is None
