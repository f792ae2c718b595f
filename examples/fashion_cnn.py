"""Fashion-MNIST by a convolutional network: two stages, batch normalization, dropout, and mirrored pictures.

python examples/fashion_cnn.py    needs the pictures: apt install dataset-fashion-mnist
"""

from __future__ import annotations

from collections.abc import Sequence

from shared import arguments, bar, curves, first, table

import wengert as wg
from wengert.data.augment import Flip


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train, judge once by the test set, print a table, draw the curves."""
    options = arguments(__doc__, 12, given)
    generator = wg.manual_seed(0)
    data = first(wg.data.fashion_mnist(), options.samples)
    train, validation = wg.data.split(data, 0.1, generator)

    model = wg.nn.models.cnn([32, 64], (1, 28, 28), 10, hidden=128, drop=0.25, generator=generator)
    steps = options.epochs * -(-len(train) // 128)
    optimizer = wg.optim.AdamW(model, lr=3e-3 * wg.optim.one_cycle(steps, rise=0.2), weight_decay=0.02)
    history = wg.train.fit(
        model,
        train,
        wg.losses.cross_entropy,
        optimizer,
        epochs=options.epochs,
        batch_size=128,
        validation=validation,
        recipe=wg.train.Recipe(augment=Flip(), generator=generator),
        callbacks=[bar()],
        generator=generator,
    )

    test = wg.train.evaluate(model, first(wg.data.fashion_mnist(part="test"), options.samples), wg.losses.cross_entropy)
    rows = [("training", history.last["loss"], history.last["accuracy"])]
    rows += [("validation", history.last["val_loss"], history.last["val_accuracy"])]
    rows += [("test", test["loss"], test["accuracy"])]
    table("Fashion-MNIST, CNN", [{"part": part, "loss": loss, "accuracy": share} for part, loss, share in rows])
    curves(history, ["loss", "accuracy"], options.out / "fashion_cnn.png")
    return test


if __name__ == "__main__":
    main()
