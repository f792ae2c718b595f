"""Penalties by a norm: L1, L2, Lp and the elastic net.

Knows their formulas and which convention of λ each uses. Knows no layer.
"""

from __future__ import annotations

from typing import Any, Self

from wengert.errors import ArgumentError
from wengert.ops import abs, sum
from wengert.optim.regularizers.penalty import Penalty, checked_strength
from wengert.optim.update import either


class L1(Penalty):
    """λ Σ|w|. Its slope is λ sign(w), and 0 where w is 0; for exact zeros take `proximal(..., soft_threshold(λ))`.

    Args:
        strength: λ.

    Raises:
        ArgumentError: λ is negative.

    References:
        Tibshirani (1996), J. R. Stat. Soc. B 58(1), 267-288.

    Example:
        >>> L1(0.1).of(np.array([1.0, -2.0])).round(6)
        np.float64(0.3)
    """

    def __init__(self, strength: float) -> None:
        self.strength = checked_strength("L1", strength)

    def of(self, w: Any) -> Any:
        """λ Σ|w|. Shapes: (*s) -> ()."""
        return self.strength * sum(abs(w))


class L2(Penalty):
    """(λ/2) Σw²: its slope is λw, the decay of `SGD(weight_decay=λ)`. `L2.tikhonov(λ)` is λ Σw², twice as strong.

    Args:
        strength: λ.

    Raises:
        ArgumentError: λ is negative.

    References:
        Hoerl & Kennard (1970), Technometrics 12(1), 55-67.

    Example:
        >>> w = np.array([1.0, -2.0])
        >>> float(L2(0.5).of(w)), float(L2.tikhonov(0.5).of(w))
        (1.25, 2.5)
    """

    def __init__(self, strength: float) -> None:
        self.strength = checked_strength("L2", strength)

    @classmethod
    def tikhonov(cls, strength: float) -> Self:
        """λ Σw², without the half: the convention of Tikhonov's ‖Ax - b‖² + λ‖x‖²."""
        return cls(2 * strength)

    def of(self, w: Any) -> Any:
        """(λ/2) Σw². Shapes: (*s) -> ()."""
        return self.strength / 2 * sum(abs(w) ** 2 if w.dtype.kind == "c" else w * w)


class Lp(Penalty):
    """(λ/p) Σ|w|^p, p > 0: its slope is λ sign(w) |w|^(p - 1), and 0 where w is 0.

    Written λ |w|^(p - 2) w it would be nan at 0 for 1 < p < 2. Below 1 the penalty is not convex and steep without
    bound beside 0; at 0 itself the slope is taken as 0.

    Args:
        strength: λ.
        p: The power.

    Raises:
        ArgumentError: λ is negative or p is not positive.

    References:
        Frank & Friedman (1993), Technometrics 35(2), 109-135.

    Example:
        >>> wg.grad(Lp(0.1, 1.5).of)(np.array([-4.0, 0.0, 1.0])).round(6)
        array([-0.2,  0. ,  0.1])
    """

    def __init__(self, strength: float, p: float) -> None:
        if not p > 0:
            raise ArgumentError("Lp: p is out of range", given=repr(p), expected="a number > 0")
        self.strength = checked_strength("Lp", strength)
        self.p = p

    def of(self, w: Any) -> Any:
        """(λ/p) Σ|w|^p. Shapes: (*s) -> ()."""
        size = abs(w)
        if self.p < 1:
            size = either(size > 0, either(size > 0, size, 1.0) ** self.p, 0.0)
        elif self.p != 1:
            size = size**self.p
        return self.strength / self.p * sum(size)


class ElasticNet(Penalty):
    """λ₁ Σ|w| + (λ₂/2) Σw².

    Args:
        l1: λ₁.
        l2: λ₂.

    Raises:
        ArgumentError: One is negative.

    References:
        Zou & Hastie (2005), J. R. Stat. Soc. B 67(2), 301-320.

    Example:
        >>> ElasticNet(0.1, 0.5).of(np.array([1.0, -2.0])).round(6)
        np.float64(1.55)
    """

    def __init__(self, l1: float, l2: float) -> None:
        self.l1 = checked_strength("ElasticNet", l1)
        self.l2 = checked_strength("ElasticNet", l2)

    def of(self, w: Any) -> Any:
        """λ₁ Σ|w| + (λ₂/2) Σw². Shapes: (*s) -> ()."""
        return L1(self.l1).of(w) + L2(self.l2).of(w)

    def terms(self, weights: Any) -> dict[str, Any]:
        """Both terms apart."""
        return (L1(self.l1) + L2(self.l2)).terms(weights)
