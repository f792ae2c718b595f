"""Dropout as functions: elements, channels or whole examples set to zero by chance while training.

Knows random masks and how the rest is rescaled. Keeps no state but that of the generator it is given.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ArgumentError, ShapeError
from wengert.random import Generator, default_generator
from wengert.tensor import value_of


def check_probability(who: str, p: float, what: str = "p") -> float:
    """`p`, if it is a probability.

    Raises:
        ArgumentError: It is none.

    Example:
        >>> check_probability("dropout", 0.5)
        0.5
    """
    if not 0 <= p <= 1:
        raise ArgumentError(f"{who}: {what} is a probability", given=p, expected="0 to 1")
    return p


def kept(x: Any, keep: float, shape: tuple[int, ...], generator: Generator | None) -> Any:
    """A random mask in the dtype of `x`: 1 with probability `keep`, else 0. Shapes: any -> shape."""
    source = default_generator if generator is None else generator
    return source.bernoulli(keep, shape).value.astype(value_of(x).dtype)


def _dropped(x: Any, p: float, shape: tuple[int, ...], generator: Generator | None) -> Any:
    """`x` times a mask that broadcasts to it, over the probability to keep."""
    return x * (kept(x, 1 - p, shape, generator) * (1 / (1 - p) if p < 1 else 0.0))


def dropout(x: Any, p: float = 0.5, training: bool = True, generator: Generator | None = None) -> Any:
    """Each element 0 with probability `p`, else divided by 1 - p; unchanged when not training.

    Args:
        x: (*s), floating.
        p: Probability to drop, 0 to 1.
        training: Whether to drop at all.
        generator: Source of randomness; the default one when None.

    Returns:
        (*s).

    Raises:
        ArgumentError: `p` is no probability.

    References:
        Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov (2014), JMLR 15, 1929-1958.

    Example:
        >>> dropout(np.ones(3), 0.9, training=False)
        array([1., 1., 1.])
    """
    check_probability("dropout", p)
    return x if not training or p == 0 else _dropped(x, p, np.shape(value_of(x)), generator)


def stochastic_depth(
    x: Any, p: float, mode: str = "row", training: bool = True, generator: Generator | None = None
) -> Any:
    """Each example 0 with probability `p`, else divided by 1 - p: what a residual branch drops to skip itself.

    Args:
        x: (b, *s), floating.
        p: Probability to drop, 0 to 1.
        mode: `row` to drop each example by itself, `batch` to drop all or none.
        training: Whether to drop at all.
        generator: Source of randomness; the default one when None.

    Returns:
        (b, *s).

    Raises:
        ArgumentError: `p` is no probability, or the mode is unknown.
        ShapeError: `x` has no axis of examples.

    References:
        Huang, Sun, Liu, Sedra & Weinberger (2016), Deep networks with stochastic depth.

    Example:
        >>> stochastic_depth(np.ones((2, 3)), 1.0)
        array([[0., 0., 0.],
               [0., 0., 0.]])
    """
    check_probability("stochastic_depth", p)
    if mode not in ("row", "batch"):
        raise ArgumentError("stochastic_depth: unknown mode", given=repr(mode), expected="'row' or 'batch'")
    if not training or p == 0:
        return x
    shape = tuple(np.shape(value_of(x)))
    if not shape:
        raise ShapeError("stochastic_depth: needs an axis of examples", given="shape ()", expected="(b, *s)")
    return _dropped(x, p, (shape[0] if mode == "row" else 1, *(1,) * (len(shape) - 1)), generator)
