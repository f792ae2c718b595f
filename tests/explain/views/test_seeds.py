"""Seeds: value and derivative of each objective in the output, and the same sweep behind them."""

import numpy as np

from wengert import losses


def test_of_a_network_its_own_target(one):
    table = one.seeds([losses.MSELoss(), losses.HuberLoss()])
    np.testing.assert_allclose(table.value("mse", "value"), one["loss"])
    np.testing.assert_allclose(table.value("mse", "∂ℒ/∂W₁"), one["dL/dW1"])
    assert table.column("objective") == ["mse", "huber"]


def test_own_functions_and_targets(function):
    table = function.seeds([lambda o, y: (o - y) ** 3], target=1.0)
    f = function["f"]
    assert np.isclose(table.rows[0].cells[4], 3 * (f - 1) ** 2)
    assert np.isclose(table.rows[0].cells[table._place("∂ℒ/∂x")], 3 * (f - 1) ** 2 * function["df/dx"])


def test_the_four_classic_objectives(function):
    assert function.seeds().column("objective") == ["identity", "half_squared", "mae", "log_squared"]
