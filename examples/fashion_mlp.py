"""Fashion-MNIST by a multilayer perceptron: two hidden layers, dropout, a learning rate that falls along a cosine.

python examples/fashion_mlp.py    needs the pictures: apt install dataset-fashion-mnist
"""

from __future__ import annotations

from collections.abc import Sequence

from shared import arguments, bar, curves, first, table

import wengert as wg


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train, judge once by the test set, print a table, draw the curves."""
    options = arguments(__doc__, 20, given)
    generator = wg.manual_seed(0)
    data = first(wg.data.fashion_mnist(), options.samples)
    train, validation = wg.data.split(data, 0.1, generator)

    nn = wg.nn
    model = nn.Sequential(
        nn.Flatten(),
        *(nn.Linear(784, 512), nn.ReLU(), nn.Dropout(0.3)),
        *(nn.Linear(512, 256), nn.ReLU(), nn.Dropout(0.3)),
        nn.Linear(256, 10),
    )
    steps = options.epochs * -(-len(train) // 128)
    optimizer = wg.optim.Adam(model, lr=2e-3 * wg.optim.cosine(steps))
    history = wg.train.fit(
        model,
        train,
        wg.losses.cross_entropy,
        optimizer,
        epochs=options.epochs,
        batch_size=128,
        validation=validation,
        callbacks=[bar()],
        generator=generator,
    )

    parts = {
        "training": train,
        "validation": validation,
        "test": first(wg.data.fashion_mnist(part="test"), options.samples),
    }
    judged = {name: wg.train.evaluate(model, part, wg.losses.cross_entropy) for name, part in parts.items()}
    table(
        "Fashion-MNIST, MLP", [{"part": name, "samples": len(parts[name]), **found} for name, found in judged.items()]
    )
    curves(history, ["loss", "accuracy"], options.out / "fashion_mlp.png")
    return judged["test"]


if __name__ == "__main__":
    main()
