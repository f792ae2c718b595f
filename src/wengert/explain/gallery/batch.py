"""Four samples in rows: one matrix product for each layer, forward and back, in place of a loop over samples.

Shows that gradients of weights are δᵀ · a with samples in rows, gradients of biases sums over rows, and all of them
the mean of what single samples give (B-16). Errata: ERR-08, ERR-56.
"""

import numpy as np

import wengert as wg
from wengert import nn

NOTES = (
    "With samples in rows, Z = X Wᵀ + b and ∂ℒ/∂W = δᵀ X; with samples in columns, Z = W X + b and ∂ℒ/∂W = δ"
    " Xᵀ. A table that mixes the two does not fit in shape.",
    "Of single samples a backward pass needs no matrix–matrix product; of a batch it does.",
)

X = np.array([[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0], [1.0, 1.0]])
Y = np.array([[1.0], [0.0], [1.0], [0.0]])


def model():
    net = nn.Sequential(
        *(nn.Linear(2, 3, dtype="float64"), nn.ReLU()),
        *(nn.Linear(3, 2, dtype="float64"), nn.Tanh()),
        *(nn.Linear(2, 1, dtype="float64"), nn.Sigmoid()),
    )
    net[0].weight.value = np.array([[0.6, -0.3], [-0.2, 0.5], [0.4, 0.7]])
    net[0].bias.value = np.array([0.1, 0.0, -0.1])
    net[2].weight.value = np.array([[0.5, -0.4, 0.3], [-0.6, 0.2, 0.8]])
    net[2].bias.value = np.array([0.05, -0.05])
    net[4].weight.value, net[4].bias.value = np.array([[1.2, -0.9]]), np.array([0.2])
    return net


def explanation(x=X, y=Y):
    return wg.explain(model(), x, target=y, loss=lambda a, y: wg.mean(0.5 * (a - y) ** 2), lr=0.1)


def tables(e):
    return [e.forward(), e.backward(), e.products(), e.gradients()]
