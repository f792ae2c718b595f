"""Piecewise linear activations: what passes, what is held and what is scaled.

Knows that the sign of the output tells which piece an element was on, so that the output alone is kept for the slope.
At a kink the slope is that of the piece below, as docs/kinks.md states for ReLU.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.errors import ArgumentError, ShapeError
from wengert.kinds import elementwise
from wengert.ops import minimum, relu, reshape, where
from wengert.random import Generator, default_generator
from wengert.samples import case, distinct, real
from wengert.tensor import value_of


@elementwise(node="LeakyRelu", source="Maas, Hannun & Ng 2013")
def leaky(x: Any, *, slope: float = 0.01) -> Any:
    """`x` above 0 and slope·x below, for a slope of at least 0. Shapes: (*s) -> (*s).

    Example:
        >>> leaky(np.array([-1.0, 2.0]), slope=0.5)
        array([-0.5,  2. ])
    """
    xp = namespace(x)
    # The larger of the two is the right one only for slopes up to 1.
    return xp.maximum(x, slope * x) if slope <= 1 else xp.where(x > 0, x, slope * x)[()]


leaky.partial = lambda out, slope: where(out > 0, out.dtype.type(1), slope)
leaky.samples = [case(distinct(3, 4)), case(distinct(3), slope=3.0), case(real(2, low=-900, high=900))]


def leaky_relu(x: Any, negative_slope: float = 0.01) -> Any:
    """`x` above 0, `negative_slope` times x below; at 0 the slope is `negative_slope`.

    Args:
        x: (*s), floating.
        negative_slope: The slope below 0.

    Returns:
        (*s).

    References:
        Maas, Hannun & Ng (2013), Rectifier nonlinearities improve neural network acoustic models, ICML workshop.

    Example:
        >>> leaky_relu(np.array([-1.0, 2.0]))
        array([-0.01,  2.  ])
    """
    if negative_slope < 0:  # then the output does not tell the pieces apart
        return relu(x) + negative_slope * minimum(x, 0)
    return leaky(x, slope=negative_slope)


@elementwise(node="Hardtanh", source="Collobert 2004")
def held(x: Any, *, low: float = -1.0, high: float = 1.0) -> Any:
    """`x` held between two constants; slope 0 at both of them. Shapes: (*s) -> (*s).

    Example:
        >>> held(np.array([-3.0, 0.5]))
        array([-1. ,  0.5])
    """
    xp = namespace(x)
    return xp.minimum(xp.maximum(x, low), high)


held.partial = lambda out, low, high: (out > low) & (out < high)
held.samples = [case(distinct(3, 4)), case(distinct(3, low=-4, high=9), low=0.0, high=6.0)]


def hardtanh(x: Any, min_val: float = -1.0, max_val: float = 1.0) -> Any:
    """`x` held between `min_val` and `max_val`. Slope 1 strictly between them, else 0.

    Args:
        x: (*s), real.
        min_val: Lower bound.
        max_val: Upper bound.

    Returns:
        (*s).

    Raises:
        ArgumentError: The lower bound is not below the upper one.

    Example:
        >>> hardtanh(np.array([-3.0, 0.5, 3.0]))
        array([-1. ,  0.5,  1. ])
    """
    if not min_val < max_val:
        raise ArgumentError("hardtanh: min_val is not below max_val", given=f"{min_val} and {max_val}")
    return held(x, low=float(min_val), high=float(max_val))


def relu6(x: Any) -> Any:
    """min(max(x, 0), 6), with slope 0 at 0 and at 6.

    Args:
        x: (*s), real.

    Returns:
        (*s).

    References:
        Howard et al. (2017), MobileNets, arXiv:1704.04861.

    Example:
        >>> relu6(np.array([-1.0, 3.0, 9.0]))
        array([0., 3., 6.])
    """
    return held(x, low=0.0, high=6.0)


@elementwise(node="PreluKernel", source="He, Zhang, Ren & Sun 2015")
def rectified(x: Any, slope: Any) -> Any:
    """`x` above 0 and slope·x below, with a differentiable slope. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> rectified(np.array([-1.0, 2.0]), np.array([0.5, 0.5]))
        array([-0.5,  2. ])
    """
    return namespace(x, slope).where(x > 0, x, slope * x)[()]


rectified.partials = (lambda x, slope: where(x > 0, x.dtype.type(1), slope), lambda x: minimum(x, 0))
rectified.samples = [case(distinct(3, 4), real(3, 4)), case(distinct(3, 4), real(3, 1)), case(distinct(3), real())]


def prelu(x: Any, weight: Any) -> Any:
    """`x` above 0, `weight` times x below, where the weight is trained.

    Args:
        x: (n, c, *s), or any shape with a single weight.
        weight: (1,) for one slope, or (c,) for one a channel.

    Returns:
        The shape of `x`.

    Raises:
        ShapeError: There are neither 1 nor c weights.

    References:
        He, Zhang, Ren & Sun (2015), Delving deep into rectifiers, ICCV.

    Example:
        >>> prelu(np.array([[-1.0, -1.0]]), np.array([0.5, 0.25]))
        array([[-0.5 , -0.25]])
    """
    shape, (count,) = np.shape(x), np.shape(weight)
    channels = shape[1] if len(shape) > 1 else 1
    if count not in (1, channels):
        raise ShapeError(
            "prelu: one weight for all, or one for each channel",
            given=f"{count} weights for input {tuple(shape)}",
            expected=f"1 or {channels}",
        )
    return rectified(x, weight if len(shape) < 2 else reshape(weight, (count,) + (1,) * (len(shape) - 2)))


def rrelu(
    x: Any, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, generator: Generator | None = None
) -> Any:
    """`x` above 0, and below it x times a slope drawn for each element while training, else the mean slope.

    Args:
        x: (*s), floating.
        lower: Smallest slope.
        upper: Largest slope.
        training: Whether to draw slopes.
        generator: Source of randomness; the default one when None.

    Returns:
        (*s).

    Raises:
        ArgumentError: `lower` is above `upper`.

    References:
        Xu, Wang, Chen & Li (2015), Empirical evaluation of rectified activations in convolutional network,
        arXiv:1505.00853.

    Example:
        >>> rrelu(np.array([-1.0, 2.0]), 0.25, 0.75)
        array([-0.5,  2. ])
    """
    check_slopes("rrelu", lower, upper)
    if not training:
        return leaky_relu(x, (lower + upper) / 2)
    source, dtype = default_generator if generator is None else generator, value_of(x).dtype
    drawn = source.uniform(np.shape(value_of(x)), lower, upper, dtype if dtype.itemsize >= 4 else "float32")
    return rectified(x, drawn.value.astype(dtype))


def check_slopes(who: str, lower: float, upper: float) -> tuple[float, float]:
    """Both slopes, if they are in order.

    Raises:
        ArgumentError: They are not.

    Example:
        >>> check_slopes("rrelu", 0.1, 0.3)
        (0.1, 0.3)
    """
    if not lower <= upper:
        raise ArgumentError(f"{who}: lower is above upper", given=f"{lower} and {upper}", expected="lower ≤ upper")
    return lower, upper


def threshold(x: Any, threshold: float, value: float) -> Any:
    """`x` above the threshold, else `value`.

    Args:
        x: (*s), real.
        threshold: Where to cut.
        value: What stands for the rest.

    Returns:
        (*s).

    Example:
        >>> threshold(np.array([-1.0, 0.5, 2.0]), 1.0, 20.0)
        array([20., 20.,  2.])
    """
    return where(x > threshold, x, value)
