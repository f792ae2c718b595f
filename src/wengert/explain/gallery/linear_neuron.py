"""One linear neuron with one weight: gradient (wx − y)x, and the second derivative along a direction.

Shows the procedure of a Hessian–vector product where it can be done in the head: Hu = x²u. Values GV-011 (S-03,
S-06).
"""

import wengert as wg

x, y = 3.0, 2.0


def neuron(w):
    yhat = w * x
    loss = 0.5 * (yhat - y) ** 2
    return loss


def explanation():
    return wg.explain(neuron, 0.5)


def tables(e):
    return [e.forward(), e.backward(), e.second_order((1.5,))]
