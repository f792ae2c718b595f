"""Normalization with running averages, as functions: batch and instance normalization.

Knows which statistics are whose, and how running averages move. Keeps no parameter and no state but the tensors it is
given.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import for_cpu
from wengert.errors import ArgumentError, GraphError, ShapeError
from wengert.nn.functional.normalization import by_channel
from wengert.nn.standardize import standardize
from wengert.ops import moveaxis, sqrt
from wengert.tensor import Tensor, value_of


def batch_norm(
    x: Any,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: Any = 0.1,
    eps: float = 1e-5,
) -> Any:
    """(x - mean) / √(variance + eps) · weight + bias, with the statistics of each channel over the batch.

    In training the variance is divided by n, that of the running average by n - 1; a batch with one value for each
    channel says nothing about the variance and leaves its running average alone. Running averages must be tensors in
    training, because they get new values: average + momentum · (statistic of the batch - average).

    Args:
        x: (b, c, *s), floating.
        running_mean: (c,), or None.
        running_var: (c,), or None.
        weight: (c,), or None.
        bias: (c,), or None.
        training: Whether to use the statistics of the batch rather than the running averages.
        momentum: What part of the running averages is renewed.
        eps: What keeps the root away from 0.

    Returns:
        (b, c, *s).

    Raises:
        ShapeError: There are no channels.
        ArgumentError: There are no running averages and none are made; or they are not tensors.
        GraphError: Running averages would move inside a program that is being recorded (vmap, scan, checkpoint).

    References:
        Ioffe & Szegedy (2015), Batch normalization.

    Example:
        >>> batch_norm(np.array([[1.0], [3.0]]), training=True, eps=0.0)
        array([[-1.],
               [ 1.]])
    """
    rank = _rank("batch_norm", x)
    if not training:
        weight, bias = by_channel(weight, rank, 1.0), by_channel(bias, rank, 0.0)
        return _known("batch_norm", x, (running_mean, running_var), weight, bias, eps)
    out, average, variance = _over_batch(x, weight, bias, eps)
    if running_mean is not None:
        n = np.size(value_of(x)) // max(np.shape(value_of(x))[1], 1)
        _move("batch_norm", (running_mean, running_var), (average, variance), momentum, n)
    return out


def instance_norm(
    x: Any,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    use_input_stats: bool = True,
    momentum: Any = 0.1,
    eps: float = 1e-5,
) -> Any:
    """(x - mean) / √(variance + eps) · weight + bias, with the statistics of each channel of each example.

    Args:
        x: (b, c, *s), floating.
        running_mean: (c,), or None.
        running_var: (c,), or None.
        weight: (c,), or None.
        bias: (c,), or None.
        use_input_stats: Whether to use the statistics of `x` rather than the running averages. Running averages, where
            there are any, then move by the mean over the batch, as those of `batch_norm`.
        momentum: What part of the running averages is renewed.
        eps: What keeps the root away from 0.

    Returns:
        (b, c, *s).

    Raises:
        ShapeError: There are no channels.
        ArgumentError: There are no running averages and none are made; or they are not tensors.
        GraphError: Running averages would move inside a program that is being recorded (vmap, scan, checkpoint).

    References:
        Ulyanov, Vedaldi & Lempitsky (2016), Instance normalization.

    Example:
        >>> instance_norm(np.array([[[1.0, 3.0], [10.0, 30.0]]]), eps=0.0)
        array([[[-1.,  1.],
                [-1.,  1.]]])
    """
    rank = _rank("instance_norm", x)
    weight, bias = by_channel(weight, rank, 1.0), by_channel(bias, rank, 0.0)
    if not use_input_stats:
        return _known("instance_norm", x, (running_mean, running_var), weight, bias, eps)
    out, average, variance = standardize(x, weight, bias, axis=tuple(range(2, rank)), eps=eps)
    if running_mean is not None:
        n = int(np.prod(np.shape(value_of(x))[2:], dtype=np.int64))
        _move("instance_norm", (running_mean, running_var), (average, variance), momentum, n)
    return out


def _over_batch(x: Any, weight: Any, bias: Any, eps: float) -> tuple[Any, Any, Any]:
    """Standardized over everything but the channels, with the statistics, (1, c, 1, ...).

    In a program for the CPU the channels go last: there convolution and pooling have them, so that nothing between two
    convolutions is transposed, and sums over whole rows are fast.
    """
    rank = len(np.shape(value_of(x)))
    if rank == 2 or not for_cpu(value_of(x)):
        weight, bias = by_channel(weight, rank, 1.0), by_channel(bias, rank, 0.0)
        return standardize(x, weight, bias, axis=(0, *range(2, rank)), eps=eps)
    weight, bias = by_channel(weight, 2, 1.0), by_channel(bias, 2, 0.0)
    out, *statistics = standardize(moveaxis(x, 1, -1), weight, bias, axis=tuple(range(rank - 1)), eps=eps)
    average, variance = (moveaxis(s, -1, 1) for s in statistics)
    return moveaxis(out, -1, 1), average, variance


def _rank(who: str, x: Any) -> int:
    shape = np.shape(value_of(x))
    if len(shape) < 2:
        raise ShapeError(f"{who}: needs examples and channels", given=f"shape {shape}", expected="(b, c, *s)")
    return len(shape)


def _known(who: str, x: Any, running: tuple[Any, Any], weight: Any, bias: Any, eps: float) -> Any:
    """`x` in the units of the running averages, then of the parameters."""
    if any(r is None for r in running):
        raise ArgumentError(f"{who}: there are no running averages to use", hint="take the statistics of the input")
    rank = len(np.shape(value_of(x)))
    average, variance = by_channel(running[0], rank, 0.0), by_channel(running[1], rank, 1.0)
    # The difference first: folded into one factor and one shift it would lose what a large average leaves of x.
    return (x - average) * (weight / sqrt(variance + eps)) + bias


def _move(who: str, running: tuple[Any, Any], found: tuple[Any, Any], momentum: Any, n: int) -> None:
    """Move running averages toward the statistics of this batch, of `n` values for each channel. No derivative."""
    if not all(isinstance(r, Tensor) for r in running):
        raise ArgumentError(
            f"{who}: running averages get new values", given=type(running[0]).__name__, expected="tensors, as buffers"
        )
    if any(isinstance(f, Tensor) and f.step is not None and f.step.exemplary for f in found):
        raise GraphError(
            f"{who}: running averages cannot move while a program is recorded (vmap, scan, checkpoint)",
            given="statistics that are only an example",
            hint="eval(), or track_running_stats=False",
        )
    factors = (1.0, n / (n - 1) if n > 1 else None)  # the running variance is the unbiased one
    for average, new, factor in zip(running, found, factors, strict=True):
        if factor is not None:
            now = _by_channel_alone(value_of(new), average.dtype) * factor
            average.value = (average.value + momentum * (now - average.value)).astype(average.dtype)


def _by_channel_alone(statistic: Any, dtype: Any) -> Any:
    """Shapes: (1 or b, c, 1, ...) -> (c,)."""
    rows = statistic.astype(dtype).reshape(-1, statistic.shape[1])
    return rows[0] if len(rows) == 1 else rows.mean(0)
