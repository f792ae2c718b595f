"""A small Vision Transformer on one image: modules with shapes, gradients and memory, to be opened.

Shows how a large network stays readable: one row for each module, and `e.open("blocks.0").backward()` for the steps
inside. Errata: ERR-48.
"""

import numpy as np

import wengert as wg

NOTES = (
    "Attention grows with the square of the tokens, but at 197 tokens of 192 numbers it is 15 % of a layer's"
    " products; the affine maps are the larger part until there are more than a thousand tokens.",
)


def model():
    wg.manual_seed(0)
    return wg.nn.models.VisionTransformer(8, 4, in_chans=1, num_classes=3, embed_dim=8, depth=2, num_heads=2)


def explanation():
    x = np.linspace(0, 1, 64, dtype="float32").reshape(1, 1, 8, 8)
    return wg.explain(model(), x, target=np.array([1]), loss=wg.losses.CrossEntropyLoss())


def tables(e):
    return [e.summary(), e.open("blocks.0").backward(), e.memory()]
