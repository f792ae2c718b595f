"""Two sigmoid neurons in a row: the backward pass of the output layer, then of the hidden layer.

Shows how the steps of the backward pass go on from a forward table and name its rows as their sources. Tables T-04
and T-05, values GV-002. Errata: ERR-02, ERR-03.
"""

import wengert as wg

NOTES = (
    "The backward tables are also in print beside the forward table of a single neuron, so that their sources"
    " point at the wrong rows; here both passes are of one network, whose b₂ = −2 follows from the printed slope"
    " of the loss.",
    "Printed elsewhere: ŷ(1 − ŷ) = 0.105233; it is 0.105285, and the products after it change with it: ∂ℒ/∂z₂ ="
    " −0.012591 and not −0.012580, ∂ℒ/∂a₁ = −0.050363 and not −0.050319.",
    "All gradients here are negative: where a positive number or an equality sign stands in print, a minus was lost.",
)


def network(x, w1, b1, w2, b2, y):
    z1 = w1 * x + b1
    a1 = wg.sigmoid(z1)
    z2 = w2 * a1 + b2
    yhat = wg.sigmoid(z2)
    loss = 0.5 * (y - yhat) ** 2
    return loss


def explanation():
    return wg.explain(network, 2.0, 3.0, 1.0, 4.0, -2.0, 1.0)


def tables(e):
    return [e.forward(), e.backward(), e.gradients()]
