"""Activations by name."""

import numpy as np
import pytest

from wengert.errors import ArgumentError
from wengert.nn.models.activations import ACTIVATIONS, activation_named


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_each_keeps_the_shape(name):
    assert activation_named(name)(np.ones((2, 3), "float32")).shape == (2, 3)


def test_each_call_gives_a_new_module():
    assert activation_named("relu") is not activation_named("relu")


def test_an_unknown_name_is_told():
    with pytest.raises(ArgumentError, match="did you mean relu"):
        activation_named("rellu")
