"""Pooling layers against PyTorch, and the contract of modules."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.testing import check_module

torch = pytest.importorskip("torch")

SHAPES = {1: (2, 3, 8), 2: (2, 3, 7, 6), 3: (1, 2, 5, 4, 5)}
CASES = [
    ("MaxPool", 1, (2,), {}),
    ("MaxPool", 1, (3,), {"stride": 2, "padding": 1, "dilation": 2}),
    ("MaxPool", 2, (2,), {"ceil_mode": True}),
    ("MaxPool", 2, ((3, 2),), {"stride": (2, 1), "padding": (1, 1)}),
    ("MaxPool", 3, (2,), {"stride": (1, 2, 2), "ceil_mode": True}),
    ("AvgPool", 1, (2,), {}),
    ("AvgPool", 1, (3,), {"stride": 2, "padding": 1, "count_include_pad": False}),
    ("AvgPool", 2, (2,), {"ceil_mode": True}),
    ("AvgPool", 2, ((3, 2),), {"stride": (2, 1), "padding": (1, 1)}),
    ("AvgPool", 2, (3, 2, 1, True, False), {}),
    ("AvgPool", 3, (2,), {"padding": 1, "ceil_mode": True}),
]


@pytest.mark.parametrize(("name", "rank", "sizes", "options"), CASES, ids=str)
def test_outputs_gradients_and_curvature_are_pytorchs(name, rank, sizes, options, as_pytorch):
    x = np.random.default_rng(0).normal(size=SHAPES[rank])
    make = lambda library: getattr(library, f"{name}{rank}d")(*sizes, **options)
    as_pytorch(make(nn), make(torch.nn), x)
    as_pytorch(make(nn), make(torch.nn), x.astype("float32"), dtype="float32", second=False)


def test_one_example_without_a_batch(as_pytorch):
    as_pytorch(nn.MaxPool2d(2), torch.nn.MaxPool2d(2), np.random.default_rng(0).normal(size=(3, 6, 6)))


@pytest.mark.parametrize("module", [nn.MaxPool2d(2), nn.AvgPool2d(2, padding=1)], ids=repr)
def test_modules_keep_their_contract(module):
    check_module(module, np.random.default_rng(0).permutation(32).reshape(1, 2, 4, 4) / 8)


@pytest.mark.parametrize(("rank", "sizes"), [(1, (3, 2, 1)), (2, ((3, 2), 1, 1)), (3, (2,))])
def test_indices_are_pytorchs_eagerly_and_compiled(rank, sizes):
    x = np.random.default_rng(0).normal(size=SHAPES[rank])
    layer = getattr(nn, f"MaxPool{rank}d")(*sizes, ceil_mode=True, return_indices=True)
    theirs = getattr(torch.nn, f"MaxPool{rank}d")(*sizes, ceil_mode=True, return_indices=True)(torch.tensor(x))
    for got in (layer(x), wg.compile(layer)(x), wg.vmap(layer)(x)):
        np.testing.assert_array_equal(got[0], theirs[0])
        np.testing.assert_array_equal(got[1], theirs[1])


def test_options_are_printed():
    assert (
        repr(nn.MaxPool1d(3, padding=1)) == "MaxPool1d(kernel_size=3, stride=3, padding=1, dilation=1, ceil_mode=False)"
    )
    assert repr(nn.AvgPool2d(2)) == "AvgPool2d(kernel_size=2, stride=2, padding=0)"


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: nn.MaxPool2d(2)(np.ones((4, 4))), ShapeError, "2 axes behind the channels"),
        (lambda: nn.AvgPool1d((2, 2))(np.ones((1, 4, 4))), ArgumentError, "kernel_size does not fit"),
        (lambda: nn.MaxPool2d(2, padding=2)(np.ones((1, 4, 4))), ArgumentError, "more than half a window"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
