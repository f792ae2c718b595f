"""Smooth activations against PyTorch, to second order, and the contract of modules."""

import math

import numpy as np
import pytest

from wengert import nn
from wengert.testing import check_module

torch = pytest.importorskip("torch")

X = np.random.default_rng(0).normal(size=(4, 3)) * 3
PAIRS = [
    (nn.Sigmoid(), torch.nn.Sigmoid()),
    (nn.Tanh(), torch.nn.Tanh()),
    (nn.LogSigmoid(), torch.nn.LogSigmoid()),
    (nn.Softplus(), torch.nn.Softplus()),
    (nn.Softplus(2.0, 3.0), torch.nn.Softplus(2.0, 3.0)),
    (nn.Softsign(), torch.nn.Softsign()),
    (nn.GELU(), torch.nn.GELU()),
    (nn.GELU("tanh"), torch.nn.GELU("tanh")),
    (nn.SiLU(), torch.nn.SiLU()),
    (nn.Mish(), torch.nn.Mish()),
    (nn.Tanhshrink(), torch.nn.Tanhshrink()),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=repr)
def test_values_and_slopes_are_pytorchs(ours, theirs, as_pytorch):
    as_pytorch(ours, theirs, X)
    as_pytorch(ours, theirs, X, dtype="float32", second=False)


def test_softplus_is_the_identity_where_pytorchs_is():
    x = np.array([19.9, 20.5, 700.0])
    out = nn.Softplus()(x)
    assert out[0] != x[0]
    assert out[1:].tolist() == x[1:].tolist()
    assert nn.Softplus(threshold=math.inf)(x)[1] == 20.5 + math.log1p(math.exp(-20.5))


def test_modules_keep_their_contract():
    check_module(nn.Sequential(nn.Mish(), nn.Softsign(), nn.Softplus(2.0)), X)


def test_options_are_printed():
    assert repr(nn.GELU()) == "GELU(approximate='none')"
    assert repr(nn.Softplus()) == "Softplus(beta=1.0, threshold=20.0)"
