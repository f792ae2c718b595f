"""Breast cancer, 30 measurements a tumour: logistic regression and a small network, beside scikit-learn's.

python examples/breast_cancer.py
"""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from shared import arguments, first, save, table
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import RocCurveDisplay, roc_auc_score

import wengert as wg


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train both, judge them and scikit-learn's once by the test set, print a table, draw the ROC curves."""
    options = arguments(__doc__, 100, given)
    generator = wg.manual_seed(0)
    train, validation, test = wg.data.train_validation_test(wg.data.breast_cancer(), 0.15, 0.25, generator)
    train = first(train, options.samples)
    scaling = wg.data.Standardizer.fit(train.x)
    train, validation, test = (scaling.apply(part) for part in (train, validation, test))
    binary = lambda data: (data.x, data.y[:, None].astype(np.float32))

    models = {
        "logistic regression": wg.nn.models.logistic_regression(30),
        "network, 30-16-1": wg.nn.mlp([16], 30, 1),
    }
    scores = {}
    for name, model in models.items():
        optimizer = wg.optim.AdamW(model, lr=0.01, weight_decay=0.1)
        stop = [wg.train.EarlyStopping("val_loss", 10), wg.train.BestWeights("val_loss")]
        loss = wg.losses.binary_cross_entropy_with_logits
        wg.train.fit(
            *(model, binary(train), loss, optimizer, options.epochs, 32, binary(validation)),
            metrics=["binary_accuracy"],
            callbacks=stop,
            compiled=False,
            generator=generator,
        )
        scores[name] = wg.train.predict(model, test.x, compiled=False)[:, 0]
    theirs = LogisticRegression().fit(train.x, train.y)
    scores["scikit-learn's logistic regression"] = theirs.decision_function(test.x)

    rows, (figure, ax) = [], plt.subplots(figsize=(5.5, 4.5))
    for name, score in scores.items():
        accuracy, auc = np.mean((score > 0) == test.y), roc_auc_score(test.y, score)
        rows.append({"model": name, "test accuracy": float(accuracy), "AUC": float(auc)})
        RocCurveDisplay.from_predictions(test.y, score, name=name, ax=ax)
    ax.set(xlabel="false positives", ylabel="true positives", xlim=(-0.01, 0.3), ylim=(0.7, 1.01))
    ax.legend(fontsize=8)
    table(f"Breast cancer, {len(test)} tumours to judge by", rows)
    save(figure, options.out / "breast_cancer.png")
    return {row["model"]: row["test accuracy"] for row in rows}


if __name__ == "__main__":
    main()
