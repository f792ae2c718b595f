"""A 2-2-1 network on three samples: the mean of their gradients, and one step with it.

Shows the batch as rows of one array, and the step of gradient descent with the whole of it. Values GV-034. Errata:
ERR-38, ERR-39, ERR-58.
"""

import numpy as np

import wengert as wg
from wengert import nn

NOTES = (
    "In print the error of some weights is written with the second output; there is one output only, and its"
    " error is always a₁(2) − y. The list of weights there lacks the bias of the output.",
    "The loss is a mean over samples; with a sum in its place the rate must be divided by their number.",
)

X = np.array([[0.05, 0.1], [1.0, -1.0], [0.5, 2.0]])
Y = np.array([[0.5], [0.0], [1.0]])


def model():
    net = nn.Sequential(nn.Linear(2, 2, dtype="float64"), nn.Sigmoid(), nn.Linear(2, 1, dtype="float64"))
    net[0].weight.value, net[0].bias.value = np.array([[0.15, 0.25], [-0.2, 0.3]]), np.array([0.35, -0.1])
    net[2].weight.value, net[2].bias.value = np.array([[0.4, -0.45]]), np.array([0.6])
    return net


def explanation(x=X, y=Y):
    return wg.explain(model(), x, target=y, loss=lambda a, y: wg.mean(0.5 * (y - a) ** 2), lr=0.5)


def tables(e):
    return [e.forward(), e.backward(), e.gradients(), e.update(), e.verification()]
