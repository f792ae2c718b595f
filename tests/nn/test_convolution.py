"""Convolution layers against PyTorch: options, outputs, gradients, curvature, initial values; and what is refused."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.random import Generator
from wengert.testing import check_module

torch = pytest.importorskip("torch")

SHAPES = {1: (2, 4, 7), 2: (2, 4, 6, 5), 3: (1, 2, 4, 3, 4)}
CASES = [
    (1, (4, 3, 3), {}),
    (1, (4, 2, 2), {"stride": 2, "padding": 1, "bias": False}),
    (1, (4, 4, 2), {"padding": "same", "dilation": 3, "padding_mode": "reflect"}),
    (2, (4, 6, 3), {"padding": 1, "groups": 2}),
    (2, (4, 4, 2), {"groups": 4, "stride": (2, 1), "dilation": (1, 2)}),
    (2, (4, 3, (2, 3)), {"padding": "same"}),
    (2, (4, 3, (2, 3)), {"padding": "valid", "padding_mode": "circular"}),
    (2, (4, 2, 3), {"padding": (1, 2), "padding_mode": "replicate"}),
    (2, (4, 2, 3), {"padding": (2, 1), "padding_mode": "circular", "stride": 2}),
    (3, (2, 2, 2), {"stride": (1, 2, 1), "padding": (1, 0, 1)}),
    (3, (2, 2, (2, 1, 2)), {"padding": 1, "padding_mode": "circular"}),
]


def pair(rank, sizes, options):
    torch.manual_seed(0)
    return getattr(nn, f"Conv{rank}d")(*sizes, **options), getattr(torch.nn, f"Conv{rank}d")(*sizes, **options)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")  # PyTorch's, about its own copy
@pytest.mark.parametrize(("rank", "sizes", "options"), CASES, ids=str)
def test_outputs_gradients_and_curvature_are_pytorchs(rank, sizes, options, as_pytorch):
    x = np.random.default_rng(0).normal(size=SHAPES[rank])
    ours, theirs = pair(rank, sizes, options)
    as_pytorch(ours, theirs, x)
    as_pytorch(ours, theirs, x, dtype="float32", second=False)


def test_one_example_without_a_batch(as_pytorch):
    as_pytorch(*pair(2, (4, 3, 3), {}), np.random.default_rng(0).normal(size=(4, 5, 5)))


@pytest.mark.parametrize("module", [
    nn.Conv2d(2, 2, 2, padding=1, groups=2, padding_mode="circular", generator=Generator(0)),
    pytest.param(nn.Conv1d(2, 2, 2, stride=2, padding=1, generator=Generator(0)), marks=pytest.mark.slow),
    pytest.param(nn.Conv3d(1, 2, 2, bias=False, generator=Generator(0)), marks=pytest.mark.slow),
], ids=repr)  # fmt: skip
def test_modules_keep_their_contract(module):
    x = np.random.default_rng(0).normal(size=(2, module.in_channels, *(4, 3, 2)[: module.rank]))
    check_module(module, x)


def test_a_batch_of_weights_is_one_convolution_each():
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(3, 2, 4, 5, 5)), rng.normal(size=(3, 4, 4, 2, 2))
    each = wg.vmap(lambda x, w: nn.functional.conv2d(x, w, padding=1))(x, w)
    for k in range(3):
        np.testing.assert_allclose(each[k], nn.functional.conv2d(x[k], w[k], padding=1), atol=1e-12)


def test_initial_values_fill_the_range_of_pytorchs():
    layer = nn.Conv2d(8, 100, 3, groups=2, generator=Generator(0))
    for p in layer.parameters():
        assert p.dtype == np.float32
        assert 0.97 / 6 < abs(p.numpy()).max() <= 1 / 6  # fan_in is 4 · 3 · 3
        assert abs(p.numpy().mean()) < 0.03


def test_large_values_stay_finite():
    out = nn.Conv1d(2, 2, 3)(wg.tensor(np.full((1, 2, 5), 1e30, "float32"), requires_grad=True))
    assert out.dtype == np.float32
    assert np.isfinite(out.numpy()).all()


def test_options_are_printed():
    assert repr(nn.Conv2d(3, 4, 3)) == "Conv2d(3, 4, kernel_size=(3, 3), stride=(1, 1))"
    assert repr(nn.Conv1d(2, 4, 3, padding="same", groups=2, bias=False)) == (
        "Conv1d(2, 4, kernel_size=(3,), stride=(1,), padding='same', groups=2, bias=False)"
    )


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: nn.Conv2d(3, 4, 3, groups=2), ArgumentError, "groups do not divide"),
        (lambda: nn.Conv2d(3, 4, (3, 3, 3)), ArgumentError, "kernel_size does not fit"),
        (lambda: nn.Conv2d(3, 4, 3, padding="same", stride=2), ArgumentError, "needs stride 1"),
        (lambda: nn.Conv2d(3, 4, 3, padding="full"), ArgumentError, "unknown padding"),
        (lambda: nn.Conv2d(3, 4, 3, padding_mode="wrap"), ArgumentError, "unknown padding mode"),
        (lambda: nn.Conv2d(3, 4, 3)(np.ones((2, 8, 8, 3))), ShapeError, "needs 3 channels"),
        (lambda: nn.Conv2d(3, 4, 3)(np.ones((2, 3, 8))), ShapeError, "2 axes behind them"),
        (lambda: nn.Conv2d(3, 4, 3)(np.ones((2, 3, 2, 2))), ShapeError, "larger than the padded input"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
