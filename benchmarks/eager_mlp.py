"""The gradient of a small network in eager mode: against backpropagation written by hand in NumPy, and eager PyTorch.

An MLP 2-16-16-1 with tanh, mean squared error, a batch of 32.
"""

import itertools

import numpy as np
import torch

import wengert as wg
from benchmarks.measure import Comparison, race

RNG = np.random.default_rng(0)
SIZES = (2, 16, 16, 1)
X, T = RNG.normal(size=(32, 2)), RNG.normal(size=(32, 1))
WEIGHTS = [RNG.normal(size=s) / np.sqrt(s[0]) for s in itertools.pairwise(SIZES)]
BIASES = [np.zeros(n) for n in SIZES[1:]]


def loss(xp, weights, biases, x, t):
    """Mean squared error of the network, written with the functions of `xp`."""
    for w, b in zip(weights[:-1], biases[:-1], strict=True):
        x = xp.tanh(x @ w + b)
    e = x @ weights[-1] + biases[-1] - t
    return xp.mean(e * e)


def by_hand() -> list[np.ndarray]:
    """Backpropagation as one writes it on paper."""
    h1 = np.tanh(X @ WEIGHTS[0] + BIASES[0])
    h2 = np.tanh(h1 @ WEIGHTS[1] + BIASES[1])
    g3 = 2 * (h2 @ WEIGHTS[2] + BIASES[2] - T) / T.size
    g2 = g3 @ WEIGHTS[2].T * (1 - h2 * h2)
    g1 = g2 @ WEIGHTS[1].T * (1 - h1 * h1)
    return [X.T @ g1, h1.T @ g2, h2.T @ g3, g1.sum(0), g2.sum(0), g3.sum(0)]


def run_hessian_vector_product() -> Comparison:
    """The two orders of a Hessian-vector product; the first is the default."""
    f = lambda weights, biases: loss(wg, weights, biases, X, T)
    point, direction = (WEIGHTS, BIASES), ([w[::-1] for w in WEIGHTS], BIASES)
    orders = ("forward-over-reverse", "reverse-over-reverse")
    contestants = {order: (lambda order=order: wg.hvp(f, point, direction, order=order)) for order in orders}
    return race("Hessian-vector product of an MLP 2-16-16-1, batch 32", contestants, goal={orders[1]: 1.0})


def run_gradient() -> Comparison:
    """Ours against both."""
    gradient = wg.grad(lambda weights, biases: loss(wg, weights, biases, X, T), argnums=(0, 1))
    x, t = torch.tensor(X), torch.tensor(T)
    parameters = [torch.tensor(p, requires_grad=True) for p in WEIGHTS + BIASES]

    def eager_torch():
        return torch.autograd.grad(loss(torch, parameters[:3], parameters[3:], x, t), parameters)

    weights, biases = gradient(WEIGHTS, BIASES)
    for ours, hand, theirs in zip([*weights, *biases], by_hand(), eager_torch(), strict=True):
        np.testing.assert_allclose(ours, hand, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(theirs.numpy(), hand, rtol=1e-9, atol=1e-12)
    contestants = {"wengert": lambda: gradient(WEIGHTS, BIASES), "numpy by hand": by_hand, "torch": eager_torch}
    return race("gradient of an MLP 2-16-16-1, batch 32", contestants, goal={"numpy by hand": 3.0, "torch": 1.0})


def run() -> list[Comparison]:
    """The gradient, and the product by the Hessian."""
    torch.set_num_threads(1)  # its fastest on work this small
    return [run_gradient(), run_hessian_vector_product()]
