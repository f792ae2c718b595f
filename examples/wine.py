"""Wine, 13 measurements, three growers: a small network in five-fold cross-validation, beside scikit-learn's.

python examples/wine.py
"""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from shared import arguments, first, save, table
from sklearn.linear_model import LogisticRegression

import wengert as wg


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train on four fifths, judge by the fifth, five times; print the accuracies, draw the confusions."""
    options = arguments(__doc__, 60, given)
    generator = wg.manual_seed(0)
    data, rows, confusion = wg.data.wine(), [], np.zeros((3, 3), int)
    for k, (train, test) in enumerate(wg.data.k_folds(data, 5, generator)):
        train = first(train, options.samples)
        scaling = wg.data.Standardizer.fit(train.x)
        train, test = scaling.apply(train), scaling.apply(test)
        model = wg.nn.mlp([16], 13, 3, generator=generator)
        optimizer = wg.optim.AdamW(model, lr=0.01, weight_decay=0.05)
        wg.train.fit(
            *(model, train, wg.losses.cross_entropy, optimizer, options.epochs, 16), compiled=False, generator=generator
        )
        output = wg.train.predict(model, test.x, compiled=False)
        confusion += wg.train.confusion(output, test.y, 3)
        theirs = LogisticRegression().fit(train.x, train.y).score(test.x, test.y)
        rows.append({"fold": str(k + 1), "network": float((output.argmax(1) == test.y).mean()), "scikit-learn": theirs})
    means = {name: float(np.mean([row[name] for row in rows])) for name in ("network", "scikit-learn")}
    table("Wine, accuracy on the fifth left out", [*rows, {"fold": "mean", **means}])

    figure, ax = plt.subplots(figsize=(3.5, 3.5))
    ax.imshow(confusion, cmap="Blues")
    for (row, column), count in np.ndenumerate(confusion):
        ax.text(column, row, count, ha="center", va="center")
    ax.set(xlabel="predicted", ylabel="grower", xticks=range(3), yticks=range(3), title="all five folds")
    save(figure, options.out / "wine.png")
    return means


if __name__ == "__main__":
    main()
