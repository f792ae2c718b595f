import numpy as np
import pytest

import wengert as wg
from wengert.errors import ContractError, GradientError
from wengert.kinds import elementwise, general, linear
from wengert.ops.reduction import spread
from wengert.samples import case, complexes, positive, real
from wengert.testing.first_order import check_broadcasting, check_first_order


def skew(pull=None, push=None):
    """A tanh with planted rules."""

    @general()
    def skewed(x):
        """Planted."""
        return np.tanh(x)

    right = lambda g, out: g * (1 - out * out)
    skewed.define([pull or right], [push or right])
    skewed.samples = [case(real(3, 4))]
    return skewed


def test_a_right_rule_passes():
    check_first_order(skew())


def test_a_pullback_wrong_by_one_in_a_thousand_is_caught():
    with pytest.raises(GradientError, match=r"vjp of `skewed` in x: disagrees with the adjoint of its jvp") as caught:
        check_first_order(skew(pull=lambda g, out: 1.001 * g * (1 - out * out)))
    assert "relative error 0.001" in str(caught.value)
    assert "sample 0, skewed(float64 (3, 4))" in str(caught.value)


def test_a_pushforward_wrong_by_one_in_a_thousand_is_caught():
    with pytest.raises(GradientError, match=r"jvp of `skewed` in x: disagrees with finite differences"):
        check_first_order(skew(push=lambda dx, out: 1.001 * dx * (1 - out * out)))


def test_both_rules_wrong_in_the_same_way_are_caught():
    wrong = lambda g, x: g * (1 - x * x)
    with pytest.raises(GradientError, match=r"jvp of `skewed` in x"):
        check_first_order(skew(wrong, wrong))


def test_a_nan_in_a_rule_is_caught_even_where_its_number_is_lost():
    with pytest.raises(ContractError, match=r"vjp of `skewed`: not finite"):
        check_first_order(skew(pull=lambda g, out: g * (1 - out * out) + wg.sqrt(out - out) * np.inf))


def test_a_value_that_is_not_finite_on_a_sample_is_caught():
    @elementwise()
    def inverse(x):
        return 1 / x

    inverse.partial = lambda out: -out * out
    inverse.samples = [case(real(2)), case(np.array([0.0]))]
    with np.errstate(divide="ignore"), pytest.raises(ContractError, match="value of `inverse`: not finite"):
        check_first_order(inverse)


def test_a_sum_over_the_wrong_axis_is_caught():
    @linear()
    def total(x, *, axis):
        return x.sum(axis=axis)

    total.adjoint = lambda g, x_shape, axis: spread(g, x_shape, 1 - axis)
    total.samples = [case(real(3, 3), axis=0)]
    with pytest.raises(GradientError, match=r"vjp of `total` in x: disagrees"):
        check_first_order(total)


def test_a_missing_conjugate_is_caught_by_complex_samples_alone():
    @linear()
    def turned(x):
        return x * (1 + 2j)

    turned.adjoint = lambda g: g * (1 + 2j)
    turned.samples = [case(complexes(3))]
    with pytest.raises(GradientError, match=r"vjp of `turned` in x"):
        check_first_order(turned)


def test_an_adjoint_of_the_wrong_shape_is_caught():
    @linear()
    def flat(x):
        return x.reshape(-1)

    flat.adjoint = lambda g: g
    flat.samples = [case(real(2, 3))]
    with pytest.raises(GradientError, match="vjp of `flat` in argument 0: wrong shape"):
        check_first_order(flat)


def test_the_wrong_argument_of_two_is_named():
    @elementwise()
    def quotient(x, y):
        return x / y

    quotient.partials = (lambda y: 1 / y, lambda y, out: out / y)
    quotient.samples = [case(real(3), positive(3))]
    with pytest.raises(GradientError, match="jvp of `quotient` in y"):
        check_first_order(quotient)


def test_a_missing_sum_over_a_broadcast_axis_is_caught():
    @general(broadcasts=True)
    def product(x, y):
        return x * y

    product.define([lambda g, y: (g * y)[:1], lambda g, x: g * x], [lambda dx, y: dx * y, lambda dy, x: x * dy])
    product.samples = [case(real(1, 4), real(1, 4))]
    check_first_order(product)
    product.samples = [case(real(3, 4), real(3, 4))]
    with pytest.raises(GradientError, match="vjp of `product` in x: disagrees"):
        check_broadcasting(product)


def test_right_broadcasting_passes():
    check_broadcasting(wg.multiply)
    check_broadcasting(wg.sin)
