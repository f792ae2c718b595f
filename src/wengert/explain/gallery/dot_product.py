"""A dot product as w ⊙ x and a sum, with a bias: the partial derivatives of each part.

Shows ∂u/∂w = diag(x), ∂y/∂u = 1ᵀ, and their product xᵀ. Values GV-051.
"""

import numpy as np

import wengert as wg


def f(w, x, b):
    u = w * x
    y = wg.sum(u) + b
    return y


def explanation():
    return wg.explain(f, np.array([2.0, -1.0, 4.0]), np.array([0.5, 3.0, -2.0]), 0.25)


def tables(e):
    return [e.forward(), e.backward(), e.gradients()]
