"""Three linear layers in a row: gradient, the scalar ∇ℒ·u, and Hu by a second backward pass.

Shows that a loss of squares over a product of weights has curvature of both signs. Values GV-012 (S-07).
"""

import wengert as wg


def network(w1, b1, w2, b2, w3, b3):
    a1 = w1 * 2.0 + b1
    a2 = w2 * a1 + b2
    yhat = w3 * a2 + b3
    loss = 0.5 * (yhat - 1.0) ** 2
    return loss


def explanation():
    return wg.explain(network, 1.5, -1.0, 0.5, 0.1, 2.0, -0.3)


def tables(e):
    return [e.forward(), e.backward(), e.gradients(), e.second_order((1.0, -1.0, 0.5, 2.0, -0.5, 0.25))]
