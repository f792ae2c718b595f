"""The perceptron and what it cannot do: AND by Rosenblatt's rule, XOR by a network with one hidden layer.

python examples/perceptron_and_xor.py
"""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from shared import arguments, save, table

import wengert as wg

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
TARGETS = {"AND": np.array([0, 0, 0, 1]), "OR": np.array([0, 1, 1, 1]), "XOR": np.array([0, 1, 1, 0])}


def learned_by_network(target: np.ndarray, epochs: int) -> wg.nn.Module:
    """Four hidden units, trained by gradient descent on all four samples at once."""
    generator = wg.manual_seed(0)
    model = wg.nn.Sequential(wg.nn.Linear(2, 4), wg.nn.Tanh(), wg.nn.Linear(4, 1))
    optimizer = wg.optim.Adam(model, lr=0.05)
    data = (X, target[:, None].astype(np.float32))
    loss = wg.losses.binary_cross_entropy_with_logits
    wg.train.fit(model, data, loss, optimizer, epochs, None, compiled=False, generator=generator)
    return model


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Learn each table by both, print who got it right, draw where each says 1."""
    options = arguments(__doc__, 200, given)
    rows, right = [], {}
    side = np.linspace(-0.5, 1.5, 101, dtype=np.float32)
    grid = np.stack(np.meshgrid(side, side), axis=-1)
    figure, axes = plt.subplots(2, len(TARGETS), figsize=(9, 6), layout="constrained")
    for k, (name, target) in enumerate(TARGETS.items()):
        neuron = wg.nn.models.Perceptron(2)
        mistakes = neuron.fit(X, target, epochs=20)
        network = learned_by_network(target, options.epochs)
        says = {
            "perceptron": lambda x, n=neuron: n(x).numpy(),
            "network": lambda x, n=network: n(x).numpy()[..., 0] > 0,
        }
        for ax, (who, rule) in zip(axes[:, k], says.items(), strict=True):
            right[f"{name} {who}"] = float(np.mean(rule(X) == target))
            ax.contourf(side, side, rule(grid).astype(float), levels=[-0.5, 0.5, 1.5], cmap="Blues")
            ax.scatter(*X.T, c=target, cmap="coolwarm", edgecolors="black")
            ax.set_title(f"{name}, {who}")
        rows.append(
            {
                "table": name,
                "perceptron": right[f"{name} perceptron"],
                "passes": len(mistakes),
                "mistakes in the last": mistakes[-1],
                "network": right[f"{name} network"],
            }
        )
    table("Share of the four samples that is right", rows)
    save(figure, options.out / "perceptron_and_xor.png")
    return right


if __name__ == "__main__":
    main()
