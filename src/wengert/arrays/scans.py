"""Running combinations along an axis: first-order recurrences, running extremes and log-sums.

Knows a doubling loop for NumPy and XLA's own scans. Knows no tensor and no derivative.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays.namespaces import namespace


def recur(a: Any, b: Any, axis: int) -> Any:
    """out[i] = a[i] · out[i-1] + b[i] along `axis`, starting from 0. Shapes: (*s), (*s) -> (*s).

    Two neighbours (a, b), (c, d) combine to (a c, c b + d), so the lengths double: log n passes instead of n steps.

    Example:
        >>> recur(np.array([5.0, 2.0, 2.0]), np.ones(3), 0)
        array([1., 3., 7.])
    """
    xp = namespace(a, b)
    if xp is not np:
        from jax import lax

        a, b = xp.broadcast_arrays(a, b)
        return lax.associative_scan(lambda p, q: (p[0] * q[0], q[0] * p[1] + q[1]), (a, b), axis=axis)[1]
    dtype = np.result_type(a, b)
    a, b = (np.array(v, dtype) for v in np.broadcast_arrays(a, b))
    factors, sums = np.moveaxis(a, axis, 0), np.moveaxis(b, axis, 0)
    step = 1
    while step < len(sums):
        sums[step:] = factors[step:] * sums[:-step] + sums[step:]
        factors[step:] = factors[step:] * factors[:-step]
        step *= 2
    return b


def running_max(x: Any, axis: int) -> Any:
    """The largest so far. Shapes: (*s) -> (*s).

    Example:
        >>> running_max(np.array([1.0, 3.0, 2.0]), 0)
        array([1., 3., 3.])
    """
    if namespace(x) is np:
        return np.maximum.accumulate(x, axis=axis)
    from jax import lax

    return lax.cummax(x, axis=axis % x.ndim)


def running_min(x: Any, axis: int) -> Any:
    """The smallest so far. Shapes: (*s) -> (*s).

    Example:
        >>> running_min(np.array([3.0, 1.0, 2.0]), 0)
        array([3., 1., 1.])
    """
    if namespace(x) is np:
        return np.minimum.accumulate(x, axis=axis)
    from jax import lax

    return lax.cummin(x, axis=axis % x.ndim)


def running_logsumexp(x: Any, axis: int) -> Any:
    """Log of the sum of exponentials so far, without overflow. Shapes: (*s) -> (*s).

    Example:
        >>> running_logsumexp(np.zeros(2), 0).round(3)
        array([0.   , 0.693])
    """
    if namespace(x) is np:
        return np.logaddexp.accumulate(x, axis=axis)
    from jax import lax

    return lax.cumlogsumexp(x, axis=axis % x.ndim)
