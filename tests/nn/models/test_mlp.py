"""The perceptron from a few sizes."""

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ArgumentError
from wengert.nn.models.mlp import mlp_from


def test_an_mlp_has_the_sizes_it_was_told():
    model = nn.mlp("5-4", 3, 2, activation="tanh")
    assert [p.shape for p in model.parameters()] == [(5, 3), (5,), (4, 5), (4,), (2, 4), (2,)]
    assert [type(m).__name__ for m in model] == ["Linear", "Tanh", "Linear", "Tanh", "Linear"]


def test_no_hidden_sizes_is_a_linear_model():
    assert len(nn.mlp("", 3, 2)) == 1
    assert len(nn.mlp([], 3, 2)) == 1


def test_images_are_flattened_and_features_are_not():
    assert mlp_from("5", (1, 2, 2), 3)(np.ones((6, 1, 2, 2), "float32")).shape == (6, 3)
    assert [type(m).__name__ for m in mlp_from("5", (4,), 3)] == ["Linear", "ReLU", "Linear"]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: nn.mlp("5-x", 3, 2), "hidden sizes are positive integers"),
        (lambda: nn.mlp([0], 3, 2), "hidden sizes are positive integers"),
        (lambda: nn.mlp("5", 3, 2, activation="rellu"), "did you mean relu"),
    ],
)
def test_nonsense_is_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
