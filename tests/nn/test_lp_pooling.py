"""Power-average pooling layers against PyTorch, and the contract of modules."""

import numpy as np
import pytest

from wengert import nn
from wengert.testing import check_module

torch = pytest.importorskip("torch")

SHAPES = {1: (2, 3, 8), 2: (2, 3, 7, 6), 3: (1, 2, 5, 4, 5)}
CASES = [
    (1, (2, 2)),
    (1, (1, 3, 2)),
    (1, (1.5, 3, 2, True)),
    (2, (2, 2)),
    (2, (3, (3, 2), (2, 1))),
    (2, (4, 3, 2, True)),
    (2, (float("inf"), 3, 2)),
    (3, (2, 2, None, True)),
    (3, (2.5, (1, 2, 3))),
]


@pytest.mark.parametrize(("rank", "options"), CASES, ids=str)
def test_outputs_gradients_and_curvature_are_pytorchs(rank, options, as_pytorch):
    x = np.random.default_rng(0).uniform(0.3, 2.0, SHAPES[rank])
    make = lambda library: getattr(library, f"LPPool{rank}d")(*options)
    as_pytorch(make(nn), make(torch.nn), x)
    as_pytorch(make(nn), make(torch.nn), x[0])
    as_pytorch(make(nn), make(torch.nn), x, dtype="float32", second=False)


def test_a_window_of_zeros_is_pytorchs(as_pytorch):
    x = np.random.default_rng(0).normal(size=(2, 1, 6, 6)) * np.repeat([0, 1, 1], 2)
    as_pytorch(nn.LPPool2d(2, 2), torch.nn.LPPool2d(2, 2), x, second=False)


def test_modules_keep_their_contract():
    check_module(nn.LPPool2d(2, 3, stride=2), np.random.default_rng(0).normal(size=(1, 2, 5, 5)))


def test_options_are_printed():
    assert repr(nn.LPPool1d(2, 3)) == "LPPool1d(norm_type=2, kernel_size=3, stride=None, ceil_mode=False)"
