"""Proximal steps: descend on what is smooth, then solve exactly for what is not.

Knows the maps of the usual penalties and constraints, and how to put one behind a method. Where a penalty has a kink at
zero, as L1 has, a subgradient step oscillates around it; a proximal step lands on it and stays: zeros are exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, overload

from wengert import tree
from wengert.errors import ArgumentError
from wengert.ops import abs, clip, maximum, minimum, sign, sqrt, sum
from wengert.optim.optimizer import Optimizer
from wengert.optim.update import Update, either, like

Prox = Callable[[Any, Any], Any]  # from (θ, learning rate) to argmin_z rate · penalty(z) + ‖z - θ‖² / 2


@overload
def proximal(method: Update, prox: Prox, lr: Any) -> Update: ...
@overload
def proximal(method: Optimizer, prox: Prox) -> Optimizer: ...
def proximal(method: Any, prox: Prox, lr: Any = 1.0) -> Any:
    """Put a proximal map behind a method: θ ← prox(θ + step, lr).

    Args:
        method: An update, or an optimizer; an optimizer is changed, and uses the learning rate of each group.
        prox: Such as `soft_threshold(0.01)`.
        lr: The learning rate of the update: how much of the penalty one step takes. Constraints do not look at it.

    Returns:
        The update, or the optimizer.

    References:
        Parikh & Boyd (2014), Proximal algorithms, Found. Trends Optim. 1(3), 127-239, §4.2.

    Example:
        >>> w = wg.nn.Parameter([1.0, 0.05])
        >>> optimizer = proximal(wg.optim.SGD([w], lr=0.1), soft_threshold(1.0))
        >>> (0 * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy()
        array([0.9, 0. ])
    """
    if isinstance(method, Optimizer):
        return method.each(lambda rule, group: proximal(rule, prox, group["lr"].value))

    def step(g: Any, state: Any, params: Any) -> tuple[Any, Any]:
        change, after = method.step(g, state, params)
        return tree.map(lambda p, c: prox(p + c, like(lr, p)) - p, params, change), after

    return Update(method.init, step)


def soft_threshold(strength: float) -> Prox:
    """Of λ‖θ‖₁: towards zero by lr·λ, and no further. Shapes: (*s) -> (*s).

    Args:
        strength: λ.

    Returns:
        The map.

    Example:
        >>> soft_threshold(1.0)(np.array([-2.0, 0.0, 0.5, 3.0]), 0.6)
        array([-1.4,  0. ,  0. ,  2.4])
    """
    strength = _strength("soft_threshold", strength)
    return lambda x, lr: sign(x) * maximum(abs(x) - lr * strength, 0.0)


def shrinkage(strength: float) -> Prox:
    """Of (λ/2)‖θ‖²: divided by 1 + lr·λ. Shapes: (*s) -> (*s).

    Args:
        strength: λ.

    Returns:
        The map.

    Example:
        >>> shrinkage(1.0)(np.array([3.0]), 0.5)
        array([2.])
    """
    strength = _strength("shrinkage", strength)
    return lambda x, lr: x / (1 + lr * strength)


def elastic_shrinkage(l1: float, l2: float) -> Prox:
    """Of λ₁‖θ‖₁ + (λ₂/2)‖θ‖²: the soft threshold, then the shrinkage. Shapes: (*s) -> (*s).

    Args:
        l1: λ₁.
        l2: λ₂.

    Returns:
        The map.

    References:
        Zou & Hastie (2005), J. R. Stat. Soc. B 67(2), 301-320.

    Example:
        >>> elastic_shrinkage(1.0, 1.0)(np.array([2.0, 0.3]), 0.5)
        array([1., 0.])
    """
    near, small = soft_threshold(l1), shrinkage(l2)
    return lambda x, lr: small(near(x, lr), lr)


def group_shrinkage(strength: float, axes: Sequence[int] | None = None) -> Prox:
    """Of λ Σ √size ‖θ_group‖: each group shortened, short ones to zero as a whole. Shapes: (*s) -> (*s).

    Args:
        strength: λ.
        axes: Axes within a group; all but the first when None: the rows of a matrix, the filters of a kernel. `(0,)`
            makes groups of what leaves one input, so that inputs are dropped.

    Returns:
        The map.

    References:
        Yuan & Lin (2006), J. R. Stat. Soc. B 68(1), 49-67.

    Example:
        >>> group_shrinkage(1.0)(np.array([[3.0, 4.0], [0.1, 0.1]]), math.sqrt(0.5)).round(3)
        array([[2.4, 3.2],
               [0. , 0. ]])
    """
    strength = _strength("group_shrinkage", strength)

    def prox(x: Any, lr: Any) -> Any:
        within = _within(x, axes)
        size = math.prod(x.shape[a] for a in within)
        norm = sqrt(sum(x * x, axis=within, keepdims=True))
        left = maximum(norm - lr * (strength * math.sqrt(size)), 0.0)
        return x * either(norm > 0, left / either(norm > 0, norm, 1.0), 0.0)

    return prox


def box(low: float = -math.inf, high: float = math.inf) -> Prox:
    """Of the constraint low <= θ <= high: clipped. Shapes: (*s) -> (*s).

    Args:
        low: Least value.
        high: Largest value.

    Returns:
        The map.

    Example:
        >>> box(0.0, 1.0)(np.array([-2.0, 0.5, 3.0]), 0.1)
        array([0. , 0.5, 1. ])
    """
    if not low <= high:
        raise ArgumentError("box: low is above high", given=f"low={low}, high={high}", expected="low <= high")
    return lambda x, lr: clip(x, low, high)


def nonnegative() -> Prox:
    """Of the constraint θ >= 0. Shapes: (*s) -> (*s).

    Example:
        >>> nonnegative()(np.array([-2.0, 0.5]), 0.1)
        array([0. , 0.5])
    """
    return lambda x, lr: maximum(x, 0.0)


def max_norm(limit: float, axes: Sequence[int] | None = None) -> Prox:
    """Of the constraint ‖θ_group‖ <= limit: longer groups are shortened to it. Shapes: (*s) -> (*s).

    Args:
        limit: Largest norm.
        axes: Axes within a group; all but the first when None: the weights of one output. `range(x.ndim)` takes all.

    Returns:
        The map.

    References:
        Srebro, Rennie & Jaakkola (2005), NIPS; Srivastava et al. (2014), J. Mach. Learn. Res. 15, 1929-1958, §5.1.

    Example:
        >>> max_norm(1.0)(np.array([[3.0, 4.0], [0.1, 0.0]]), 0.1)
        array([[0.6, 0.8],
               [0.1, 0. ]])
    """
    limit = _strength("max_norm", limit)

    def prox(x: Any, lr: Any) -> Any:
        norm = sqrt(sum(x * x, axis=_within(x, axes), keepdims=True))
        return x * minimum(1.0, limit / either(norm > 0, norm, 1.0))

    return prox


def _within(x: Any, axes: Sequence[int] | None) -> tuple[int, ...]:
    if axes is not None:
        return tuple(axes)
    return tuple(range(1, x.ndim)) if x.ndim > 1 else tuple(range(x.ndim))


def _strength(owner: str, value: float) -> float:
    if not value >= 0:
        raise ArgumentError(f"{owner}: the strength is out of range", given=repr(value), expected="a number >= 0")
    return value
