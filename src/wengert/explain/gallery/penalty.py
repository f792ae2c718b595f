"""A loss with a penalty on weights: which part of each gradient comes from the data, and which from the penalty.

Shows that deltas do not know of the penalty and that biases stay without one. Values GV-090 (E-17, E-32). Errata:
ERR-50, ERR-51, ERR-52.
"""

import numpy as np

import wengert as wg
from wengert import nn

NOTES = (
    "Choosing what to penalise by a name that ends in `weight` also takes the scales of normalisation layers"
    " and tables of embeddings.",
    "The gradient λ|w|^(p − 2) w is ∞ · 0 at w = 0 for 1 < p < 2; λ sign(w)|w|^(p − 1) says the same and is 0 there.",
    "Following only the first parent of each node walks one branch of this graph, and never meets the penalty.",
)


def model():
    net = nn.Sequential(nn.Linear(2, 2, dtype="float64"), nn.Sigmoid())
    net[0].weight.value, net[0].bias.value = np.array([[1.0, -2.0], [0.5, 0.0]]), np.array([0.1, -0.2])
    return net


def penalty(net, p=3.0, strength=0.1):
    return strength / p * wg.sum(wg.abs(net[0].weight) ** p)


def explanation():
    x, y = np.array([0.5, 1.5]), np.array([1.0, 0.0])
    return wg.explain(model(), x, target=y, loss=wg.losses.MSELoss(), penalties=[penalty], lr=0.1)


def tables(e):
    return [e.forward(), e.backward(), e.branches(), e.gradients()]
