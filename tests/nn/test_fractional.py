"""Fractional max pooling layers against PyTorch for the same random numbers."""

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ArgumentError
from wengert.random import Generator

torch = pytest.importorskip("torch")


@pytest.mark.parametrize("options", [{"output_size": (4, 3)}, {"output_ratio": 0.6}, {"output_ratio": (0.3, 0.9)}])
def test_outputs_and_indices_are_pytorchs(options):
    x = np.random.default_rng(0).normal(size=(2, 3, 9, 8))
    u = Generator(2).uniform((2, 3, 2), dtype="float64").numpy()
    theirs = torch.nn.FractionalMaxPool2d(2, **options, return_indices=True, _random_samples=torch.tensor(u))
    layer = nn.FractionalMaxPool2d(2, **options, return_indices=True, generator=Generator(2))
    for got, want in zip(layer(x), theirs(torch.tensor(x)), strict=True):
        np.testing.assert_array_equal(got, want)
    assert layer.eval()(x)[0].shape == theirs(torch.tensor(x))[0].shape


def test_volumes_and_single_precision():
    x = np.random.default_rng(0).normal(size=(2, 3, 5, 6, 7)).astype("float32")
    out = nn.FractionalMaxPool3d(2, output_size=(2, 3, 4))(x)
    assert (out.shape, out.dtype) == ((2, 3, 2, 3, 4), np.float32)


def test_options_are_printed_and_nonsense_is_refused():
    assert repr(nn.FractionalMaxPool2d(2, 3)) == "FractionalMaxPool2d(kernel_size=2, output_size=3)"
    assert repr(nn.FractionalMaxPool3d(2, output_ratio=0.5)) == "FractionalMaxPool3d(kernel_size=2, output_ratio=0.5)"
    with pytest.raises(ArgumentError, match="FractionalMaxPool2d: give either output_size or output_ratio"):
        nn.FractionalMaxPool2d(2)
