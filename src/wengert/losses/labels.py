"""Targets of classification: indices, class weights and ignored samples as rows of labels.

Knows where the axis of classes is, and that numbers can be checked only where they are known. Knows no loss.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import is_floating, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.losses.reduce import in_dtype, is_known, same_shape, shape_of
from wengert.ops import astype, equal, expand_dims, not_equal, permute_dims, sum
from wengert.tensor import value_of


def one_hot(target: Any, classes: int, dtype: Any) -> Any:
    """Class indices as rows with a single 1; an index that is no class gives a row of zeros.

    Args:
        target: Integers, (*b).
        classes: Number of classes c.
        dtype: Dtype of the result.

    Returns:
        (*b, c).

    Example:
        >>> one_hot(np.array([1]), 3, "float64")
        array([[0., 1., 0.]])
    """
    numbers = namespace(value_of(target)).arange(classes)
    return astype(equal(expand_dims(target, axis=-1), numbers), dtype=np.dtype(dtype))


def classes_last(what: str, x: Any) -> Any:
    """Axis 1, if there are more than two, moved to the end.

    Args:
        what: Who asks, for messages.
        x: (c,), (b, c) or (b, c, *d).

    Returns:
        (c,), (b, c) or (b, *d, c).

    Raises:
        ShapeError: There is no axis.

    Example:
        >>> classes_last("cross_entropy", np.ones((2, 3, 4))).shape
        (2, 4, 3)
    """
    rank = len(shape_of(x))
    if rank == 0:
        raise ShapeError(f"{what}: needs an axis of classes", given="shape ()", expected="(b, c)")
    return permute_dims(x, (0, *range(2, rank), 1)) if rank > 2 else x


def classes_first(x: Any) -> Any:
    """The inverse of `classes_last`.

    Example:
        >>> classes_first(np.ones((2, 4, 3))).shape
        (2, 3, 4)
    """
    rank = len(shape_of(x))
    return permute_dims(x, (0, rank - 1, *range(1, rank - 1))) if rank > 2 else x


def class_labels(
    what: str, logits: Any, target: Any, weight: Any = None, ignored: int = -100, smoothing: float = 0.0
) -> Any:
    """What each class of each sample is to be multiplied by in Σ label · loss of the class.

    Args:
        what: Who asks, for messages.
        logits: (*b, c), for its shape and dtype.
        target: Indices (*b); or probabilities with the classes where the caller's output had them, (b, c, *d).
        weight: What each class counts for, (c,).
        ignored: The index of samples that are left out: their row is 0.
        smoothing: Share spread evenly over all classes.

    Returns:
        (*b, c), in the dtype of the logits.

    Raises:
        ShapeError: The shapes do not fit.
        ArgumentError: The smoothing is no share.

    Example:
        >>> class_labels("cross_entropy", np.zeros((1, 2)), np.array([1]), smoothing=0.5)
        array([[0.25, 0.75]])
    """
    share(what, smoothing)
    kept, shape = None, shape_of(logits)
    if is_floating(dtype_of(value_of(target))):
        labels = classes_last(what, target)
        same_shape(what, logits, labels)
    else:
        labels = one_hot(target, shape[-1], dtype_of(value_of(logits)))
        if 0 <= ignored < shape[-1] or smoothing:
            kept = in_dtype(not_equal(target, ignored), logits)
    if smoothing:
        labels = (1 - smoothing) * labels + smoothing / shape[-1]
    if kept is not None:
        labels = labels * expand_dims(kept, axis=-1)
    return labels if weight is None else labels * _per_class(what, weight, logits)


def class_counts(
    what: str, logits: Any, target: Any, weight: Any = None, ignored: int = -100, indices: bool = False
) -> Any:
    """What each sample counts for in a mean: the weight of its class, 0 if it is ignored. Indices are checked.

    Args:
        what: Who asks, for messages.
        logits: (*b, c), for its shape and dtype.
        target: Indices (*b), or probabilities.
        weight: What each class counts for, (c,).
        ignored: The index of samples that are left out.
        indices: Whether only indices will do.

    Returns:
        (*b); None where each counts as one.

    Raises:
        DtypeError: The target holds no integers where only they will do.
        ShapeError: There is not one index for each sample.
        ArgumentError: An index is no class.

    Example:
        >>> class_counts("cross_entropy", np.zeros((2, 3)), np.array([1, -100]))
        array([1., 0.])
    """
    if is_floating(dtype_of(value_of(target))) and not indices:
        return None
    complete = check_indices(what, target, shape_of(logits), ignored)
    if weight is None:
        return None if complete else in_dtype(not_equal(target, ignored), logits)
    rows = one_hot(target, shape_of(logits)[-1], dtype_of(value_of(logits)))
    return sum(rows * _per_class(what, weight, logits), axis=-1) * in_dtype(not_equal(target, ignored), logits)


def _per_class(what: str, weight: Any, logits: Any) -> Any:
    weight, classes = in_dtype(weight, logits), shape_of(logits)[-1:]
    if shape_of(weight) != classes:
        raise ShapeError(
            f"{what}: one weight for each class", given=f"weight {shape_of(weight)}", expected=f"weight {classes}"
        )
    return weight


def check_indices(what: str, target: Any, shape: tuple[int, ...], ignored: int | None = None) -> bool:
    """Refuse a target that is not one class index for each row of logits.

    The values are looked at only outside compiled and recorded programs, where they are known.

    Args:
        what: Who asks, for messages.
        target: Anything.
        shape: That of the logits, (*b, c).
        ignored: The index of samples that are left out, if any may be.

    Returns:
        Whether it is known that none is ignored.

    Raises:
        DtypeError: There are no integers.
        ShapeError: There is not one for each row.
        ArgumentError: An index is no class.

    Example:
        >>> check_indices("cross_entropy", np.array([0, 2]), (2, 3))
        True
    """
    value = value_of(target)
    if dtype_of(value).kind not in "iub":
        raise DtypeError(f"{what}: class indices are integers", given=f"dtype {dtype_of(value)}")
    if np.shape(value) != shape[:-1]:
        raise ShapeError(
            f"{what}: one class index for each sample",
            given=f"target {np.shape(value)} for logits of {shape[:-1]} samples and {shape[-1]} classes",
            expected=f"integers {shape[:-1]}, or probabilities in the shape of the logits",
        )
    if not is_known(target) or not np.size(value):
        return False
    used = np.asarray(value)
    low, high = used.min(), used.max()
    if low < 0 or high >= shape[-1] or (ignored is not None and 0 <= ignored < shape[-1]):
        used = used if ignored is None else used[np.not_equal(used, ignored)]
        low, high = (used.min(), used.max()) if used.size else (0, 0)
    if low < 0 or high >= shape[-1]:
        raise ArgumentError(
            f"{what}: a class index is out of range",
            given=f"indices from {low} to {high}",
            expected=f"0 to {shape[-1] - 1}: the logits have {shape[-1]} classes",
        )
    return used.size == np.size(value)


def share(what: str, label_smoothing: float) -> float:
    """A label smoothing that is a share.

    Raises:
        ArgumentError: It is not between 0 and 1.

    Example:
        >>> share("cross_entropy", 0.1)
        0.1
    """
    if not 0 <= label_smoothing <= 1:
        raise ArgumentError(f"{what}: label_smoothing is a share", given=label_smoothing, expected="0 to 1")
    return label_smoothing
