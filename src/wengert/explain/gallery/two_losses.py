"""Squared error and cross-entropy of three predictions: values, and slopes in each prediction.

Shows how the factor in front of a loss and the mean over samples enter its first signal. Values GV-037. Errata:
ERR-43.
"""

import numpy as np

import wengert as wg

NOTES = (
    "In −(1/n) Σ [y log a + (1 − y) log(1 − a)] both terms are in the sum; without the brackets the second one"
    " stands outside.",
)

y = np.array([1.0, 0.0, 1.0])


def predictions(a):
    return a


def losses():
    return {
        "mean (a - y)^2": lambda a: wg.mean((a - y) ** 2),
        "sum (a - y)^2 / 2": lambda a: 0.5 * wg.sum((a - y) ** 2),
        "cross-entropy": lambda a: -wg.mean(y * wg.log(a) + (1 - y) * wg.log(1 - a)),
    }


def explanation(loss="cross-entropy"):
    f = losses()[loss]
    return wg.explain(lambda a: f(a), np.array([0.9, 0.2, 0.35]))
