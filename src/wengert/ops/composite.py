"""The softmax family: smooth maxima and the activations made of them.

Knows which of them earn a rule of their own: those whose composed form would overflow, or keep more for the reverse
sweep. Knows no sweep.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wengert.arrays import is_complex, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.batching import along
from wengert.errors import ArgumentError
from wengert.kinds import elementwise, general
from wengert.ops.elementwise import exp, expm1
from wengert.ops.reduction import sum as total
from wengert.ops.selection import where
from wengert.ops.special import functions, ndtr, normal_density, normal_distribution
from wengert.ops.trigonometric import tanh
from wengert.samples import case, complexes, real

ROOT_TWO_BY_PI = math.sqrt(2 / math.pi)
CUBIC = 0.044715  # Hendrycks & Gimpel's constant


@elementwise(symbol="σ", source="DLMF 4.35 (σ(x) = (1 + tanh(x/2)) / 2)")
def sigmoid(x: Any) -> Any:
    """Logistic function 1 / (1 + exp(-x)); slope out (1 - out). Shapes: (*s) -> (*s).

    Example:
        >>> float(sigmoid(0.0)), float(sigmoid(-1e3))
        (0.5, 0.0)
    """
    if is_complex(dtype_of(x)):
        return 1 / (1 + namespace(x).exp(-x))
    return functions(x).expit(x)


# From the output, so that an activation keeps one array and not two. Exact in the left tail; in the right one the
# rounding of the output leaves an absolute error of one unit in the last place of 1.
sigmoid.partial = lambda out: out * (1 - out)
sigmoid.samples = [case(real(3, 4)), case(real()), case(real(3, low=-900, high=900)), case(complexes(3))]


def log1p_exp(x: Any) -> Any:
    """log(1 + exp(x)) on raw arrays, without overflow. Shapes: (*s) -> (*s).

    Example:
        >>> float(log1p_exp(1e3))
        1000.0
    """
    if namespace(x) is np and np.size(x) >= 256:
        # NumPy's logaddexp is a scalar loop: from this size on, three vectorised passes are faster, up to ten times.
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    return namespace(x).logaddexp(x, 0)


@elementwise(source="Dugas et al. 2001")
def softplus(x: Any, *, beta: float = 1.0, threshold: float = math.inf) -> Any:
    """log(1 + exp(βx)) / β, a smooth max(x, 0), without overflow; x itself where βx > threshold. Shapes: (*s) -> (*s).

    Example:
        >>> float(softplus(1e3)), float(softplus(-1e3))
        (1000.0, 0.0)
    """
    xp = namespace(x)
    scaled = x if beta == 1 else beta * x
    smooth = log1p_exp(scaled)
    smooth = smooth if beta == 1 else smooth / beta
    return smooth if threshold == math.inf else xp.where(scaled > threshold, x, smooth)[()]


# From the output: σ(βx) = 1 - exp(-β out), exact in both tails.
softplus.partial = lambda out, beta, threshold: _softplus_slope(out, beta, threshold)
softplus.samples = [
    case(real(3, 4)),
    case(real()),
    case(real(3, low=-900, high=900)),
    case(real(3, 4), beta=2.0, threshold=1.0),
]


def _softplus_slope(out: Any, beta: float, threshold: float) -> Any:
    smooth = -expm1(-beta * out)
    return smooth if threshold == math.inf else where(beta * out > threshold, 1, smooth)


@elementwise(source="log σ(x) = -log(1 + exp(-x))")
def log_sigmoid(x: Any) -> Any:
    """Logarithm of `sigmoid`, without underflow. Shapes: (*s) -> (*s).

    Example:
        >>> float(log_sigmoid(-1e3))
        -1000.0
    """
    return -log1p_exp(-x)


# From the output: σ(-x) = 1 - σ(x) = 1 - exp(out), exact in both tails.
log_sigmoid.partial = lambda out: -expm1(out)
log_sigmoid.samples = [case(real(3, 4)), case(real()), case(real(3, low=-900, high=900))]


@elementwise(symbol="-")
def gap(x: Any, y: Any) -> Any:
    """Difference, in which equal infinities differ by 0. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> float(gap(-np.inf, -np.inf))
        0.0
    """
    xp = namespace(x, y)
    if xp is not np:
        return xp.where(x == y, 0, x - y)
    with np.errstate(invalid="ignore"):
        return np.where(np.equal(x, y), 0, np.subtract(x, y))[()]


gap.partials = (1, -1)
gap.samples = [case(real(3, 4), real(3, 4)), case(real(3, 1), real(4))]


@elementwise(source="log(exp(x) + exp(y)) = max(x, y) + log(1 + exp(-|x - y|))")
def logaddexp(x: Any, y: Any) -> Any:
    """log(exp(x) + exp(y)), without overflow. Shapes: (*s), (*s) -> (*s), broadcast.

    Equal infinities share the slope, 1/2 each.

    Example:
        >>> float(logaddexp(1e3, -np.inf))
        1000.0
    """
    return namespace(x, y).logaddexp(x, y)


logaddexp.partials = (lambda x, y: sigmoid(gap(x, y)), lambda x, y: sigmoid(gap(y, x)))
logaddexp.samples = [
    case(real(3, 4), real(3, 4)),
    case(real(3, 1), real(4)),
    case(real(2, low=-900, high=900), real(2)),
    case(real(3), 0.0),
]


def _softmax_cost(shapes: Any, out: Any, params: Any) -> float:
    del out, params
    return 5.0 * math.prod(shapes[0])


# Its own rule keeps the output alone; composed of max, subtract, exp, sum and divide it would keep three arrays.
@general(source="Bridle 1990", cost=_softmax_cost)
def softmax(x: Any, *, axis: int | tuple[int, ...] = -1) -> Any:
    """exp(x) / Σ exp(x) along `axis`, without overflow. Shapes: (*s) -> (*s).

    Example:
        >>> softmax(np.array([0.0, 0.0]))
        array([0.5, 0.5])
    """
    xp = namespace(x)
    out = xp.exp(x - xp.max(x, axis=axis, keepdims=True))
    return out / xp.sum(out, axis=axis, keepdims=True)


# The Jacobian diag(out) - out outᵀ is symmetric: one formula for both modes.
softmax.define(
    [lambda g, out, axis: _softmax_product(g, out, axis)], [lambda dx, out, axis: _softmax_product(dx, out, axis)]
)
softmax.batch = along(softmax, "axis")
softmax.samples = [case(real(3, 4)), case(real(2, 3, 4), axis=1), case(real(2, 3), axis=(0, 1))]


def _softmax_product(t: Any, out: Any, axis: Any) -> Any:
    weighted = t * out
    return weighted - out * total(weighted, axis=axis, keepdims=True)


# Its own rule keeps the output alone, and stays finite where the logarithm of softmax is that of 0.
@general(source="Bridle 1990", cost=_softmax_cost)
def log_softmax(x: Any, *, axis: int | tuple[int, ...] = -1) -> Any:
    """Logarithm of `softmax`, without underflow. Shapes: (*s) -> (*s).

    Example:
        >>> log_softmax(np.array([0.0, -1e3]))
        array([    0., -1000.])
    """
    xp = namespace(x)
    shifted = x - xp.max(x, axis=axis, keepdims=True)
    return shifted - xp.log(xp.sum(xp.exp(shifted), axis=axis, keepdims=True))


log_softmax.define(
    [lambda g, out, axis: g - exp(out) * total(g, axis=axis, keepdims=True)],
    [lambda dx, out, axis: dx - total(exp(out) * dx, axis=axis, keepdims=True)],
)
log_softmax.batch = along(log_softmax, "axis")
log_softmax.samples = [case(real(3, 4)), case(real(2, 3, 4), axis=1), case(real(2, 3, low=-90, high=90), axis=(0, 1))]


# Its own rule keeps x alone; composed as x · Φ(x) it would keep x, x/√2 and Φ(x).
@elementwise(source="Hendrycks & Gimpel 2016")
def gelu(x: Any, *, approximate: str = "none") -> Any:
    """X Φ(x), with the normal distribution function or, if `approximate="tanh"`, a tanh near it. Shapes: (*s) -> (*s).

    Example:
        >>> float(gelu(0.0)), round(float(gelu(1.0)), 6)
        (0.0, 0.841345)
    """
    if approximate not in ("none", "tanh"):
        raise ArgumentError("gelu: unknown approximation", given=repr(approximate), expected="'none' or 'tanh'")
    if approximate == "tanh":
        return 0.5 * x * (1 + namespace(x).tanh(_cubic(x)))
    return x * normal_distribution(x)


gelu.partial = lambda x, approximate: _gelu_tanh_slope(x) if approximate == "tanh" else gelu_slope(x)
gelu.samples = [
    case(real(3, 4)),
    case(real(3, 4), approximate="tanh"),
    case(real(2, low=-30, high=30)),
    case(real(2, low=-30, high=30), approximate="tanh"),
]
gelu.rejects = [(case(real(2), approximate="erf"), ArgumentError, "unknown approximation")]


def _cubic(x: Any) -> Any:
    return ROOT_TWO_BY_PI * (x + CUBIC * x * x * x)


def gelu_slope(x: Any) -> Any:
    """The derivative of `gelu`. Shapes: (*s) -> (*s).

    Example:
        >>> float(gelu_slope(0.0))
        0.5
    """
    return ndtr(x) + x * normal_density(x)


def _gelu_tanh_slope(x: Any) -> Any:
    t = tanh(_cubic(x))
    return 0.5 * (1 + t) + (0.5 * ROOT_TWO_BY_PI) * x * ((1 - t) * (1 + t)) * (1 + (3 * CUBIC) * x * x)


# Its own rule keeps x alone; composed as x · σ(x) it would keep x and σ(x).
@elementwise(source="Elfwing, Uchibe & Doya 2017; Ramachandran, Zoph & Le 2017")
def silu(x: Any) -> Any:
    """X σ(x), also known as swish. Shapes: (*s) -> (*s).

    Example:
        >>> float(silu(0.0)), round(float(silu(1.0)), 6)
        (0.0, 0.731059)
    """
    return x * functions(x).expit(x)


silu.partial = lambda x: silu_slope(x)
silu.samples = [case(real(3, 4)), case(real()), case(real(2, low=-900, high=900))]


def silu_slope(x: Any) -> Any:
    """The derivative of `silu`. Shapes: (*s) -> (*s).

    Example:
        >>> float(silu_slope(0.0))
        0.5
    """
    s = sigmoid(x)
    return s + x * (s * (1 - s))
