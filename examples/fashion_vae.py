"""New clothes: a variational autoencoder learns Fashion-MNIST and draws pictures that were never taken.

python examples/fashion_vae.py    needs the pictures: apt install dataset-fashion-mnist
"""

from __future__ import annotations

from collections.abc import Sequence

from shared import arguments, bar, first, pictures, table

import wengert as wg


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train, judge once by the test set, print a table, draw reconstructions and samples."""
    options = arguments(__doc__, 15, given)
    generator = wg.manual_seed(0)
    data = first(wg.data.fashion_mnist(), options.samples)
    train, validation = wg.data.split(data, 0.1, generator)
    parts = {
        "training": train,
        "validation": validation,
        "test": first(wg.data.fashion_mnist(part="test"), options.samples),
    }
    images = {name: wg.data.unit_pixels(part.x) for name, part in parts.items()}
    pairs = {name: (x, x) for name, x in images.items()}

    model = wg.nn.models.VAE((1, 28, 28), hidden=(256,), latent=16, generator=generator)
    steps = options.epochs * -(-len(train) // 128)
    optimizer = wg.optim.Adam(model, lr=2e-3 * wg.optim.cosine(steps))
    wg.train.fit(
        *(model, pairs["training"], wg.losses.elbo_loss, optimizer, options.epochs, 128, pairs["validation"]),
        callbacks=[bar()],
        generator=generator,
    )

    bounds = {name: wg.train.evaluate(model, pair, wg.losses.elbo_loss)["loss"] for name, pair in pairs.items()}
    rows = [{"part": name, "pictures": len(images[name]), "nats a picture": bound} for name, bound in bounds.items()]
    table("Fashion-MNIST, VAE: bound on minus the log likelihood, at the mean of the code", rows)
    shown = images["test"][:12]
    again = wg.sigmoid(wg.train.predict(model, shown)[0])
    drawn = wg.sigmoid(model.sample(24, generator)).numpy()
    rows_of_pictures = [shown[:, 0], again[:, 0], drawn[:12, 0], drawn[12:, 0]]
    titles = ["test picture", "said again", "drawn from 16 normal numbers", ""]
    pictures(rows_of_pictures, options.out / "fashion_vae.png", titles)
    return {"loss": bounds["test"]}


if __name__ == "__main__":
    main()
