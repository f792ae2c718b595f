"""Padding layers against PyTorch, and the contract of modules."""

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.testing import check_module

torch = pytest.importorskip("torch")

SHAPES = {1: (2, 3, 5), 2: (2, 3, 4, 5), 3: (1, 2, 4, 4, 3)}
WIDTHS = {1: (1, 2), 2: (1, 2, 0, 3), 3: (1, 0, 2, 1, 1, 2)}
KINDS = ["Zero", "Constant", "Reflection", "Replication", "Circular"]


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_outputs_gradients_and_curvature_are_pytorchs(kind, rank, as_pytorch):
    x = np.random.default_rng(0).normal(size=SHAPES[rank])
    more = (2.5,) if kind == "Constant" else ()
    for widths in (1, WIDTHS[rank]):
        make = lambda library, w=widths: getattr(library, f"{kind}Pad{rank}d")(w, *more)
        as_pytorch(make(nn), make(torch.nn), x)
    as_pytorch(make(nn), make(torch.nn), x, dtype="float32", second=False)


def test_modules_keep_their_contract():
    rows = nn.Sequential(nn.CircularPad2d(1), nn.ReflectionPad2d((1, 0, 0, 1)), nn.ConstantPad2d(1, 2.0))
    check_module(rows, np.random.default_rng(0).normal(size=(1, 1, 3, 2)))


def test_options_are_printed():
    assert repr(nn.ReflectionPad1d(2)) == "ReflectionPad1d((2, 2))"
    assert repr(nn.ConstantPad1d((0, 1), 3.0)) == "ConstantPad1d(padding=(0, 1), value=3.0)"


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: nn.ZeroPad2d((1, 2)), ArgumentError, "widths do not fit"),
        (lambda: nn.ZeroPad2d(1)(np.ones((4, 4))), ShapeError, "2 axes behind the channels"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
