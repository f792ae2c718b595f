"""Metrics: what people read beside the loss.

Knows outputs and targets as raw arrays. Has no derivative and keeps no state: a metric is a mean over samples, so that
the numbers of batches can be averaged by their sizes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wengert.arrays import namespace

Metric = Callable[[Any, Any], Any]


def accuracy(output: Any, target: Any) -> Any:
    """Share of samples whose largest output is the target class.

    Args:
        output: Logits or probabilities, (n, c).
        target: Class indices, (n,).

    Returns:
        Between 0 and 1, float32, shape ().

    Example:
        >>> float(accuracy(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([1, 1])))
        0.5
    """
    xp = namespace(output, target)
    return xp.mean(xp.argmax(output, axis=-1) == target, dtype=np.float32)


def absolute_error(output: Any, target: Any) -> Any:
    """Mean of |output - target|.

    Args:
        output: (n, *t).
        target: (n, *t).

    Returns:
        Unit: that of the target; shape ().

    Example:
        >>> float(absolute_error(np.array([1.0, 3.0]), np.array([2.0, 3.0])))
        0.5
    """
    return namespace(output, target).mean(abs(output - target))


def confusion(output: Any, target: Any, classes: int) -> np.ndarray:
    """How often each class was taken for each class.

    Args:
        output: Logits or probabilities, (n, c).
        target: Class indices, (n,).
        classes: Number of classes c.

    Returns:
        Counts, int64, (c, c): true classes in rows, predicted ones in columns.

    Example:
        >>> confusion(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([1, 1]), 2)
        array([[0, 0],
               [1, 1]])
    """
    predicted = np.asarray(output).argmax(axis=-1)
    return np.bincount(np.asarray(target) * classes + predicted, minlength=classes**2).reshape(classes, classes)
