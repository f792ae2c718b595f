"""Circles, rectangles and triangles: a U-Net tells for every pixel what it belongs to.

python examples/shapes_unet.py
"""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
from shared import arguments, bar, save, table

import wengert as wg
from wengert.data.augment import Compose, Flip


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train, judge once by new pictures, print a table, draw some of them beside what the network says."""
    options = arguments(__doc__, 16, given)
    generator = wg.manual_seed(0)
    count = options.samples or 4000
    train, validation, test = (
        wg.data.shapes(n, 32, generator, count=2, noise=0.03) for n in (count, count // 8, count // 4)
    )

    model = wg.nn.models.UNet(1, 4, widths=(16, 32, 64), generator=generator)
    steps = options.epochs * -(-len(train) // 32)
    optimizer = wg.optim.AdamW(model, lr=3e-3 * wg.optim.one_cycle(steps, rise=0.2), weight_decay=0.01)
    wg.train.fit(
        *(model, train, wg.losses.cross_entropy, optimizer, options.epochs, 32, validation),
        metrics=["accuracy", "iou"],
        recipe=wg.train.Recipe(augment=Compose(Flip(), Flip(axis=-2)), generator=generator),
        callbacks=[bar()],
        generator=generator,
    )

    parts = {"validation": validation, "test": test}
    judged = {
        n: wg.train.evaluate(model, part, wg.losses.cross_entropy, ["accuracy", "iou"]) for n, part in parts.items()
    }
    table("Shapes, U-Net", [{"part": name, "pictures": len(parts[name]), **found} for name, found in judged.items()])

    found = wg.train.predict(model, test.x[:8]).argmax(axis=1)
    figure, axes = plt.subplots(3, 8, figsize=(9, 3.6))
    for column, pictures in enumerate(zip(test.x[:8, 0], test.y[:8], found, strict=True)):
        for ax, picture, colours in zip(axes[:, column], pictures, ("gray", "viridis", "viridis"), strict=True):
            ax.imshow(picture, cmap=colours, vmin=0, vmax=1 if colours == "gray" else 3)
            ax.axis("off")
    for ax, title in zip(axes[:, 0], ("picture", "truth", "network"), strict=True):
        ax.set_title(title, loc="left", fontsize=8)
    save(figure, options.out / "shapes_unet.png")
    return judged["test"]


if __name__ == "__main__":
    main()
