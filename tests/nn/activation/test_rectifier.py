"""Piecewise linear activations against PyTorch, to second order, and the contract of modules."""

import numpy as np
import pytest

from wengert import nn
from wengert.nn.role import named_roles
from wengert.testing import check_module

torch = pytest.importorskip("torch")

X = np.random.default_rng(0).normal(size=(4, 3, 5)) * 2
PAIRS = [
    (nn.ReLU(), torch.nn.ReLU()),
    (nn.ReLU6(), torch.nn.ReLU6()),
    (nn.LeakyReLU(), torch.nn.LeakyReLU()),
    (nn.LeakyReLU(1.5), torch.nn.LeakyReLU(1.5)),
    (nn.LeakyReLU(-0.3), torch.nn.LeakyReLU(-0.3)),
    (nn.PReLU(), torch.nn.PReLU()),
    (nn.PReLU(3, init=0.1), torch.nn.PReLU(3, init=0.1)),
    (nn.Hardtanh(), torch.nn.Hardtanh()),
    (nn.Hardtanh(-0.5, 2.0), torch.nn.Hardtanh(-0.5, 2.0)),
    (nn.Threshold(0.2, -3.0), torch.nn.Threshold(0.2, -3.0)),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=repr)
def test_values_and_slopes_are_pytorchs(ours, theirs, as_pytorch):
    as_pytorch(ours, theirs, X)
    as_pytorch(ours, theirs, X, dtype="float32", second=False)


@pytest.mark.parametrize("module", [nn.LeakyReLU(), nn.PReLU(3), nn.Hardtanh()], ids=repr)
def test_modules_keep_their_contract(module):
    check_module(module, X[:2])


def test_the_state_of_prelu_is_pytorchs():
    assert list(nn.PReLU(3).state_dict()) == list(torch.nn.PReLU(3).state_dict())
    assert [role for _, _, role in named_roles(nn.PReLU())] == ["other"]
    assert nn.PReLU(3).weight.tolist() == torch.nn.PReLU(3).weight.tolist()


def test_options_are_printed():
    assert [repr(m) for m in (nn.LeakyReLU(0.2), nn.PReLU(2), nn.Hardtanh(), nn.Threshold(1.0, 2.0))] == [
        "LeakyReLU(negative_slope=0.2)",
        "PReLU(num_parameters=2)",
        "Hardtanh(min_val=-1.0, max_val=1.0)",
        "Threshold(threshold=1.0, value=2.0)",
    ]
