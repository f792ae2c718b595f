"""MNIST-1D, digits as signals of 40 numbers, by a recurrent network: a GRU that reads them from both ends.

python examples/mnist1d_gru.py    needs the package that makes the signals: pip install "wengert[data]"
"""

from __future__ import annotations

from collections.abc import Sequence

from shared import arguments, bar, curves, first, table

import wengert as wg
from wengert.data.augment import Noise


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train, judge once by the test set, print a table, draw the curves."""
    options = arguments(__doc__, 30, given, devices=1)
    generator = wg.manual_seed(0)
    train, validation = wg.data.split(first(wg.data.mnist1d(), options.samples), 0.1, generator)

    model = wg.nn.models.SequenceClassifier(
        1, 48, 10, "gru", layers=2, bidirectional=True, pool="mean", drop=0.2, generator=generator
    )
    steps = options.epochs * -(-len(train) // 64)
    optimizer = wg.optim.AdamW(model, lr=5e-3 * wg.optim.one_cycle(steps), weight_decay=0.01)
    optimizer.after(wg.optim.clip_by_global_norm(1.0))
    history = wg.train.fit(
        model,
        train,
        wg.losses.CrossEntropyLoss(label_smoothing=0.1),
        optimizer,
        epochs=options.epochs,
        batch_size=64,
        validation=validation,
        recipe=wg.train.Recipe(augment=Noise(0.1), generator=generator),
        callbacks=[bar()],
        generator=generator,
        devices=options.devices,
    )

    parts = {"training": train, "validation": validation, "test": first(wg.data.mnist1d("test"), options.samples)}
    judged = {name: wg.train.evaluate(model, part, wg.losses.cross_entropy) for name, part in parts.items()}
    table("MNIST-1D, GRU", [{"part": name, "samples": len(parts[name]), **found} for name, found in judged.items()])
    curves(history, ["loss", "accuracy"], options.out / "mnist1d_gru.png")
    return judged["test"]


if __name__ == "__main__":
    main()
