"""Identity passes anything; Heaviside gives values in every mode and refuses sweeps."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import GraphError


def test_identity_takes_any_arguments_and_gives_its_input():
    x = object()
    assert nn.Identity(64, unused=True)(x) is x


def test_identity_has_slope_1_and_no_curvature():
    assert float(wg.grad(nn.Identity())(2.0)) == 1
    assert float(wg.grad(wg.grad(lambda x: nn.Identity()(3.0 * x)))(2.0)) == 0


@pytest.mark.parametrize("training", [True, False])
def test_a_model_with_a_step_is_evaluated_and_not_trained(training):
    model = nn.Sequential(nn.Linear(2, 3), nn.Heaviside(), nn.Linear(3, 1)).train(training)
    x = np.ones((4, 2), "float32")
    with wg.no_grad():
        assert model(x).shape == (4, 1)
    with pytest.raises(GraphError, match="derivative of the step") as told:
        model(x).sum().backward()
    assert "Sigmoid" in str(told.value)


def test_what_stands_behind_the_step_can_be_trained():
    first, last = nn.Linear(2, 3).requires_grad_(False), nn.Linear(3, 1)
    nn.Sequential(first, nn.Heaviside(), last)(np.ones((4, 2), "float32")).sum().backward()
    assert last.weight.grad is not None


def test_options_are_printed():
    assert repr(nn.Heaviside(0.5)) == "Heaviside(threshold=0.5)"
