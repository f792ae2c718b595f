"""The distribution function of the standard normal in single precision, for programs: one exponential, no branch.

Knows JAX arrays. Knows no derivative.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wengert.arrays.parts import part

# exp(z²) erfc(z) = t Q(1 - t) with t = 1 / (1 + 0.45 z): the polynomial of degree 9 with Q(0) = 1, which makes Φ(0)
# exact, whose largest relative error over z ≥ 0 is least, 4e-8. Coefficients from the constant up.
_SHRINK = 0.45
_Q = (
    *(1, -1.50750587, 0.92310602, 0.0392878846, -0.243602537),
    *(0.0175975893, -0.100266857, 0.266070453, -0.182289594, 0.0414882312),
)


@part
def single_normal_distribution(x: Any) -> Any:
    """Φ(x) in float32, whatever floating dtype x has, which the result has too. Shapes: (*s) -> (*s).

    The `erfc` of JAX computes two approximations everywhere and chooses; this is one, and its exponential is the one
    that the density needs as well: GELU and its slope of 1024 × 128 numbers take 50 µs in place of 200. The relative
    error is at most 5e-6 down to 1e-36, where that of `jax.scipy.special.ndtr` is 1.5e-5.

    Example:
        >>> import jax.numpy as jnp
        >>> round(float(single_normal_distribution(jnp.float32(1.0))), 6)
        0.841345
    """
    from jax import numpy as jnp

    wide = x.astype(np.float32)
    t = 1 / (1 + np.float32(_SHRINK * math.sqrt(0.5)) * jnp.abs(wide))
    q = jnp.polyval(np.asarray(_Q[::-1], np.float32), 1 - t, unroll=len(_Q))
    tail = jnp.exp(-0.5 * wide * wide) * (0.5 * t * q)
    return jnp.where(wide < 0, tail, 1 - tail).astype(x.dtype)
