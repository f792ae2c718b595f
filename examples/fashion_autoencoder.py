"""Fashion-MNIST through a narrow place: an autoencoder says 784 pixels again from 32 numbers; beside it, PCA.

python examples/fashion_autoencoder.py    needs the pictures: apt install dataset-fashion-mnist
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from shared import arguments, bar, first, pictures, table

import wengert as wg

CODE = 32


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train, judge once by the test set, print a table, draw pictures and what was said again."""
    options = arguments(__doc__, 10, given)
    generator = wg.manual_seed(0)
    data = first(wg.data.fashion_mnist(), options.samples)
    train, validation = wg.data.split(data, 0.1, generator)
    parts = {
        "training": train,
        "validation": validation,
        "test": first(wg.data.fashion_mnist(part="test"), options.samples),
    }
    images = {name: wg.data.unit_pixels(part.x) for name, part in parts.items()}

    model = wg.nn.models.autoencoder([256, CODE], (1, 28, 28), generator=generator)
    steps = options.epochs * -(-len(train) // 128)
    optimizer = wg.optim.Adam(model, lr=2e-3 * wg.optim.cosine(steps))
    pairs = {name: (x, x) for name, x in images.items()}
    wg.train.fit(
        *(model, pairs["training"], wg.losses.mse_loss, optimizer, options.epochs, 128, pairs["validation"]),
        callbacks=[bar()],
        generator=generator,
    )

    flat = images["training"].reshape(len(train), -1)
    mean = flat.mean(axis=0)
    axes = np.linalg.eigh(np.cov(flat.T))[1][:, -CODE:].astype(np.float32)  # as many numbers, by a linear map
    rows = []
    for name, x in images.items():
        lost = x.reshape(len(x), -1) - mean
        pca = float(np.mean((lost - lost @ axes @ axes.T) ** 2))
        network = wg.train.evaluate(model, pairs[name], wg.losses.mse_loss)["loss"]
        rows.append({"part": name, "pictures": len(x), "network": network, "PCA": pca})
    table(f"Fashion-MNIST through {CODE} numbers, mean squared error of a pixel", rows)
    shown = images["test"][:12]
    again = wg.train.predict(model, shown)
    pictures([shown[:, 0], again[:, 0]], options.out / "fashion_autoencoder.png", ["test picture", "from 32 numbers"])
    return {"loss": rows[-1]["network"], "pca": rows[-1]["PCA"]}


if __name__ == "__main__":
    main()
