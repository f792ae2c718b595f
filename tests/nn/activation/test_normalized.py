"""Softmax and its kin against PyTorch, to second order."""

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ShapeError
from wengert.testing import check_module

torch = pytest.importorskip("torch")

X = np.random.default_rng(0).normal(size=(2, 3, 4)) * 3


@pytest.mark.parametrize("dim", [-1, 0, 1])
@pytest.mark.parametrize("name", ["Softmax", "LogSoftmax", "Softmin"])
def test_values_and_slopes_are_pytorchs(name, dim, as_pytorch):
    ours, theirs = getattr(nn, name)(dim), getattr(torch.nn, name)(dim)
    as_pytorch(ours, theirs, X)
    as_pytorch(ours, theirs, X, dtype="float32", second=False)


def test_softmax_over_channels_is_pytorchs(as_pytorch):
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 2))
    as_pytorch(nn.Softmax2d(), torch.nn.Softmax2d(), x)
    as_pytorch(nn.Softmax2d(), torch.nn.Softmax2d(), x[0])
    check_module(nn.Softmax2d(), x[:1])
    with pytest.raises(ShapeError, match="Softmax2d: needs images"):
        nn.Softmax2d()(x[0, 0])


def test_options_are_printed():
    assert [repr(m) for m in (nn.Softmax(1), nn.LogSoftmax(), nn.Softmin(0))] == [
        "Softmax(dim=1)",
        "LogSoftmax(dim=-1)",
        "Softmin(dim=0)",
    ]
