"""Three layers in the words of hidden input and hidden output: errors E = Y − Ŷ carried back, and updates with a plus.

Shows that adding rate · error · inputᵀ is gradient descent on ½‖Y − Ŷ‖², and the four equations of backpropagation
with these numbers. Tables T-21 to T-23, values GV-125 (B-09 to B-12). Errata: ERR-07, ERR-08.
"""

import numpy as np

import wengert as wg
from wengert import nn

NOTES = (
    "Error₁ = σ′(Input₁) ⊙ (W₂ᵀ Error₂), and so on: where `+ 1` is in print beside Error and W it is an index"
    " that slipped off the line.",
    "One orientation throughout: with columns W·X, errors Wᵀ·E and updates E·Xᵀ. Matrix products are no dot products.",
)

X, Y = np.array([0.5, -1.0]), np.array([1.0, 0.0])


def model():
    net = nn.Sequential(*(layer for _ in range(3) for layer in (nn.Linear(2, 2, dtype="float64"), nn.Sigmoid())))
    net[0].weight.value, net[0].bias.value = np.array([[0.2, -0.4], [0.7, 0.1]]), np.array([0.1, -0.1])
    net[2].weight.value, net[2].bias.value = np.array([[0.5, 0.3], [-0.6, 0.8]]), np.array([0.0, 0.2])
    net[4].weight.value, net[4].bias.value = np.array([[1.0, -1.0], [0.4, 0.9]]), np.array([-0.2, 0.3])
    return net


def explanation():
    return wg.explain(model(), X, target=Y, loss=wg.losses.HalfSquaredLoss(reduction="sum"), lr=0.5)


def tables(e):
    return [e.forward(), e.equations(), e.error_form(), e.update()]
