"""Layers under vmap: a batch of inputs gives what its examples give one by one, in their dtype.

Knows one layer of each kind. Values and derivatives of each are tested beside its source.
"""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.tensor import value_of

LAYERS = [
    (nn.Conv2d(2, 3, 2, padding=1, padding_mode="circular"), (2, 2, 5, 4)),
    (nn.ConvTranspose2d(2, 3, 2, stride=2), (2, 2, 3, 4)),
    (nn.MaxPool2d(2), (2, 2, 4, 4)),
    (nn.AvgPool2d(3, 2, 1, count_include_pad=False), (2, 2, 5, 5)),
    (nn.LPPool2d(2, 2), (2, 2, 4, 4)),
    (nn.AdaptiveAvgPool2d((2, 3)), (2, 2, 5, 4)),
    (nn.AdaptiveMaxPool2d((2, 3)), (2, 2, 5, 4)),
    (nn.GlobalAvgPool(), (2, 2, 5, 4)),
    (nn.Upsample(scale_factor=2, mode="bilinear"), (2, 2, 5, 4)),
    (nn.Upsample(size=7), (2, 2, 5, 4)),
    (nn.Upsample(scale_factor=2, mode="bicubic"), (2, 2, 5, 4)),
    (nn.PixelShuffle(2), (2, 4, 5, 4)),
    (nn.Unfold(2), (2, 2, 5, 4)),
    (nn.Fold((3, 3), 2), (2, 8, 4)),
    (nn.ReflectionPad2d(1), (2, 2, 5, 4)),
    (nn.ReplicationPad2d(1), (2, 2, 5, 4)),
    (nn.Unflatten(1, (2, 3)), (2, 6)),
    (nn.ChannelShuffle(2), (2, 4, 3)),
    (nn.PReLU(2), (3, 2, 4)),
    (nn.SwiGLU(), (3, 4)),
    (nn.RReLU().eval(), (3, 4)),
    (nn.Softmax2d(), (2, 3, 2, 2)),
    (nn.Heaviside(), (3, 4)),
    (nn.Hardswish(), (3, 4)),
]


@pytest.mark.parametrize(("layer", "shape"), LAYERS, ids=lambda v: repr(v) if isinstance(v, nn.Module) else "")
def test_a_batch_is_its_examples(layer, shape):
    x = np.random.default_rng(0).normal(size=(3, *shape)).astype("float32")
    together = np.asarray(value_of(wg.vmap(layer)(x)))
    assert together.dtype == np.float32
    np.testing.assert_allclose(together, [value_of(layer(part)) for part in x], rtol=1e-5, atol=1e-6)
