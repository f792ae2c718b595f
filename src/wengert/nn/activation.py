"""Activations as modules: functions without parameters, applied to each element or along one axis.

Knows the operations behind the names. Derivatives are theirs.
"""

from __future__ import annotations

from typing import Any

from wengert.nn import functional
from wengert.nn.module import Module


class Identity(Module):
    """x.

    Example:
        >>> Identity()(2.0)
        2.0
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return x


class ReLU(Module):
    """max(x, 0), with slope 0 at 0.

    Example:
        >>> ReLU()(np.array([-1.0, 2.0]))
        array([0., 2.])
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.relu(x)


class Tanh(Module):
    """Hyperbolic tangent.

    Example:
        >>> float(Tanh()(0.0))
        0.0
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.tanh(x)


class Sigmoid(Module):
    """1 / (1 + e⁻ˣ).

    Example:
        >>> float(Sigmoid()(0.0))
        0.5
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.sigmoid(x)


class GELU(Module):
    """x Φ(x), with the normal distribution function Φ.

    Args:
        approximate: `none` for the exact form, `tanh` for the approximation.

    References:
        Hendrycks & Gimpel (2016), Gaussian error linear units.

    Example:
        >>> float(GELU()(0.0))
        0.0
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.gelu(x, approximate=self.approximate)

    def extra_repr(self) -> str:
        """Which form."""
        return f"approximate={self.approximate!r}"


class SiLU(Module):
    """x / (1 + e⁻ˣ), also called swish.

    References:
        Elfwing, Uchibe & Doya (2018), Neural Networks 107, 3-11.

    Example:
        >>> float(SiLU()(0.0))
        0.0
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.silu(x)


class Softplus(Module):
    """log(1 + eˣ).

    Example:
        >>> float(Softplus()(0.0)).__round__(4)
        0.6931
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.softplus(x)


class Softmax(Module):
    """eˣ / Σ eˣ along one axis.

    Args:
        dim: The axis.

    Example:
        >>> Softmax(-1)(np.array([0.0, 0.0]))
        array([0.5, 0.5])
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.softmax(x, axis=self.dim)

    def extra_repr(self) -> str:
        """Which axis."""
        return f"dim={self.dim}"


class LogSoftmax(Module):
    """x - log Σ eˣ along one axis.

    Args:
        dim: The axis.

    Example:
        >>> LogSoftmax(-1)(np.array([0.0, 0.0])).round(4)
        array([-0.6931, -0.6931])
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.log_softmax(x, axis=self.dim)

    def extra_repr(self) -> str:
        """Which axis."""
        return f"dim={self.dim}"
