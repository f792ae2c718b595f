"""One affine layer, three neurons on two inputs: every gradient has the shape of what it belongs to.

Shows ∂ℒ/∂W = δ aᵀ, ∂ℒ/∂b = δ and ∂ℒ/∂a = Wᵀ δ with their shapes. Tables T-13, T-14 and T-44, values GV-123. Errata:
ERR-17.
"""

import numpy as np

import wengert as wg

NOTES = (
    "∂z/∂W is a local derivative and knows of no loss; ∂ℒ/∂W always does. And δ = ∂ℒ/∂z belongs to the"
    " pre-activation, not to the output of the layer.",
)

W, b = np.array([[1.0, -1.0], [0.5, 2.0], [0.0, 3.0]]), np.array([0.1, 0.2, 0.3])
a, delta = np.array([2.0, -1.0]), np.array([1.0, -2.0, 0.5])


def layer(W, a, b):
    z = W @ a + b
    loss = wg.sum(delta * z)
    return loss


def neuron(w, a, b):
    z = w @ a + b
    return z


def explanation():
    return wg.explain(layer, W, a, b)


def tables(e):
    return [e.forward(), e.backward(), e.gradients(), e.linear_layers(), e.hierarchy()]
