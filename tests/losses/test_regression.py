"""Squared, halved and absolute errors, and the output itself: nodes, values, slopes, refusals."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, ShapeError

X, Y = np.random.default_rng(0).normal(size=(2, 5, 3))


def test_its_node_has_the_name_people_look_for():
    x = wg.tensor([1.0, 2.0], requires_grad=True)
    assert losses.mse_loss(x, np.zeros(2)).grad_fn.name() == "MseLossBackward0"


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_they_are_pytorchs(against, reduction):
    F = pytest.importorskip("torch").nn.functional
    against(losses.mse_loss, F.mse_loss, X, Y, reduction=reduction)
    against(losses.l1_loss, F.l1_loss, X, Y, reduction=reduction)


def test_objects_take_pytorchs_arguments_in_pytorchs_order():
    torch = pytest.importorskip("torch")
    assert losses.MSELoss("sum")(X, Y) == pytest.approx(torch.nn.MSELoss(reduction="sum")(*map(torch.tensor, (X, Y))))
    assert losses.L1Loss("sum")(X, Y) == pytest.approx(abs(X - Y).sum())


def test_the_target_may_be_differentiated_too():
    x, y = np.array([1.0, 2.0]), np.array([4.0, 0.0])
    np.testing.assert_allclose(wg.grad(losses.mse_loss, argnums=1)(x, y), y - x)


def test_half_squared_is_a_mean_over_samples_whose_seed_is_the_error():
    np.testing.assert_allclose(losses.HalfSquaredLoss().seed(X, Y), (X - Y) / 5)
    np.testing.assert_allclose(losses.HalfSquaredLoss(c=3.0, reduction="sum").seed(X, Y), 6 * (X - Y))
    assert losses.half_squared_loss(3.0, 1.0) == 2
    assert losses.half_squared_loss(X, Y) == pytest.approx(losses.mse_loss(X, Y) * 1.5)


def test_l1_has_slope_zero_where_both_agree():
    assert losses.L1Loss("sum").seed(np.array([2.0, 1.0, 0.0]), np.ones(3)).tolist() == [1.0, 0.0, -1.0]


def test_identity_is_the_output():
    assert losses.identity_objective(np.array([1.0, 3.0]), "sum") == 4
    assert losses.IdentityObjective().seed(np.array([1.0, 3.0])).tolist() == [0.5, 0.5]


def test_integer_targets_keep_single_precision():
    x = np.ones((3, 2), "float32")
    for loss in (losses.mse_loss, losses.half_squared_loss, losses.l1_loss):
        assert loss(x, np.zeros((3, 2), int)).dtype == np.float32


def test_shapes_that_would_broadcast_are_refused():
    with pytest.raises(ShapeError, match=r"target.reshape\(\(5, 1\)\)"):
        losses.mse_loss(np.ones((5, 1)), np.ones(5))
    with pytest.raises(ArgumentError, match="c is positive"):
        losses.HalfSquaredLoss(c=0.0)


def test_numbers_will_do():
    assert losses.mse_loss(3.0, 1.0) == 4
    assert losses.l1_loss(3.0, 1.0) == 2
