"""Exponential linear units: the identity above 0, an exponential that levels off below.

Knows the slope from the output: below 0 it is the distance to the asymptote. Exact near 0; far below, the rounding of
the output leaves an absolute error of one unit in the last place of the asymptote.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import namespace
from wengert.errors import ArgumentError
from wengert.kinds import elementwise
from wengert.ops import where
from wengert.samples import case, distinct, real

# Solve for mean 0 and variance 1 being the fixed point of a layer: Klambauer et al., eq. 14.
SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946


@elementwise(node="Elu", source="Clevert, Unterthiner & Hochreiter 2016")
def scaled_elu(x: Any, *, alpha: float = 1.0, scale: float = 1.0, rate: float = 1.0) -> Any:
    """scale·x above 0, scale·alpha·(exp(rate·x) - 1) below. Shapes: (*s) -> (*s).

    Example:
        >>> scaled_elu(np.array([-1e3, 2.0]))
        array([-1.,  2.])
    """
    xp = namespace(x)
    below = (scale * alpha) * xp.expm1(rate * xp.minimum(x, 0))
    return xp.where(x > 0, x if scale == 1 else scale * x, below)[()]


scaled_elu.partial = lambda out, alpha, scale, rate: where(out > 0, scale, rate * (out + scale * alpha))
scaled_elu.samples = [
    case(distinct(3, 4)),
    case(distinct(3), alpha=0.5, scale=2.0, rate=2.0),
    case(real(2, low=-900, high=900)),
]


def elu(x: Any, alpha: float = 1.0) -> Any:
    """`x` above 0, alpha (eˣ - 1) below; at 0 the slope is alpha.

    Args:
        x: (*s), real.
        alpha: Minus the asymptote; at least 0.

    Returns:
        (*s).

    Raises:
        ArgumentError: `alpha` is negative.

    References:
        Clevert, Unterthiner & Hochreiter (2016), Fast and accurate deep network learning by ELUs, ICLR.

    Example:
        >>> elu(np.array([-1e3, 2.0]))
        array([-1.,  2.])
    """
    if alpha < 0:
        raise ArgumentError("elu: alpha is negative", given=alpha, expected="at least 0: the function would not grow")
    return scaled_elu(x, alpha=float(alpha))


def selu(x: Any) -> Any:
    """A scaled ELU whose two constants keep mean 0 and variance 1 from layer to layer.

    Args:
        x: (*s), real.

    Returns:
        (*s).

    References:
        Klambauer, Unterthiner, Mayr & Hochreiter (2017), Self-normalizing neural networks, NeurIPS.

    Example:
        >>> round(float(selu(1.0)), 4)
        1.0507
    """
    return scaled_elu(x, alpha=SELU_ALPHA, scale=SELU_SCALE)


def celu(x: Any, alpha: float = 1.0) -> Any:
    """`x` above 0, alpha (e^(x/alpha) - 1) below: an ELU whose slope has no jump at 0.

    Args:
        x: (*s), real.
        alpha: Minus the asymptote; more than 0.

    Returns:
        (*s).

    Raises:
        ArgumentError: `alpha` is not positive.

    References:
        Barron (2017), Continuously differentiable exponential linear units, arXiv:1704.07483.

    Example:
        >>> celu(np.array([-1e3, 2.0]), 0.5)
        array([-0.5,  2. ])
    """
    if not alpha > 0:
        raise ArgumentError("celu: alpha is not positive", given=alpha, expected="more than 0")
    return scaled_elu(x, alpha=float(alpha), rate=1 / alpha)
