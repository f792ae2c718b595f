"""Adaptive and global pooling layers against PyTorch, and the contract of modules."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.testing import check_module

torch = pytest.importorskip("torch")

SHAPES = {1: (2, 3, 10), 2: (2, 3, 7, 6), 3: (1, 2, 5, 4, 3)}
SIZES = [(1, 5), (1, 3), (2, 1), (2, (3, 6)), (2, (None, 4)), (2, 9), (3, 2), (3, (1, 4, None))]


@pytest.mark.parametrize(("rank", "size"), SIZES, ids=str)
@pytest.mark.parametrize("kind", ["Avg", "Max"])
def test_outputs_gradients_and_curvature_are_pytorchs(kind, rank, size, as_pytorch):
    x = np.random.default_rng(0).normal(size=SHAPES[rank])
    make = lambda library: getattr(library, f"Adaptive{kind}Pool{rank}d")(size)
    as_pytorch(make(nn), make(torch.nn), x)
    as_pytorch(make(nn), make(torch.nn), x, dtype="float32", second=False)


@pytest.mark.parametrize(("rank", "size"), SIZES, ids=str)
def test_indices_are_pytorchs_the_first_at_a_tie(rank, size):
    x = np.round(np.random.default_rng(0).normal(size=SHAPES[rank]) * 2)
    layer = getattr(nn, f"AdaptiveMaxPool{rank}d")(size, return_indices=True)
    theirs = getattr(torch.nn, f"AdaptiveMaxPool{rank}d")(size, return_indices=True)(torch.tensor(x))
    for got in (layer(x), wg.compile(layer)(x), [part[0] for part in layer(x[None, 0])], wg.vmap(layer)(x)):
        want = theirs if np.ndim(got[0]) == x.ndim else [part[0] for part in theirs]
        np.testing.assert_array_equal(got[0], want[0])
        np.testing.assert_array_equal(got[1], want[1])
        assert got[1].dtype == np.int64


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_global_pooling_is_adaptive_pooling_to_one_place(rank, as_pytorch):
    x = np.random.default_rng(0).normal(size=SHAPES[rank])
    for kind in ("Avg", "Max"):
        theirs = torch.nn.Sequential(getattr(torch.nn, f"Adaptive{kind}Pool{rank}d")(1), torch.nn.Flatten())
        as_pytorch(getattr(nn, f"Global{kind}Pool")(), theirs, x)


@pytest.mark.parametrize("module", [nn.AdaptiveAvgPool2d((2, 3)), nn.AdaptiveMaxPool2d((2, 3))])
def test_modules_keep_their_contract(module):
    check_module(module, np.random.default_rng(0).permutation(30).reshape(1, 2, 3, 5) / 8)


def test_options_are_printed():
    assert repr(nn.AdaptiveAvgPool2d((None, 2))) == "AdaptiveAvgPool2d(output_size=(None, 2))"


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: nn.AdaptiveAvgPool2d(2)(np.ones((4, 4))), ShapeError, "2 axes behind the channels"),
        (lambda: nn.AdaptiveAvgPool1d(0)(np.ones((2, 4))), ArgumentError, "output_size does not fit"),
        (lambda: nn.AdaptiveAvgPool2d((2, 2, 2))(np.ones((1, 4, 4))), ArgumentError, "output_size does not fit"),
        (lambda: nn.GlobalAvgPool()(np.ones((4, 4))), ShapeError, "axes behind the channels"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
