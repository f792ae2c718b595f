"""Bilinear against PyTorch, and the contract of modules."""

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ShapeError
from wengert.random import Generator
from wengert.testing import check_module

torch = pytest.importorskip("torch")

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("batch", [(), (4,), (2, 4)])
def test_outputs_gradients_and_curvature_are_pytorchs(batch, bias, as_pytorch):
    torch.manual_seed(0)
    ours, theirs = nn.Bilinear(3, 2, 4, bias=bias), torch.nn.Bilinear(3, 2, 4, bias=bias)
    x, y = RNG.normal(size=(*batch, 3)), RNG.normal(size=(*batch, 2))
    as_pytorch(ours, theirs, x, y)
    as_pytorch(ours, theirs, x, y, dtype="float32", second=False)


def test_modules_keep_their_contract():
    check_module(nn.Bilinear(3, 2, 2), RNG.normal(size=(4, 3)), RNG.normal(size=(4, 2)))


def test_initial_values_fill_the_range_of_pytorchs():
    layer = nn.Bilinear(16, 20, 30, generator=Generator(0))
    for p in layer.parameters():
        assert abs(p.numpy()).max() <= 1 / 4
    assert abs(layer.weight.numpy()).max() > 0.99 / 4


def test_options_are_printed():
    assert repr(nn.Bilinear(3, 2, 4)) == "Bilinear(in1_features=3, in2_features=2, out_features=4, bias=True)"


def test_wrong_sizes_are_told():
    with pytest.raises(ShapeError, match="3 and 2 features"):
        nn.Bilinear(3, 2, 4)(np.ones((5, 3)), np.ones((4, 2)))
