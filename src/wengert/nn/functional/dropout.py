"""Dropout as functions: elements, channels or whole examples dropped by chance while training; and noise.

Knows random masks and how the rest is rescaled. Keeps no state but that of the generator it is given.
"""

from __future__ import annotations

import math
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


def keep_dropout(x: Any, keep: float = 0.5, training: bool = True, generator: Generator | None = None) -> Any:
    """The textbook form: each element kept with probability `keep`, nothing rescaled; in inference x · keep.

    Its mean is keep · x in both; `dropout(x, 1 - keep)` is this divided by `keep`.

    Args:
        x: (*s), floating.
        keep: Probability to keep, 0 to 1.
        training: Whether to drop rather than to scale.
        generator: Source of randomness; the default one when None.

    Returns:
        (*s).

    Raises:
        ArgumentError: `keep` is no probability.

    References:
        Hinton, Srivastava, Krizhevsky, Sutskever & Salakhutdinov (2012), arXiv:1207.0580.

    Example:
        >>> keep_dropout(np.ones(3), 0.75, training=False)
        array([0.75, 0.75, 0.75])
    """
    check_probability("keep_dropout", keep, "keep")
    return x * (kept(x, keep, np.shape(value_of(x)), generator) if training else keep)


def _channels(who: str, x: Any, p: float, training: bool, generator: Generator | None, ranks: tuple[int, ...]) -> Any:
    """Whole channels dropped. With the largest of `ranks` axes channels are the second, else the first."""
    check_probability(who, p)
    shape = tuple(np.shape(value_of(x)))
    if len(shape) not in ranks:
        raise ShapeError(
            f"{who}: another number of axes", given=f"shape {shape}", expected=f"{' or '.join(map(str, ranks))} axes"
        )
    lead = 2 if len(shape) == max(ranks) else 1
    return x if not training or p == 0 else _dropped(x, p, _leading(shape, lead), generator)


def _leading(shape: tuple[int, ...], lead: int) -> tuple[int, ...]:
    return (*shape[:lead], *(1,) * (len(shape) - lead))


def dropout1d(x: Any, p: float = 0.5, training: bool = True, generator: Generator | None = None) -> Any:
    """Each channel 0 with probability `p`, else divided by 1 - p.

    Args:
        x: (b, c, n) or (c, n), floating.
        p: Probability to drop, 0 to 1.
        training: Whether to drop at all.
        generator: Source of randomness; the default one when None.

    Returns:
        The shape of `x`.

    Raises:
        ArgumentError: `p` is no probability.
        ShapeError: `x` has another number of axes.

    References:
        Tompson, Goroshin, Jain, LeCun & Bregler (2015), Efficient object localization using convolutional networks.

    Example:
        >>> dropout1d(np.ones((2, 3)), 1.0)
        array([[0., 0., 0.],
               [0., 0., 0.]])
    """
    return _channels("dropout1d", x, p, training, generator, (2, 3))


def dropout2d(x: Any, p: float = 0.5, training: bool = True, generator: Generator | None = None) -> Any:
    """Each channel 0 with probability `p`, else divided by 1 - p. Arguments and errors as for `dropout1d`.

    Args:
        x: (b, c, h, w), floating.
        p: Probability to drop, 0 to 1.
        training: Whether to drop at all.
        generator: Source of randomness; the default one when None.

    Returns:
        (b, c, h, w).

    Example:
        >>> float(dropout2d(np.ones((1, 2, 3, 3)), 1.0).sum())
        0.0
    """
    return _channels("dropout2d", x, p, training, generator, (4,))


def dropout3d(x: Any, p: float = 0.5, training: bool = True, generator: Generator | None = None) -> Any:
    """Each channel 0 with probability `p`, else divided by 1 - p. Arguments and errors as for `dropout1d`.

    Args:
        x: (b, c, d, h, w) or (c, d, h, w), floating.
        p: Probability to drop, 0 to 1.
        training: Whether to drop at all.
        generator: Source of randomness; the default one when None.

    Returns:
        The shape of `x`.

    Example:
        >>> float(dropout3d(np.ones((2, 3, 3, 3)), 1.0).sum())
        0.0
    """
    return _channels("dropout3d", x, p, training, generator, (4, 5))


SATURATED = -1.7580993408473766  # what SELU tends to on the left: -λα


def _saturated(x: Any, p: float, shape: tuple[int, ...], generator: Generator | None) -> Any:
    """Dropped values become what SELU saturates at; scale and shift restore mean 0 and variance 1."""
    if p == 1:
        return x * 0.0
    mask = kept(x, 1 - p, shape, generator)
    scale = 1 / math.sqrt((1 - p) * (1 + p * SATURATED**2))
    return x * (mask * scale) + ((1 - mask) * (scale * SATURATED) - scale * SATURATED * p)


def alpha_dropout(x: Any, p: float = 0.5, training: bool = True, generator: Generator | None = None) -> Any:
    """Dropout for SELU: each element dropped to where SELU saturates, and mean 0 and variance 1 are kept.

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
        Klambauer, Unterthiner, Mayr & Hochreiter (2017), Self-normalizing neural networks.

    Example:
        >>> alpha_dropout(np.ones(3), 0.9, training=False)
        array([1., 1., 1.])
    """
    check_probability("alpha_dropout", p)
    return x if not training or p == 0 else _saturated(x, p, np.shape(value_of(x)), generator)


def feature_alpha_dropout(x: Any, p: float = 0.5, training: bool = True, generator: Generator | None = None) -> Any:
    """`alpha_dropout` of whole channels.

    Args:
        x: (b, c, *s), floating.
        p: Probability to drop, 0 to 1.
        training: Whether to drop at all.
        generator: Source of randomness; the default one when None.

    Returns:
        (b, c, *s).

    Raises:
        ArgumentError: `p` is no probability.
        ShapeError: There are no channels.

    Example:
        >>> float(feature_alpha_dropout(np.ones((1, 2, 3)), 1.0).sum())
        0.0
    """
    check_probability("feature_alpha_dropout", p)
    shape = tuple(np.shape(value_of(x)))
    if len(shape) < 2:
        raise ShapeError("feature_alpha_dropout: needs channels", given=f"shape {shape}", expected="(b, c, *s)")
    return x if not training or p == 0 else _saturated(x, p, _leading(shape, 2), generator)


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
    return _dropped(x, p, _leading(shape, mode == "row"), generator)


def gaussian_noise(x: Any, std: float, training: bool = True, generator: Generator | None = None) -> Any:
    """X plus normal noise; unchanged when not training.

    Args:
        x: (*s), floating.
        std: Standard deviation of the noise.
        training: Whether to add any.
        generator: Source of randomness; the default one when None.

    Returns:
        (*s).

    Raises:
        ArgumentError: `std` is negative.

    References:
        Bishop (1995), Training with noise is equivalent to Tikhonov regularization, Neural Computation 7.

    Example:
        >>> gaussian_noise(np.ones(3), 0.0)
        array([1., 1., 1.])
    """
    if std < 0:
        raise ArgumentError("gaussian_noise: std is negative", given=std, expected="0 or more")
    if not training or std == 0:
        return x
    source = default_generator if generator is None else generator
    dtype = value_of(x).dtype
    noise = source.normal(np.shape(value_of(x)), 0.0, std, dtype if dtype.itemsize >= 4 else "float32").value
    return x + noise.astype(dtype)
