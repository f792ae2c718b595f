"""ReLU, tanh and sigmoid in a row: the whole way forward and back, the Jacobians, and one step of gradient descent.

Shows every table of a network: both passes step by step, the compact and the chronological form, the list of
gradients, the update for a given rate, and the forward pass after it. Tables T-06 to T-11 and T-41, values GV-003
and GV-004. Errata: ERR-03, ERR-06, ERR-15.
"""

import wengert as wg

NOTES = (
    "Printed elsewhere without their minus signs: all gradients of the backward pass, b₁ = −1 and b₃ = −0.3.",
    "Printed elsewhere: J₃ = 0.336404 and J₂ = 0.179600, products of numbers rounded before; they are 0.336405"
    " and 0.179601.",
    "The backward pass applies products of vectors with Jacobians, Jᵀδ; products J·v belong to forward mode."
    " The gradients of weights come from the delta of a layer and its input, and no Jacobian is in them.",
)


def network(x, w1, b1, w2, b2, w3, b3, y):
    z1 = w1 * x + b1
    a1 = wg.relu(z1)
    z2 = w2 * a1 + b2
    a2 = wg.tanh(z2)
    z3 = w3 * a2 + b3
    yhat = wg.sigmoid(z3)
    loss = 0.5 * (y - yhat) ** 2
    return loss


def explanation():
    return wg.explain(network, 2.0, 1.5, -1.0, 0.5, 0.1, 2.0, -0.3, 1.0, lr=0.1)


def tables(e):
    passes = [e.forward(), e.backward(), e.compact(), e.chronological(), e.gradients()]
    return [*passes, e.jacobians(), e.update(), e.verification()]
