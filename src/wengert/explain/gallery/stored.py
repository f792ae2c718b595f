"""What the backward pass of three layers keeps: quantity, step that saves it, rule it is for, and bytes.

Shows that the slopes of ReLU, tanh and sigmoid are found from their outputs, so that no z is kept, and what
checkpoints would save and cost. Table T-18, values GV-127. Errata: ERR-16.
"""

from itertools import pairwise

import numpy as np

import wengert as wg
from wengert import nn

NOTES = (
    "Tables in print keep z₂ and z₃ as well; 1 − a₂² and ŷ(1 − ŷ) read a₂ and ŷ, and z₁ > 0 just where a₁ > 0."
    " They also leave out W₂ and W₃, which the backward pass reads.",
)


def model(sizes=(4, 8, 8, 1)):
    rng = np.random.default_rng(0)
    activations = (nn.ReLU(), nn.Tanh(), nn.Sigmoid())
    layers = [nn.Linear(m, n, dtype="float64") for m, n in pairwise(sizes)]
    for layer in layers:
        layer.weight.value, layer.bias.value = rng.normal(size=layer.weight.shape), rng.normal(size=layer.bias.shape)
    return nn.Sequential(*(part for pair in zip(layers, activations, strict=True) for part in pair))


def explanation():
    x, y = np.array([0.5, -1.0, 0.25, 2.0]), np.array([1.0])
    return wg.explain(model(), x, target=y, loss=wg.losses.HalfSquaredLoss())


def tables(e):
    return [e.memory(), e.products()]
