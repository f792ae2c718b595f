"""The squared error: its node, its value and gradient, and the shapes it refuses."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ShapeError


def test_its_node_has_the_name_people_look_for():
    x = wg.tensor([1.0, 2.0], requires_grad=True)
    assert losses.mse_loss(x, np.zeros(2)).grad_fn.name() == "MseLossBackward0"


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_values_and_gradients_are_pytorchs(reduction):
    torch = pytest.importorskip("torch")
    x, y = np.random.default_rng(0).normal(size=(2, 5, 3))
    ours, theirs = wg.tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    out = losses.MSELoss(reduction)(ours, y)
    expected = torch.nn.MSELoss(reduction=reduction)(theirs, torch.tensor(y))
    np.testing.assert_allclose(out.numpy(), expected.detach().numpy(), rtol=1e-12)
    out.sum().backward()
    expected.sum().backward()
    np.testing.assert_allclose(ours.grad.numpy(), theirs.grad.numpy(), rtol=1e-12)


def test_the_target_may_be_differentiated_too():
    x, y = np.array([1.0, 2.0]), np.array([4.0, 0.0])
    np.testing.assert_allclose(wg.grad(losses.mse_loss, argnums=1)(x, y), y - x)


def test_the_hessian_is_constant():
    np.testing.assert_allclose(wg.hessian(lambda x: losses.mse_loss(x, np.zeros(2)))(np.array([1.0, 5.0])), np.eye(2))


def test_shapes_that_would_broadcast_are_refused():
    with pytest.raises(ShapeError, match=r"target.reshape\(\(5, 1\)\)"):
        losses.mse_loss(np.ones((5, 1)), np.ones(5))


def test_numbers_will_do():
    assert losses.mse_loss(3.0, 1.0) == 4
