"""The stem of convolutions."""

import numpy as np
import pytest

from wengert.errors import ArgumentError, ShapeError
from wengert.nn.models.vit_stem import ConvStem
from wengert.random import Generator
from wengert.tensor import value_of
from wengert.testing import check_module

RNG = np.random.default_rng(0)


def test_it_is_pytorchs_convolutions_with_their_weights():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    conv = lambda a, b: torch.nn.Conv2d(a, b, 3, stride=2, padding=1)
    theirs = torch.nn.Sequential(conv(1, 2), torch.nn.GELU(), conv(2, 4)).double()
    stem = ConvStem((6, 7), 1, 4, layers=2, dtype="float64")
    stem.load_state_dict({f"layers.{n}": t.numpy() for n, t in theirs.state_dict().items()})
    x = RNG.normal(size=(2, 1, 6, 7))
    expected = theirs(torch.tensor(x)).flatten(2).transpose(1, 2).detach()
    assert stem.grid_size == (2, 2)
    np.testing.assert_allclose(value_of(stem(x)), expected, rtol=1e-10, atol=1e-12)


def test_it_keeps_the_contract_of_modules():
    check_module(ConvStem(4, 1, 4, layers=2, generator=Generator(0)), RNG.normal(size=(1, 1, 4, 4)), order=1)


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="channels double"):
        ConvStem(28, 1, 6, layers=3)
    with pytest.raises(ShapeError, match="images of other sizes"):
        ConvStem(8, 1, 4, 1)(np.ones((2, 1, 9, 8), "float32"))
