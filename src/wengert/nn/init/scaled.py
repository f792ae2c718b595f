"""Initial values scaled by the number of inputs and outputs: Glorot's (Xavier), He's (Kaiming), LeCun's.

Knows fans and gains. The distributions are the plain ones.
"""

from __future__ import annotations

import math

from wengert.nn.init.fans import fan, fans, gain
from wengert.nn.init.plain import normal_, uniform_
from wengert.random import Generator
from wengert.tensor import Tensor


def xavier_uniform_(x: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Uniform on ±gain·√(6 / (fan_in + fan_out)).

    References:
        Glorot & Bengio (2010), AISTATS, eq. 16.

    Example:
        >>> bool(abs(xavier_uniform_(Tensor(np.zeros((2, 4)))).numpy()).max() < 1)
        True
    """
    bound = gain * math.sqrt(6 / sum(fans(x.shape)))
    return uniform_(x, -bound, bound, generator)


def xavier_normal_(x: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal with standard deviation gain·√(2 / (fan_in + fan_out)).

    References:
        Glorot & Bengio (2010), AISTATS.

    Example:
        >>> xavier_normal_(Tensor(np.zeros((2, 4)))).shape
        (2, 4)
    """
    return normal_(x, 0.0, gain * math.sqrt(2 / sum(fans(x.shape))), generator)


def kaiming_uniform_(
    x: Tensor,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Uniform on ±gain·√(3 / fan).

    Args:
        x: Weight, (out, in, *kernel).
        a: Slope of `leaky_relu` below zero.
        mode: `fan_in` keeps the variance of values, `fan_out` that of gradients.
        nonlinearity: The activation that follows.
        generator: Source of randomness; the default one when None.

    References:
        He, Zhang, Ren & Sun (2015), ICCV, eq. 14.

    Example:
        >>> kaiming_uniform_(Tensor(np.zeros((2, 4)))).shape
        (2, 4)
    """
    bound = gain(nonlinearity, a) * math.sqrt(3 / fan(x.shape, mode))
    return uniform_(x, -bound, bound, generator)


def kaiming_normal_(
    x: Tensor,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Normal with standard deviation gain / √fan. Arguments as for `kaiming_uniform_`.

    References:
        He, Zhang, Ren & Sun (2015), ICCV, eq. 14.

    Example:
        >>> kaiming_normal_(Tensor(np.zeros((2, 4))), nonlinearity="relu").shape
        (2, 4)
    """
    return normal_(x, 0.0, gain(nonlinearity, a) / math.sqrt(fan(x.shape, mode)), generator)


def lecun_uniform_(x: Tensor, generator: Generator | None = None) -> Tensor:
    """Uniform on ±√(3 / fan_in): standard deviation 1 / √fan_in.

    References:
        LeCun, Bottou, Orr & Müller (1998), Efficient BackProp, sec. 4.6.

    Example:
        >>> bool(abs(lecun_uniform_(Tensor(np.zeros((2, 4)))).numpy()).max() < 1)
        True
    """
    bound = math.sqrt(3 / fan(x.shape, "fan_in"))
    return uniform_(x, -bound, bound, generator)


def lecun_normal_(x: Tensor, generator: Generator | None = None) -> Tensor:
    """Normal with standard deviation 1 / √fan_in.

    References:
        LeCun, Bottou, Orr & Müller (1998), Efficient BackProp, sec. 4.6.

    Example:
        >>> lecun_normal_(Tensor(np.zeros((2, 4)))).shape
        (2, 4)
    """
    return normal_(x, 0.0, 1 / math.sqrt(fan(x.shape, "fan_in")), generator)
