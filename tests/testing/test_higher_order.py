import numpy as np
import pytest

import wengert as wg
from wengert.errors import ContractError, GradientError
from wengert.kinds import elementwise, general
from wengert.samples import case, positive, real
from wengert.tensor import Tensor, value_of
from wengert.testing.first_order import check_first_order
from wengert.testing.higher_order import check_second_order, check_third_order


def plant(slope):
    """A cube whose slope is computed by `slope`, right to first order."""

    @elementwise()
    def cube(x):
        return x * x * x

    cube.partial = slope
    cube.samples = [case(positive(3))]
    return cube


def test_a_right_rule_passes_to_third_order():
    right = plant(lambda x: 3 * x * x)
    check_second_order(right)
    check_third_order(right)


def test_a_rule_that_loses_its_way_back_is_caught_at_second_order():
    detached = plant(lambda x: 3 * value_of(x) * value_of(x))
    check_first_order(detached)
    with pytest.raises(GradientError, match=r"jvp of vjp of `cube`: disagrees with finite differences"):
        check_second_order(detached)


def test_a_nan_that_appears_only_at_second_order_is_caught():
    # (x - x)^(3/2) is 0 with slope 0, and its second derivative there is infinite.
    rough = plant(lambda x: 3 * x * x + wg.sqrt((x - x) * (x - x)))
    check_first_order(rough)
    with pytest.raises((ContractError, GradientError), match=r"of vjp of `cube`"):
        check_second_order(rough)


def test_a_pushforward_that_loses_its_way_is_caught():
    @general()
    def square(x):
        return x * x

    square.define([lambda g, x: 2 * g * x], [lambda dx, x: 2 * dx * value_of(x)])
    square.samples = [case(real(3))]
    with pytest.raises(GradientError, match=r"jvp of jvp of `square`"):
        check_second_order(square)


def test_a_rule_right_to_second_order_and_wrong_at_third_is_caught():
    @elementwise()
    def slope_of_cube(x):
        return 3 * x * x

    slope_of_cube.partial = lambda x: Tensor(6 * value_of(x))
    cube = plant(lambda x: slope_of_cube(x))
    check_second_order(cube)
    with pytest.raises(GradientError, match=r"jvp of jvp of vjp of `cube`"):
        check_third_order(cube)


def test_constant_primitives_have_no_second_order():
    check_second_order(wg.equal)
    check_third_order(wg.equal)
    assert not np.any(wg.grad(lambda x: wg.where(wg.equal(x, 1.0), 0.0, 0.0))(1.0))
