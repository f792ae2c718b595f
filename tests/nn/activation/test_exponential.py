"""Exponential linear units against PyTorch, to second order, and the contract of modules."""

import numpy as np
import pytest

from wengert import nn
from wengert.testing import check_module

torch = pytest.importorskip("torch")

X = np.random.default_rng(0).normal(size=(4, 3)) * 3
PAIRS = [
    (nn.ELU(), torch.nn.ELU()),
    (nn.ELU(0.3), torch.nn.ELU(0.3)),
    (nn.SELU(), torch.nn.SELU()),
    (nn.CELU(), torch.nn.CELU()),
    (nn.CELU(0.4), torch.nn.CELU(0.4)),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=repr)
def test_values_and_slopes_are_pytorchs(ours, theirs, as_pytorch):
    as_pytorch(ours, theirs, X)
    as_pytorch(ours, theirs, X, dtype="float32", second=False)


def test_modules_keep_their_contract():
    check_module(nn.ELU(0.5), X)


def test_options_are_printed():
    assert [repr(m) for m in (nn.ELU(0.5), nn.CELU(), nn.SELU())] == ["ELU(alpha=0.5)", "CELU(alpha=1.0)", "SELU()"]
