"""Flatten makes rows of features, Unflatten images of them, and ChannelShuffle moves channels between groups."""

import numpy as np
import pytest

from wengert import nn
from wengert.testing import check_module


def test_images_become_rows():
    model = nn.Sequential(nn.Flatten(), nn.Linear(12, 1))
    assert model(np.ones((5, 3, 4), "float32")).shape == (5, 1)
    assert repr(model[0]) == "Flatten(start_dim=1, end_dim=-1)"


@pytest.mark.parametrize(("dim", "sizes"), [(1, (2, 3)), (-1, (3, -1)), (0, (2, 2))])
def test_unflatten_is_pytorchs(dim, sizes):
    torch = pytest.importorskip("torch")
    x = np.arange(24.0).reshape(4, 6)
    assert np.array_equal(nn.Unflatten(dim, sizes)(x), torch.nn.Unflatten(dim, sizes)(torch.tensor(x)).numpy())
    assert repr(nn.Unflatten(1, [2, 3])) == "Unflatten(dim=1, unflattened_size=(2, 3))"


def test_shuffled_channels_are_pytorchs(as_pytorch):
    torch = pytest.importorskip("torch")
    x = np.random.default_rng(0).normal(size=(2, 6, 3, 2))
    as_pytorch(nn.ChannelShuffle(3), torch.nn.ChannelShuffle(3), x)
    check_module(nn.ChannelShuffle(2), x[:1])
    assert repr(nn.ChannelShuffle(2)) == "ChannelShuffle(groups=2)"
