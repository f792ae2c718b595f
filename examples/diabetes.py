"""Diabetes, ten measurements and how far the disease goes in a year: regression, beside scikit-learn's Ridge.

python examples/diabetes.py
"""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
from shared import arguments, first, save, table
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, r2_score

import wengert as wg


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train, judge once by the test set, print a table, draw predictions over targets."""
    options = arguments(__doc__, 200, given)
    generator = wg.manual_seed(0)
    train, validation, test = wg.data.train_validation_test(wg.data.diabetes(), 0.15, 0.25, generator)
    train = first(train, options.samples)
    inputs, targets = wg.data.Standardizer.fit(train.x), wg.data.Standardizer.fit(train.y)
    train, validation = (targets.apply_targets(inputs.apply(part)) for part in (train, validation))
    test = inputs.apply(test)

    models = {"linear": wg.nn.models.linear_regression(10), "network, 10-16-1": wg.nn.mlp([16], 10, 1)}
    predictions = {}
    for name, model in models.items():
        optimizer = wg.optim.AdamW(model, lr=0.01, weight_decay=0.1)
        wg.train.fit(
            *(model, train, wg.losses.HuberLoss(), optimizer, options.epochs, 32, validation),
            callbacks=[wg.train.EarlyStopping("val_loss", 20), wg.train.BestWeights("val_loss")],
            compiled=False,
            generator=generator,
        )
        predictions[name] = targets.inverse(wg.train.predict(model, test.x, compiled=False))
    theirs = Ridge().fit(train.x, train.y)
    predictions["scikit-learn's Ridge"] = targets.inverse(theirs.predict(test.x).reshape(-1, 1))

    rows, (figure, axes) = [], plt.subplots(1, 3, figsize=(10, 3.3), sharey=True)
    for ax, (name, found) in zip(axes, predictions.items(), strict=True):
        r2, error = r2_score(test.y, found), mean_absolute_error(test.y, found)
        rows.append({"model": name, "R²": float(r2), "mean absolute error": float(error)})
        ax.scatter(test.y, found, s=8)
        ax.plot([25, 350], [25, 350], color="gray", linewidth=1)
        ax.set(xlabel="target", title=name)
    table(f"Diabetes, {len(test)} patients to judge by", rows)
    save(figure, options.out / "diabetes.png")
    return {row["model"]: row["R²"] for row in rows}


if __name__ == "__main__":
    main()
