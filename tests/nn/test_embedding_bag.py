"""EmbeddingBag against PyTorch: modes, offsets, weights, the number that counts as nothing, bounded norms."""

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ArgumentError
from wengert.nn.role import named_roles
from wengert.random import Generator
from wengert.testing import check_module

torch = pytest.importorskip("torch")

X = np.array([1, 4, 1, 0, 4, 2])
OFFSETS = np.array([0, 2, 2, 5])
OPTIONS = [
    {},
    {"mode": "sum"},
    {"mode": "max"},
    {"padding_idx": 4},
    {"padding_idx": -4, "mode": "max"},
    {"padding_idx": 1, "mode": "sum"},
    {"max_norm": 0.8},
    {"max_norm": 0.5, "norm_type": 1.0, "mode": "sum"},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_outputs_and_gradients_are_pytorchs(options, beside_pytorch):
    torch.manual_seed(0)
    for dtype in ("float64", "float32"):
        pair = beside_pytorch(nn.EmbeddingBag(5, 3, **options), torch.nn.EmbeddingBag(5, 3, **options), dtype)
        pair.call(X, OFFSETS)  # the state is compared too: bounded rows are changed in the table
        pair.call(X.reshape(2, 3))
        pair.call(X.reshape(3, 2))


def test_the_last_offset_may_be_given(beside_pytorch):
    options = {"mode": "sum", "include_last_offset": True}
    pair = beside_pytorch(nn.EmbeddingBag(5, 3, **options), torch.nn.EmbeddingBag(5, 3, **options), "float64")
    pair.call(X, np.array([0, 2, 6]))


def test_weights_of_numbers_are_pytorchs(beside_pytorch):
    make = lambda library: library.EmbeddingBag(5, 3, mode="sum", padding_idx=2)
    pair = beside_pytorch(make(nn), make(torch.nn), "float64")
    w = np.random.default_rng(0).normal(size=6)
    pair.call(X, OFFSETS, w)
    pair.call(X.reshape(2, 3), None, w.reshape(2, 3))


def test_modules_keep_their_contract():
    check_module(nn.EmbeddingBag(5, 2), X, OFFSETS)
    check_module(nn.EmbeddingBag(5, 2, mode="max", generator=Generator(1)), X.reshape(3, 2))


def test_its_table_is_that_of_an_embedding():
    layer = nn.EmbeddingBag(300, 200, padding_idx=-1, generator=Generator(0))
    assert [role for _, _, role in named_roles(layer)] == ["embedding"]
    w = layer.weight.numpy()
    assert w.dtype == np.float32
    assert not w[299].any()
    assert abs(w[:299].std() - 1) < 0.02


def test_options_are_printed_and_nonsense_is_refused():
    assert repr(nn.EmbeddingBag(5, 2)) == "EmbeddingBag(5, 2, mode='mean')"
    assert repr(nn.EmbeddingBag(5, 2, 1.0, mode="sum", padding_idx=-1)) == (
        "EmbeddingBag(5, 2, mode='sum', max_norm=1.0, padding_idx=4)"
    )
    with pytest.raises(ArgumentError, match="padding_idx is out of range"):
        nn.EmbeddingBag(5, 2, padding_idx=5)
    with pytest.raises(ArgumentError, match="unknown mode"):
        nn.EmbeddingBag(5, 2, mode="median")
