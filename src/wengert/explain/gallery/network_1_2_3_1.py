"""A 1-2-3-1 network of sigmoids with cross-entropy: forward, backward, one update, and the forward pass after it.

Shows gradients that shrink from layer to layer on the way back, the update of all 17 numbers, and the loss falling
by 4.23 %. Table T-40, values GV-040 to GV-042. Errata: ERR-33, ERR-34, ERR-35, ERR-36, ERR-37.
"""

import numpy as np

import wengert as wg
from wengert import nn

NOTES = (
    "Printed elsewhere in two roundings at once, such as 0.7739 and 0.7740 for ŷ, or 0.6076 and 0.6075 for an"
    " activation; 0.773905 and 0.607556 are right.",
    "Printed elsewhere: the factor 0.6147 in the verification, for 0.6174, and a prediction of 0.7862 after the"
    " update; it is 0.7823, and a second step gives 0.7903.",
    "The network has two hidden layers, of 2 and 3 units, also where it is called one with a single hidden layer.",
    "ŷ(1 − ŷ) does not keep steps small where the network is sure and wrong: the factor cancels, and ∂ℒ/∂z = ŷ"
    " − y is largest there.",
)


def model():
    net = nn.Sequential(
        *(nn.Linear(1, 2, dtype="float64"), nn.Sigmoid()),
        *(nn.Linear(2, 3, dtype="float64"), nn.Sigmoid()),
        *(nn.Linear(3, 1, dtype="float64"), nn.Sigmoid()),
    )
    net[0].weight.value, net[0].bias.value = np.array([[0.1], [0.1]]), np.array([0.1, 0.2])
    net[2].weight.value, net[2].bias.value = np.array([[0.2, 0.1], [0.3, 0.2], [0.1, 0.3]]), np.array([0.3, 0.1, 0.2])
    net[4].weight.value, net[4].bias.value = np.array([[0.4, 0.2, 0.6]]), np.array([0.5])
    return net


def explanation():
    return wg.explain(model(), np.array([2.0]), target=np.array([1.0]), loss=wg.losses.BCELoss(), lr=0.1)


def tables(e):
    return [e.forward(), e.backward(), e.gradients(), e.update(), e.verification()]
