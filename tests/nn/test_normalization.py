"""LayerNorm, RMSNorm, GroupNorm and LocalResponseNorm are PyTorch's: keys, values, gradients."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.testing import check_module

CASES = [
    ("LayerNorm", (4,), {}, (3, 4)),
    ("LayerNorm", ((3, 4),), {"eps": 1e-3}, (2, 3, 4)),
    ("LayerNorm", (4,), {"bias": False}, (2, 3, 4)),
    ("LayerNorm", (4,), {"elementwise_affine": False}, (4,)),
    ("RMSNorm", (4,), {}, (3, 4)),
    ("RMSNorm", ((3, 4),), {"eps": 1e-3}, (2, 3, 4)),
    ("RMSNorm", (4,), {"elementwise_affine": False}, (3, 4)),
    ("GroupNorm", (2, 4), {}, (3, 4, 2, 2)),
    ("GroupNorm", (1, 4), {"affine": False}, (3, 4)),
    ("GroupNorm", (4, 4), {"eps": 1e-3}, (3, 4, 5)),
    ("LocalResponseNorm", (3,), {"alpha": 0.5}, (2, 5, 3)),
    ("LocalResponseNorm", (2,), {"beta": 0.5, "k": 2.0}, (2, 4, 2, 2)),
]


@pytest.mark.parametrize(("name", "args", "options", "shape"), CASES, ids=lambda v: str(v))
def test_it_is_pytorchs(name, args, options, shape, beside_pytorch):
    torch = pytest.importorskip("torch")
    for dtype in ("float64", "float32"):
        theirs = getattr(torch.nn, name)(*args, **options)
        for p in theirs.parameters():
            torch.nn.init.normal_(p)
        pair = beside_pytorch(getattr(nn, name)(*args, **options), theirs, dtype)
        pair.call(np.random.default_rng(0).normal(size=shape) * 3 + 1)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (nn.LayerNorm((3, 2)), (2, 3, 2)),
        (nn.RMSNorm(3), (2, 3)),
        (nn.GroupNorm(2, 4), (2, 4, 2)),
        (nn.LocalResponseNorm(3), (2, 4, 2)),
    ],
    ids=lambda v: type(v).__name__,
)
def test_it_keeps_the_contract_of_modules(layer, shape):
    check_module(layer, np.random.default_rng(0).normal(size=shape))


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_large_and_equal_numbers_stay_finite(dtype):
    x = wg.tensor(np.array([[1e3, -1e3], [1e3, 1e3], [0.0, 0.0]]).astype(dtype), requires_grad=True)
    for layer in (nn.LayerNorm(2, dtype=dtype), nn.RMSNorm(2, dtype=dtype)):
        out = layer(x)
        x.grad = None
        out.sum().backward()
        assert np.isfinite(out.numpy()).all()
        assert np.isfinite(x.grad.numpy()).all()
        assert out.dtype == x.grad.dtype == np.dtype(dtype)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ShapeError, match="layer_norm: the last axes have other sizes"):
        nn.LayerNorm(3)(np.ones((2, 4)))
    with pytest.raises(ArgumentError, match="GroupNorm: the channels do not make that many groups"):
        nn.GroupNorm(2, 3)


def test_the_comparison_with_pytorch_notices_another_eps(beside_pytorch):
    torch = pytest.importorskip("torch")
    pair = beside_pytorch(nn.LayerNorm(4, eps=1.01e-5), torch.nn.LayerNorm(4), "float64")
    with pytest.raises(AssertionError, match="output 0"):
        pair.call(np.random.default_rng(0).normal(size=(3, 4)))
