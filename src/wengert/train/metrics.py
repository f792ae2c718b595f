"""Metrics that are means over samples: what people read beside the loss, batch by batch.

Knows outputs and targets as raw arrays. Has no derivative and keeps no state, so the numbers of batches can be averaged
by their sizes. What is no mean over samples (F1, AUC, R²) is a score: `scores`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.errors import ArgumentError

Metric = Callable[[Any, Any], Any]


def accuracy(output: Any, target: Any) -> Any:
    """Share of samples, or of pixels, whose largest output is the target class.

    Args:
        output: Logits or probabilities, (n, c) or (n, c, *d).
        target: Class indices, (n,) or (n, *d); or probabilities in the shape of `output`, of which the largest counts.

    Returns:
        Between 0 and 1, float32, shape ().

    Example:
        >>> float(accuracy(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([1, 1])))
        0.5
    """
    xp = namespace(output, target)
    target = xp.argmax(target, axis=1) if target.ndim == output.ndim else target
    return xp.mean(xp.argmax(output, axis=1) == target, dtype=np.float32)


def top_k(k: int) -> Metric:
    """Share of samples whose target class is among the `k` largest outputs.

    Args:
        k: How many guesses are allowed.

    Returns:
        The metric, named `top_k`; outputs (n, c), class indices (n,). Of equal outputs none is preferred: the target
        class counts as the best of them.

    Raises:
        ArgumentError: `k` is no positive integer.

    Example:
        >>> float(top_k(2)(np.array([[0.1, 0.5, 0.4]]), np.array([2])))
        1.0
    """
    if not isinstance(k, int) or k < 1:
        raise ArgumentError("top_k: k is a positive integer", given=repr(k), expected="1, 2, ...")

    def share(output: Any, target: Any) -> Any:
        xp = namespace(output, target)
        chosen = xp.take_along_axis(output, target[:, None], axis=1)
        return xp.mean(xp.sum(output > chosen, axis=1) < k, dtype=np.float32)

    share.__name__ = f"top_{k}"
    return share


def binary_accuracy(output: Any, target: Any) -> Any:
    """Share of logits on the right side of 0.

    Args:
        output: Logits, (n, *t).
        target: 0 and 1, (n, *t).

    Returns:
        Between 0 and 1, float32, shape ().

    Example:
        >>> float(binary_accuracy(np.array([2.0, -1.0]), np.array([1.0, 1.0])))
        0.5
    """
    return namespace(output, target).mean((output > 0) == (target > 0.5), dtype=np.float32)


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


def squared_error(output: Any, target: Any) -> Any:
    """Mean of (output - target)².

    Args:
        output: (n, *t).
        target: (n, *t).

    Returns:
        Unit: that of the target, squared; shape ().

    Example:
        >>> float(squared_error(np.array([1.0, 3.0]), np.array([3.0, 3.0])))
        2.0
    """
    difference = output - target
    return namespace(output, target).mean(difference * difference)


def confusion(output: Any, target: Any, classes: int) -> np.ndarray:
    """How often each class was taken for each class.

    Args:
        output: Logits or probabilities, (n, c) or (n, c, *d).
        target: Class indices, (n,) or (n, *d).
        classes: Number of classes c.

    Returns:
        Counts, int64, (c, c): true classes in rows, predicted ones in columns.

    Example:
        >>> confusion(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([1, 1]), 2)
        array([[0, 0],
               [1, 1]])
    """
    predicted = np.asarray(output).argmax(axis=1)
    pairs = np.asarray(target, np.int64).ravel() * classes + predicted.ravel()
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)
