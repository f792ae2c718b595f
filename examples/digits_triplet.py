"""Digits as points: a network trained by triplets puts equal digits near each other; the nearest neighbour tells.

python examples/digits_triplet.py
"""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from shared import arguments, bar, first, save, table

import wengert as wg


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train, judge once by the test set, print a table, draw the test digits in the plane of most variance."""
    options = arguments(__doc__, 40, given)
    generator = wg.manual_seed(0)
    train, validation, test = wg.data.train_validation_test(wg.data.digits(), 0.1, 0.2, generator)
    train = first(train, options.samples)
    scaling = wg.data.Standardizer.fit(train.x, shared=True)
    parts = {"training": train, "validation": validation, "test": test}
    parts = {name: scaling.apply(part) for name, part in parts.items()}

    model = wg.nn.mlp([128, 64], 64, 16, generator=generator)
    batches = wg.data.DataLoader(
        parts["training"], 100, generator=generator, sampler=wg.data.sampling.Balanced(train.y)
    )
    optimizer = wg.optim.Adam(model, lr=1e-3 * wg.optim.cosine(options.epochs * len(batches)))
    wg.train.fit(
        *(model, batches, wg.losses.TripletLoss(margin=1.0), optimizer, options.epochs),
        validation=parts["validation"],
        metrics=["neighbour_accuracy"],
        callbacks=[bar()],
    )

    codes = {name: wg.train.predict(model, part.x) for name, part in parts.items()}
    rows = []
    for name, part in parts.items():
        pixels, embedded = (float(wg.train.neighbour_accuracy(x, part.y)) for x in (part.x, codes[name]))
        rows.append({"part": name, "samples": len(part), "by pixels": pixels, "by codes": embedded})
    table("Digits, is the nearest other sample the same digit?", rows)

    centred = codes["test"] - codes["test"].mean(axis=0)
    plane = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    figure, ax = plt.subplots(figsize=(5, 4.5))
    points = ax.scatter(*plane.T, c=parts["test"].y, cmap="tab10", s=12)
    ax.legend(*points.legend_elements(), fontsize=7)
    save(figure, options.out / "digits_triplet.png")
    return {"neighbour_accuracy": rows[-1]["by codes"]}


if __name__ == "__main__":
    main()
