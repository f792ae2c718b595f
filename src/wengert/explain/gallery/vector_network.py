"""A 2-2-2-1 network: layer Jacobians, and one gradient by two routes.

Shows J = diag(φ′(z)) W of each layer, the chain of their transposes, and that the explicit chain rule gives the
same numbers. What a Jacobian, a delta and a gradient are is told apart. Table T-17. Errata: ERR-04, ERR-05, ERR-23.
"""

import numpy as np

import wengert as wg

NOTES = (
    "For columns the chain is J₁ᵀ J₂ᵀ J₃ᵀ ∂ℒ/∂a₃: the transposes stand in this order, and a product without"
    " them does not fit in shape.",
    "Where such a network is worked by hand, products of rounded numbers drift: an input gradient in print is"
    " off by 45 % in its second component. The largest difference of the two routes is shown here.",
)

x, y = np.array([1.0, -0.5]), np.array([1.0])
W1, b1 = np.array([[0.8, -0.4], [0.3, 0.9]]), np.array([0.2, 0.5])
W2, b2 = np.array([[0.6, -0.7], [1.1, 0.5]]), np.array([0.1, -0.2])
W3, b3 = np.array([[1.4, -0.8]]), np.array([0.3])


def network(x, W1, b1, W2, b2, W3, b3, y):
    z1 = W1 @ x + b1
    a1 = wg.relu(z1)
    z2 = W2 @ a1 + b2
    a2 = wg.tanh(z2)
    z3 = W3 @ a2 + b3
    yhat = wg.sigmoid(z3)
    loss = 0.5 * wg.sum((yhat - y) ** 2)
    return loss


def explanation():
    return wg.explain(network, x, W1, b1, W2, b2, W3, b3, y, lr=0.1)


def tables(e):
    return [e.forward(), e.backward(), e.jacobians(), e.hierarchy(), e.gradients()]
