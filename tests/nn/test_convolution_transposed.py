"""Transposed convolution layers against PyTorch, and what is refused."""

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.random import Generator
from wengert.testing import check_module

torch = pytest.importorskip("torch")

SHAPES = {1: (2, 4, 5), 2: (2, 4, 3, 4), 3: (1, 2, 2, 3, 2)}
CASES = [
    (1, (4, 3, 3), {}),
    (1, (4, 2, 3), {"stride": 3, "padding": 1, "output_padding": 2, "bias": False}),
    (2, (4, 6, 3), {"stride": 2, "padding": 1, "groups": 2}),
    (2, (4, 3, (2, 3)), {"stride": (1, 2), "dilation": (2, 1), "output_padding": (1, 0), "padding": (0, 2)}),
    (3, (2, 2, 2), {"stride": (1, 2, 1), "padding": (1, 0, 1)}),
]


def pair(rank, sizes, options):
    torch.manual_seed(0)
    name = f"ConvTranspose{rank}d"
    return getattr(nn, name)(*sizes, **options), getattr(torch.nn, name)(*sizes, **options)


@pytest.mark.parametrize(("rank", "sizes", "options"), CASES, ids=str)
def test_outputs_gradients_and_curvature_are_pytorchs(rank, sizes, options, as_pytorch):
    x = np.random.default_rng(0).normal(size=SHAPES[rank])
    ours, theirs = pair(rank, sizes, options)
    as_pytorch(ours, theirs, x)
    as_pytorch(ours, theirs, x, dtype="float32", second=False)


@pytest.mark.parametrize("wanted", [(7, 8), (8, 7), [2, 3, 8, 8]])
def test_a_wanted_size_settles_what_the_stride_leaves_open(wanted, beside_pytorch):
    ours, theirs = pair(2, (4, 3, 3), {"stride": 2, "padding": 1})
    x = np.random.default_rng(0).normal(size=(2, 4, 4, 4))
    (out,) = beside_pytorch(ours, theirs, "float64").call(x, output_size=wanted)
    assert out.shape[2:] == tuple(wanted[-2:])


def test_it_is_the_adjoint_of_the_convolution():
    rng = np.random.default_rng(0)
    options = {"stride": 2, "padding": 1, "bias": False, "dtype": "float64"}
    conv, back = nn.Conv2d(3, 4, 3, **options), nn.ConvTranspose2d(4, 3, 3, **options)
    back.load_state_dict(conv.state_dict())
    x, y = rng.normal(size=(2, 3, 7, 7)), rng.normal(size=(2, 4, 4, 4))
    np.testing.assert_allclose((conv(x).numpy() * y).sum(), (back(y).numpy() * x).sum())


def test_modules_keep_their_contract():
    module = nn.ConvTranspose2d(2, 2, 2, stride=2, padding=1, output_padding=1, generator=Generator(0))
    check_module(module, np.random.default_rng(0).normal(size=(2, 2, 3, 2)))


def test_initial_values_fill_the_range_of_pytorchs():
    layer = nn.ConvTranspose2d(100, 8, 3, groups=2, generator=Generator(0))
    theirs = torch.nn.ConvTranspose2d(100, 8, 3, groups=2)
    for p, q in zip(layer.parameters(), theirs.parameters(), strict=True):
        assert abs(p.numpy()).max() <= 1 / 6
        assert abs(q.detach().numpy()).max() <= 1 / 6
    assert abs(layer.weight.numpy()).max() > 0.97 / 6


def test_options_are_printed():
    assert repr(nn.ConvTranspose1d(2, 4, 3, stride=2, output_padding=1)) == (
        "ConvTranspose1d(2, 4, kernel_size=(3,), stride=(2,), output_padding=(1,))"
    )


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: nn.ConvTranspose2d(3, 4, 3, groups=2), ArgumentError, "groups do not divide"),
        (lambda: nn.ConvTranspose2d(3, 4, 3, padding_mode="reflect"), ArgumentError, "only zeros"),
        (lambda: nn.ConvTranspose2d(3, 4, 3)(np.ones((2, 4, 8, 8))), ShapeError, "needs 3 channels"),
        (lambda: nn.ConvTranspose2d(3, 4, 3, output_padding=1)(np.ones((2, 3, 8, 8))), ArgumentError, "too large"),
        (lambda: nn.ConvTranspose1d(3, 4, 3, stride=2)(np.ones((3, 4)), (12,)), ShapeError, "cannot have this size"),
        (lambda: nn.ConvTranspose2d(3, 4, 3, stride=2)(np.ones((3, 4, 4)), (9,)), ValueError, "shorter|size"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
