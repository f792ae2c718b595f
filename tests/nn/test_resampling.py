"""Upsample and the pixel shuffles against PyTorch, and the contract of modules."""

import numpy as np
import pytest

from wengert import nn
from wengert.testing import check_module

torch = pytest.importorskip("torch")

SHAPES = {1: (2, 3, 5), 2: (2, 3, 4, 5), 3: (1, 2, 4, 4, 3)}
CASES = [
    (1, {"scale_factor": 2}),
    (1, {"size": 7}),
    (1, {"size": 7, "mode": "nearest-exact"}),
    (1, {"scale_factor": 1.7, "mode": "linear"}),
    (2, {"scale_factor": (3, 1.5)}),
    (2, {"size": (2, 9)}),
    (2, {"scale_factor": 2, "mode": "bilinear"}),
    (2, {"scale_factor": 2.3, "mode": "bilinear", "align_corners": False}),
    (2, {"size": (7, 3), "mode": "bilinear", "align_corners": True}),
    (2, {"size": (1, 5), "mode": "bilinear", "align_corners": True}),
    (2, {"scale_factor": 2, "mode": "bicubic"}),
    (2, {"scale_factor": (1.1, 0.6), "mode": "bicubic", "align_corners": False}),
    (2, {"size": (7, 3), "mode": "bicubic", "align_corners": True}),
    (2, {"size": (1, 5), "mode": "bicubic", "align_corners": True}),
    (3, {"scale_factor": 2}),
    (3, {"size": (3, 6, 7), "mode": "trilinear", "align_corners": True}),
]


@pytest.mark.parametrize(("rank", "options"), CASES, ids=str)
def test_outputs_gradients_and_curvature_are_pytorchs(rank, options, as_pytorch):
    x = np.random.default_rng(0).normal(size=SHAPES[rank])
    as_pytorch(nn.Upsample(**options), torch.nn.Upsample(**options), x)
    as_pytorch(nn.Upsample(**options), torch.nn.Upsample(**options), x, dtype="float32", second=False)


def test_pixel_shuffles_are_pytorchs(as_pytorch):
    x = np.random.default_rng(0).normal(size=(2, 12, 4, 6))
    as_pytorch(nn.PixelShuffle(2), torch.nn.PixelShuffle(2), x)
    as_pytorch(nn.PixelUnshuffle(2), torch.nn.PixelUnshuffle(2), x)
    assert np.array_equal(nn.PixelUnshuffle(2)(nn.PixelShuffle(2)(x)), x)


def test_modules_keep_their_contract():
    rows = nn.Sequential(
        nn.PixelShuffle(2), nn.Upsample(size=(3, 5), mode="bilinear"), nn.Upsample(scale_factor=2, mode="bicubic")
    )
    check_module(rows, np.random.default_rng(0).normal(size=(1, 4, 2, 2)))


def test_options_are_printed():
    assert [repr(m) for m in (nn.Upsample(size=3), nn.Upsample(scale_factor=2), nn.PixelShuffle(3))] == [
        "Upsample(size=3, mode='nearest')",
        "Upsample(scale_factor=2, mode='nearest')",
        "PixelShuffle(upscale_factor=3)",
    ]
    assert repr(nn.PixelUnshuffle(3)) == "PixelUnshuffle(downscale_factor=3)"
