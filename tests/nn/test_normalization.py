"""LayerNorm is PyTorch's: keys, values, gradients."""

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ShapeError
from wengert.testing import check_module


def test_layer_norm_keeps_the_contract_of_modules():
    check_module(nn.LayerNorm((3, 2)), np.random.default_rng(0).normal(size=(2, 3, 2)))


def test_other_sizes_are_refused():
    with pytest.raises(ShapeError, match="layer_norm: the last axes have other sizes"):
        nn.LayerNorm(3)(np.ones((2, 4)))
