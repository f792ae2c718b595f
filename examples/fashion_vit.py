"""Fashion-MNIST by a Vision Transformer of 140,000 parameters: a stem of convolutions, 16 tokens, three blocks.

python examples/fashion_vit.py             four epochs, pictures as they are
python examples/fashion_vit.py --recipe    mirrored pictures, smoothed labels, averaged weights, 14 epochs
"""

from __future__ import annotations

from collections.abc import Sequence

from shared import arguments, bar, curves, first, table

import wengert as wg
from wengert.data.augment import Compose, Flip


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train, judge once by the test set, print a table, draw the curves."""
    options = arguments(__doc__, None, given, recipe="augmentation, label smoothing, averaged weights, more epochs")
    epochs = options.epochs or (14 if options.recipe else 4)
    generator = wg.manual_seed(0)
    data, test = (first(wg.data.fashion_mnist(part=part), options.samples) for part in ("train", "test"))
    train, validation = wg.data.split(data, 0.05, generator)
    scaling = wg.data.Standardizer.fit(train.x, shared=True)

    stem = wg.nn.models.ConvStem(28, 1, 64, layers=3)
    model = wg.nn.models.VisionTransformer(
        28, num_classes=10, pool="mean", embed_dim=64, depth=3, num_heads=4, mlp_ratio=2.6, embed=stem
    )
    steps = epochs * -(-len(train) // 64)
    rising = max(1, steps // 20)
    rate = 3e-3 * wg.optim.warmup(rising).then(wg.optim.cosine(max(1, steps - rising)), at=rising)
    groups = wg.optim.decay_groups(model, 0.05)  # weights decay; biases, norms, tokens and positions do not
    optimizer = wg.optim.AdamW(groups, lr=rate, betas=(0.9, 0.99))
    average = wg.optim.EMA(model, 0.999, warmup=True)
    optimizer.follow(average)
    changes = [Flip()] if options.recipe else []
    augment = Compose(*changes, lambda x, y, key: (scaling(x), y))
    history = wg.train.fit(
        model,
        train,
        wg.losses.CrossEntropyLoss(label_smoothing=0.1 if options.recipe else 0.0),
        optimizer,
        epochs=epochs,
        batch_size=64,
        validation=scaling.apply(validation),
        recipe=wg.train.Recipe(augment=augment, generator=generator),
        callbacks=[bar()],
        generator=generator,
    )

    if options.recipe:
        average.copy_to()
    judged = {}
    for name, part in {"validation": validation, "test": test}.items():
        judged[name] = wg.train.evaluate(model, scaling.apply(part), wg.losses.cross_entropy)
    table("Fashion-MNIST, Vision Transformer", [{"part": name, **found} for name, found in judged.items()])
    curves(history, ["loss", "accuracy"], options.out / "fashion_vit.png")
    return judged["test"]


if __name__ == "__main__":
    main()
