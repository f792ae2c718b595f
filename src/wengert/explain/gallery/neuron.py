"""One sigmoid neuron: forward pass, loss, and the gradient of every input.

Shows the smallest step table there is: step, quantity, formula, value, and where the value comes from. Table T-03,
values GV-001. Errata: ERR-01.
"""

import wengert as wg

NOTES = (
    "Printed elsewhere: ŷ = 0.999088, which is cut off and not rounded (0.999089), and ℒ = 4.16·10⁻⁷, which is"
    " the square of the cut-off error; with all digits ℒ = 4.150·10⁻⁷.",
)


def neuron(x, w, b, y):
    z = w * x + b
    yhat = wg.sigmoid(z)
    loss = 0.5 * (y - yhat) ** 2
    return loss


def explanation():
    return wg.explain(neuron, 2.0, 3.0, 1.0, 1.0)


def tables(e):
    return [e.forward(), e.backward(), e.gradients()]
