"""The mean squared error of one ReLU neuron over four samples, one of which it does not see.

Shows the indicator 1[z > 0] at work inside the sum: the sample whose z is negative contributes nothing. Values
GV-049 and GV-050. Errata: ERR-30, ERR-31.
"""

import numpy as np

import wengert as wg

NOTES = (
    "The case z ≤ 0 belongs inside the sum over samples. Drawn out of it, the formula gives (2.03125, −2.34375)"
    " and −0.7375 for these numbers, and the gradient is (0.70625, −1.01875) and 0.5875.",
    "∂(y − u)/∂w = 0ᵀ − ∂u/∂w: a minus sign and no product.",
)

X, y = np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, -1.0], [0.5, 0.5]]), np.array([1.0, 2.0, 0.5, -1.0])


def cost(w, b):
    z = X @ w + b
    a = wg.relu(z)
    e = a - y
    C = wg.mean(e**2)
    return C


def neuron(w, b, x):
    z = wg.sum(w * x) + b
    a = wg.relu(z)
    return a


def explanation():
    return wg.explain(cost, np.array([0.5, -0.25]), 0.1)
