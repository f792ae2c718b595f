"""Hard activations: Hardsigmoid, Hardswish, Hardshrink, Softshrink.

Knows the functions behind the names. Derivatives are theirs.
"""

from __future__ import annotations

from typing import Any

from wengert.nn import functional
from wengert.nn.module import Module


class Hardsigmoid(Module):
    """min(max(x + 3, 0), 6) / 6.

    Example:
        >>> float(Hardsigmoid()(0.0))
        0.5
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.hardsigmoid(x)


class Hardswish(Module):
    """x times min(max(x + 3, 0), 6) / 6.

    References:
        Howard et al. (2019), Searching for MobileNetV3, ICCV.

    Example:
        >>> float(Hardswish()(4.0))
        4.0
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.hardswish(x)


class Hardshrink(Module):
    """x where |x| > lambd, else 0.

    Args:
        lambd: The bound, at least 0.

    Example:
        >>> Hardshrink()(np.array([-1.0, 0.2]))
        array([-1.,  0.])
    """

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.hardshrink(x, self.lambd)

    def extra_repr(self) -> str:
        """Options."""
        return f"lambd={self.lambd}"


class Softshrink(Module):
    """x moved towards 0 by `lambd`, and 0 where |x| ≤ lambd.

    Args:
        lambd: The bound, at least 0.

    Example:
        >>> Softshrink()(np.array([-1.0, 0.2]))
        array([-0.5,  0. ])
    """

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.softshrink(x, self.lambd)

    def extra_repr(self) -> str:
        """Options."""
        return f"lambd={self.lambd}"
