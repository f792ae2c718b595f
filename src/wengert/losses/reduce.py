"""Reductions of losses: from one number a sample to one number, or none; and what each number counts for.

Knows `mean`, `sum`, `none` and `batchmean`, and weights of samples. Knows no loss.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import is_floating, is_traced, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.arrays.shapes import size_of
from wengert.errors import ArgumentError, ShapeError, unknown
from wengert.ops import astype, mean, reshape, sum
from wengert.ops.arithmetic import ratio
from wengert.tensor import Tensor, value_of

REDUCTIONS = ("mean", "sum", "none", "batchmean")


def reduced(terms: Any, reduction: str, counts: Any = None) -> Any:
    """`terms` as their mean or sum, or as they are.

    Args:
        terms: (*s).
        reduction: `mean`; `sum`; `none`; or `batchmean`, the sum over everything divided by the number of samples.
        counts: What each term counts for in the mean, (*s): class weights, or 0 where a sample is ignored; 1 each when
            None. A mean over nothing is 0.

    Returns:
        Shape () or (*s).

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(reduced(np.array([1.0, 3.0]), "mean")), float(reduced(np.array([[1.0, 3.0]]), "batchmean"))
        (2.0, 4.0)
    """
    if reduction == "mean" and counts is None:
        return mean(terms)
    if reduction == "none":
        return terms
    if reduction == "sum":
        return sum(terms)
    return quotient(sum(terms), divisor(reduction, shape_of(terms), counts))


def divisor(reduction: str, shape: tuple[int, ...], counts: Any = None, weights: Any = None) -> Any:
    """What the sum of weighted terms is divided by.

    Args:
        reduction: `mean`, `batchmean` or `sum`.
        shape: That of the terms, (b, *s).
        counts: What each term counts for, (b, *s); 1 each when None.
        weights: What each sample counts for, (b,); 1 each when None.

    Returns:
        A number, or an array of shape ().

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(divisor("mean", (2, 3), weights=np.array([1.0, 2.0])))
        9.0
    """
    if reduction not in REDUCTIONS:
        raise unknown("reduction", str(reduction), REDUCTIONS)
    if reduction == "sum":
        return 1
    rows = shape[0] if shape else 1
    if reduction == "batchmean":
        return rows if weights is None else sum(weights)
    if weights is None:
        return size_of(shape) if counts is None else sum(counts)
    if counts is None:
        return sum(weights) * (size_of(shape) / max(rows, 1))
    return sum(counts * column(weights, len(shape)))


def quotient(total: Any, count: Any) -> Any:
    """`total` over what it counts; 0 where that is nothing. Shapes: (), () -> ().

    Example:
        >>> quotient(0.0, 0.0)
        0.0
    """
    if isinstance(count, Tensor) or namespace(count) is not np:
        return ratio(total, count)
    return total / count if count else total * 0


def column(x: Any, rank: int) -> Any:
    """One number a sample beside arrays of `rank` axes: axes of size 1 are added at the end.

    Example:
        >>> column(np.ones(3), 2).shape
        (3, 1)
    """
    shape = shape_of(x)
    return reshape(x, (*shape, *(1,) * (rank - len(shape)))) if rank > len(shape) else x


def sample_weights(what: str, weights: Any, terms: Any) -> Any:
    """Weights of samples in the dtype of the terms.

    Args:
        what: Who asks, for messages.
        weights: (b,), or () for terms of shape ().
        terms: (b, *s).

    Returns:
        The weights.

    Raises:
        ShapeError: There is not one weight for each sample.

    Example:
        >>> sample_weights("mse", [1, 2], np.ones((2, 3), "float32"))
        array([1., 2.], dtype=float32)
    """
    weights = in_dtype(weights, terms)
    given, wanted = shape_of(weights), shape_of(terms)[:1]
    if given != wanted:
        raise ShapeError(
            f"{what}: one weight for each sample", given=f"sample_weight {given}", expected=f"sample_weight {wanted}"
        )
    return weights


def in_dtype(x: Any, like: Any) -> Any:
    """`x` as an array in the dtype of `like`: numbers and lists, integers and booleans too.

    Example:
        >>> in_dtype([True, False], np.float32(1)).dtype
        dtype('float32')
    """
    dtype = dtype_of(value_of(like))
    if isinstance(x, Tensor):
        return x if x.dtype == dtype else astype(x, dtype=dtype)
    return namespace(x).asarray(x).astype(dtype)


def real_target(target: Any, output: Any) -> Any:
    """A target that can be subtracted from: integers and booleans in the dtype of the output, others as they are.

    Example:
        >>> real_target(np.array([1, 0]), np.ones(2, "float32"))
        array([1., 0.], dtype=float32)
    """
    return target if is_floating(dtype_of(value_of(target))) else in_dtype(target, output)


def ones(shape: tuple[int, ...], like: Any) -> Any:
    """Ones in the dtype of `like`: what each term counts for when all count alike.

    Example:
        >>> ones((2,), np.float32(3))
        array([1., 1.], dtype=float32)
    """
    return np.ones(shape, dtype_of(value_of(like)))


def shape_of(x: Any) -> tuple[int, ...]:
    """The shape of an array or a tensor.

    Example:
        >>> shape_of(2.0)
        ()
    """
    return np.shape(value_of(x))


def is_known(x: Any) -> bool:
    """Whether numbers can be looked at: on NumPy, outside compiled and recorded programs.

    Example:
        >>> is_known(np.ones(2))
        True
    """
    value = value_of(x)
    example = isinstance(x, Tensor) and x.step is not None and x.step.exemplary
    return namespace(value) is np and not is_traced(value) and not example


def same_shape(what: str, output: Any, target: Any, names: tuple[str, str] = ("output", "target")) -> None:
    """Refuse an output and a target of different shapes: broadcasting them is nearly always a mistake.

    Args:
        what: Who asks, for messages.
        output: (*s).
        target: (*s).
        names: What the two are called.

    Raises:
        ShapeError: The shapes differ.

    Example:
        >>> same_shape("mse_loss", np.zeros(3), np.ones(3))
    """
    ours, theirs = shape_of(output), shape_of(target)
    if ours != theirs:
        fits = tuple(n for n in ours if n != 1) == tuple(n for n in theirs if n != 1)
        raise ShapeError(
            f"{what}: {names[0]} and {names[1]} have different shapes",
            given=f"{names[0]} {ours}, {names[1]} {theirs}",
            expected="the same shape",
            hint=f"{names[1]}.reshape({ours})" if fits else None,
        )


def paired(what: str, output: Any, target: Any) -> tuple[Any, Any]:
    """Output and target of one shape, the target real.

    Raises:
        ShapeError: The shapes differ.

    Example:
        >>> paired("mse_loss", np.ones(1, "float32"), np.array([True]))[1].dtype
        dtype('float32')
    """
    same_shape(what, output, target)
    return output, real_target(target, output)


def above_zero(what: str, name: str, value: float) -> float:
    """An option that must be positive.

    Raises:
        ArgumentError: It is not.

    Example:
        >>> above_zero("huber_loss", "delta", 1.0)
        1.0
    """
    if not value > 0:
        raise ArgumentError(f"{what}: {name} is positive", given=value, expected="a number above 0")
    return value
