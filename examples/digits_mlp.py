"""Handwritten digits, 8 × 8 pixels, by a multilayer perceptron: the smallest of the examples on pictures.

python examples/digits_mlp.py
"""

from __future__ import annotations

from collections.abc import Sequence

from shared import arguments, bar, curves, first, table

import wengert as wg


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train, judge once by the test set, print a table, draw the curves."""
    options = arguments(__doc__, 60, given)
    generator = wg.manual_seed(0)
    train, validation, test = wg.data.train_validation_test(wg.data.digits(), 0.1, 0.2, generator)
    train = first(train, options.samples)
    scaling = wg.data.Standardizer.fit(train.x, shared=True)
    train, validation, test = (scaling.apply(part) for part in (train, validation, test))

    model = wg.nn.Sequential(
        wg.nn.Linear(64, 128),
        wg.nn.ReLU(),
        wg.nn.Dropout(0.2),
        wg.nn.Linear(128, 64),
        wg.nn.ReLU(),
        wg.nn.Linear(64, 10),
    )
    steps = options.epochs * -(-len(train) // 32)
    optimizer = wg.optim.AdamW(model, lr=2e-3 * wg.optim.cosine(steps), weight_decay=0.01)
    loss = wg.losses.CrossEntropyLoss(label_smoothing=0.05)
    history = wg.train.fit(
        model, train, loss, optimizer, options.epochs, 32, validation, callbacks=[bar()], generator=generator
    )

    parts = {"training": train, "validation": validation, "test": test}
    judged = {name: wg.train.evaluate(model, part, wg.losses.cross_entropy) for name, part in parts.items()}
    table("Digits, MLP", [{"part": name, "samples": len(parts[name]), **found} for name, found in judged.items()])
    curves(history, ["loss", "accuracy"], options.out / "digits_mlp.png")
    return judged["test"]


if __name__ == "__main__":
    main()
