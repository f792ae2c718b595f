"""Hard activations against PyTorch, to second order, and the contract of modules."""

import numpy as np
import pytest

from wengert import nn
from wengert.testing import check_module

torch = pytest.importorskip("torch")


class Sixths(torch.nn.Module):
    """Hardsigmoid by its formula: PyTorch's own has a slope of 1/6 in single precision, and no second derivative."""

    def forward(self, x):
        return torch.nn.functional.relu6(x + 3) / 6


X = np.random.default_rng(0).normal(size=(4, 3)) * 3
PAIRS = [
    (nn.Hardsigmoid(), Sixths()),
    (nn.Hardswish(), torch.nn.Hardswish()),
    (nn.Hardshrink(), torch.nn.Hardshrink()),
    (nn.Hardshrink(1.5), torch.nn.Hardshrink(1.5)),
    (nn.Softshrink(), torch.nn.Softshrink()),
    (nn.Softshrink(1.5), torch.nn.Softshrink(1.5)),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=repr)
def test_values_and_slopes_are_pytorchs(ours, theirs, as_pytorch):
    as_pytorch(ours, theirs, X)
    as_pytorch(ours, theirs, X, dtype="float32", second=False)


def test_modules_keep_their_contract():
    check_module(nn.Hardswish(), X)


def test_options_are_printed():
    assert [repr(m) for m in (nn.Hardshrink(), nn.Softshrink(0.1))] == [
        "Hardshrink(lambd=0.5)",
        "Softshrink(lambd=0.1)",
    ]
