"""What mixing samples needs: targets that can be shared out, and the shares.

Knows the beta distribution. Knows no image.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays import random as pure
from wengert.errors import DtypeError

_TRIES = 16  # of which each succeeds with at least 95 %: all fail once in 10^20


def soft_targets(y: Any, classes: int) -> Any:
    """Class indices as probabilities; probabilities and real targets as they are.

    Args:
        y: Targets: integers (n,), or floating (n, *t).
        classes: How many classes there are.

    Returns:
        float32 (n, classes), or `y`.

    Raises:
        DtypeError: The targets are integers for each place of a sample, which cannot be mixed.

    Example:
        >>> soft_targets(np.array([1, 0]), 2).tolist()
        [[0.0, 1.0], [1.0, 0.0]]
    """
    if np.dtype(y.dtype).kind == "f" or y.dtype.name == "bfloat16":
        return y
    if y.ndim != 1:
        raise DtypeError("mixing: needs one class a sample, or real targets", given=f"{y.dtype}{list(y.shape)}")
    return (y[:, None] == namespace(y).arange(classes)).astype(np.float32)


def shared_out(x: Any, others: Any, share: Any) -> Any:
    """share · x + (1 - share) · others, with a share for each sample.

    Args:
        x: Floating, (n, *s).
        others: The same.
        share: (n,).

    Returns:
        (n, *s), of the dtype of `x`.

    Example:
        >>> shared_out(np.ones((1, 2)), np.zeros((1, 2)), np.array([0.25]))
        array([[0.25, 0.25]])
    """
    share = share.astype(x.dtype).reshape(-1, *(1,) * (x.ndim - 1))
    return share * x + (1 - share) * others


def beta(key: Any, alpha: float, count: int) -> Any:
    """Numbers of the symmetric beta distribution B(α, α).

    Args:
        key: uint32 (2,).
        alpha: α > 0: small values give numbers near 0 and 1.
        count: How many.

    Returns:
        float32 (count,), between 0 and 1.

    References:
        Ratio of gamma variates, these by Marsaglia & Tsang (2000), A simple method for generating gamma variables,
        ACM Trans. Math. Softw. 26(3), 363-372.

    Example:
        >>> beta(np.array([0, 1], np.uint32), 1.0, 10_000).mean().round(2)
        np.float32(0.5)
    """
    xp = namespace(key)
    # Few large draws: each is a piece of a program that takes time to compile.
    normals = pure.normal(pure.fold_in(key, 0), (2, _TRIES, count))
    log_units = xp.log1p(-pure.uniform(pure.fold_in(key, 1), (2, _TRIES + 1, count)))
    first, second = _log_gamma(alpha, normals, log_units[:, 1:]) + log_units[:, 0] / alpha
    return 1 / (1 + xp.exp(xp.clip(second - first, -80, 80)))  # where the exponential of float32 stays finite


def _log_gamma(alpha: float, normals: Any, log_units: Any) -> Any:
    """Logarithms of gamma variates of shape α + 1, by rejection; a power of a uniform number brings them to α.

    The number of tries is fixed, so that the shapes of a compiled program are. Shapes: (2, tries, n) -> (2, n).
    """
    xp = namespace(normals)
    d = alpha + 1 - 1 / 3
    v = (1 + normals / (9 * d) ** 0.5) ** 3
    log_v = xp.log(xp.where(v > 0, v, 1))
    accepted = (v > 0) & (log_units < 0.5 * normals * normals + d - d * v + d * log_v)
    return xp.take_along_axis(log_v, xp.argmax(accepted, axis=1)[:, None], axis=1)[:, 0]
