"""The gradient of a small network in eager mode: against backpropagation written by hand in NumPy, and eager PyTorch.

An MLP 2-16-16-1 with tanh, mean squared error, a batch of 32: as a function of its parameters, and as layers.
"""

import itertools

import numpy as np
import torch

import wengert as wg
from benchmarks.measure import Comparison, race
from wengert import losses, nn, tree

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
    first, second = (tree.leaves(product()) for product in contestants.values())
    for a, b in zip(first, second, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)
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


def network(layers):
    """The network of layers, ours or PyTorch's, without values."""
    return layers.Sequential(
        layers.Linear(2, 16), layers.Tanh(), layers.Linear(16, 16), layers.Tanh(), layers.Linear(16, 1)
    )


def run_layers() -> Comparison:
    """Layers, a loss and `backward()`, written as in a training loop."""
    x, t = torch.tensor(X), torch.tensor(T)
    ours, theirs = network(nn).to("float64"), network(torch.nn).double()
    values = [a for w, b in zip(WEIGHTS, BIASES, strict=True) for a in (w.T, b)]
    with torch.no_grad():
        for p, q, value in zip(ours.parameters(), theirs.parameters(), values, strict=True):
            p.value = value.copy()
            q.copy_(torch.tensor(value))

    def our_backward():
        ours.zero_grad()
        losses.mse_loss(ours(X), T).backward()

    def torch_backward():
        theirs.zero_grad()
        torch.nn.functional.mse_loss(theirs(x), t).backward()

    our_backward(), torch_backward()
    hand = by_hand()
    hand = [g for w, b in zip(hand[:3], hand[3:], strict=True) for g in (w.T, b)]
    for p, q, g in zip(ours.parameters(), theirs.parameters(), hand, strict=True):
        np.testing.assert_allclose(p.grad.numpy(), g, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(q.grad.numpy(), g, rtol=1e-9, atol=1e-12)
    contestants = {"wengert": our_backward, "numpy by hand": by_hand, "torch": torch_backward}
    return race("layers and backward(), MLP 2-16-16-1, batch 32", contestants, {"numpy by hand": 3.0, "torch": 1.0})


def run() -> list[Comparison]:
    """The gradient, the same with layers, and the product by the Hessian."""
    torch.set_num_threads(1)  # its fastest on work this small
    return [run_gradient(), run_layers(), run_hessian_vector_product()]
