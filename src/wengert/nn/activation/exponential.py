"""Exponential linear units: ELU, SELU, CELU.

Knows the functions behind the names. Derivatives are theirs.
"""

from __future__ import annotations

from typing import Any

from wengert.nn import functional
from wengert.nn.module import Module


class ELU(Module):
    """x above 0, alpha (eˣ - 1) below.

    Args:
        alpha: Minus the asymptote; at least 0.

    References:
        Clevert, Unterthiner & Hochreiter (2016), Fast and accurate deep network learning by ELUs, ICLR.

    Example:
        >>> ELU()(np.array([-1e3, 2.0]))
        array([-1.,  2.])
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = alpha

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.elu(x, self.alpha)

    def extra_repr(self) -> str:
        """Options."""
        return f"alpha={self.alpha}"


class SELU(Module):
    """An ELU scaled so that layers keep mean 0 and variance 1; weights start by `lecun_normal_`.

    References:
        Klambauer, Unterthiner, Mayr & Hochreiter (2017), Self-normalizing neural networks, NeurIPS.

    Example:
        >>> round(float(SELU()(1.0)), 4)
        1.0507
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.selu(x)


class CELU(Module):
    """x above 0, alpha (e^(x/alpha) - 1) below: an ELU whose slope has no jump.

    Args:
        alpha: Minus the asymptote; more than 0.

    References:
        Barron (2017), Continuously differentiable exponential linear units, arXiv:1704.07483.

    Example:
        >>> CELU(0.5)(np.array([-1e3, 2.0]))
        array([-0.5,  2. ])
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = alpha

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.celu(x, self.alpha)

    def extra_repr(self) -> str:
        """Options."""
        return f"alpha={self.alpha}"
