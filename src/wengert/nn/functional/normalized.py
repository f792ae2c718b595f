"""Softmax, its logarithm and softmin, with the argument `dim` of PyTorch.

Knows which axis. The mathematics is in `wengert.ops`.
"""

from __future__ import annotations

from typing import Any

from wengert import ops

Axis = int | tuple[int, ...]


def softmax(x: Any, dim: Axis = -1) -> Any:
    """eˣ / Σ eˣ along `dim`, without overflow.

    Args:
        x: (*s), real.
        dim: The axis, or several.

    Returns:
        (*s), positive, with sum 1 along `dim`.

    References:
        Bridle (1990), Probabilistic interpretation of feedforward classification network outputs.

    Example:
        >>> softmax(np.array([1000.0, 1000.0]))
        array([0.5, 0.5])
    """
    return ops.softmax(x, axis=dim)


def log_softmax(x: Any, dim: Axis = -1) -> Any:
    """x - log Σ eˣ along `dim`, without overflow or underflow.

    Args:
        x: (*s), real.
        dim: The axis, or several.

    Returns:
        (*s).

    Example:
        >>> log_softmax(np.array([0.0, -1e3]))
        array([    0., -1000.])
    """
    return ops.log_softmax(x, axis=dim)


def softmin(x: Any, dim: Axis = -1) -> Any:
    """Softmax of -x: the smallest gets the most.

    Args:
        x: (*s), real.
        dim: The axis, or several.

    Returns:
        (*s), positive, with sum 1 along `dim`.

    Example:
        >>> softmin(np.array([0.0, 1e3]))
        array([1., 0.])
    """
    return ops.softmax(-x, axis=dim)
