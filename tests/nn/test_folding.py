"""Unfold and Fold against PyTorch, and the contract of modules."""

import numpy as np
import pytest

from wengert import nn
from wengert.testing import check_module

torch = pytest.importorskip("torch")

CASES = [
    {"kernel_size": 2},
    {"kernel_size": (3, 2), "padding": (1, 0), "stride": 2},
    {"kernel_size": 2, "dilation": 2, "padding": 1},
]


@pytest.mark.parametrize("options", CASES, ids=str)
def test_outputs_gradients_and_curvature_are_pytorchs(options, as_pytorch):
    x = np.random.default_rng(0).normal(size=(2, 3, 5, 6))
    as_pytorch(nn.Unfold(**options), torch.nn.Unfold(**options), x)
    columns = nn.Unfold(**options)(x)
    ours, theirs = nn.Fold((5, 6), **options), torch.nn.Fold((5, 6), **options)
    as_pytorch(ours, theirs, columns)
    as_pytorch(ours, theirs, columns, dtype="float32", second=False)


def test_a_convolution_is_a_product_with_the_columns():
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(2, 3, 5, 5)), rng.normal(size=(4, 3, 2, 2))
    columns = nn.Unfold(2)(x)
    direct = nn.functional.conv2d(x, w).reshape(2, 4, -1)
    np.testing.assert_allclose(w.reshape(4, -1) @ columns, direct, atol=1e-12)


def test_modules_keep_their_contract():
    rows = nn.Sequential(nn.Unfold(2, padding=1), nn.Fold((3, 2), 2, padding=1))
    check_module(rows, np.random.default_rng(0).normal(size=(1, 2, 3, 2)))


def test_options_are_printed():
    assert repr(nn.Unfold(2)) == "Unfold(kernel_size=2, dilation=1, padding=0, stride=1)"
    assert repr(nn.Fold(4, 2)) == "Fold(output_size=4, kernel_size=2, dilation=1, padding=0, stride=1)"
