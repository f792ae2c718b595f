"""Smooth activations that the operations do not have already: softsign, mish, tanhshrink, softplus with its options.

Knows what each keeps for its slope. Keeps no parameter.
"""

from __future__ import annotations

from typing import Any

from wengert import ops
from wengert.arrays import namespace
from wengert.errors import ArgumentError
from wengert.kinds import elementwise
from wengert.ops import sigmoid, square, tanh
from wengert.ops.composite import log1p_exp
from wengert.samples import case, distinct, real


# The slope from the output would be (1 - |out|)², whose digits are lost where the output rounds to 1.
@elementwise(source="Bergstra, Desjardins, Lamblin & Bengio 2009")
def softsign(x: Any) -> Any:
    """X / (1 + |x|): between -1 and 1 like tanh, but its slope falls as x⁻² only. Shapes: (*s) -> (*s).

    Example:
        >>> softsign(np.array([-1.0, 3.0]))
        array([-0.5 ,  0.75])
    """
    return x / (1 + namespace(x).abs(x))


softsign.partial = lambda x: 1 / square(1 + abs(x))
softsign.samples = [case(distinct(3, 4)), case(real()), case(real(2, low=-900, high=900))]


# Its own rule keeps x alone; composed it would keep x, softplus(x) and its tanh.
@elementwise(source="Misra 2020")
def mish(x: Any) -> Any:
    """X tanh(log(1 + exp(x))). Shapes: (*s) -> (*s).

    Example:
        >>> round(float(mish(1.0)), 6)
        0.865098
    """
    return x * namespace(x).tanh(log1p_exp(x))


mish.partial = lambda x: _mish_slope(x)
mish.samples = [case(real(3, 4)), case(real()), case(real(2, low=-900, high=900))]


def _mish_slope(x: Any) -> Any:
    t = tanh(ops.softplus(x))
    return t + x * sigmoid(x) * ((1 - t) * (1 + t))


def tanhshrink(x: Any) -> Any:
    """X - tanh(x).

    Args:
        x: (*s), floating.

    Returns:
        (*s).

    Example:
        >>> float(tanhshrink(0.0))
        0.0
    """
    return x - tanh(x)


def softplus(x: Any, beta: float = 1.0, threshold: float = 20.0) -> Any:
    """log(1 + e^(beta·x)) / beta, and x itself where beta·x is above the threshold.

    With `threshold=inf` it is the exact function, as `wengert.softplus` is; both are free of overflow. The finite
    default is PyTorch's and changes the value by less than 2.1e-9 / beta.

    Args:
        x: (*s), real.
        beta: Sharpness of the bend; more than 0.
        threshold: From which beta·x on the identity is taken.

    Returns:
        (*s).

    Raises:
        ArgumentError: `beta` is not positive.

    References:
        Dugas, Bengio, Bélisle, Nadeau & Garcia (2001), Incorporating second-order functional knowledge, NeurIPS.

    Example:
        >>> round(float(softplus(0.0, beta=2.0)), 4)
        0.3466
    """
    if not beta > 0:
        raise ArgumentError("softplus: beta is not positive", given=beta, expected="more than 0")
    return ops.softplus(x, beta=float(beta), threshold=float(threshold))
