"""Gated linear units: GLU, SwiGLU, GEGLU.

Knows the functions behind the names. The affine map before the gate is a layer of its own.
"""

from __future__ import annotations

from typing import Any

from wengert.nn import functional
from wengert.nn.module import Module


class GLU(Module):
    """a σ(b), with a the first and b the second half of the features.

    Args:
        dim: The axis of the features, of even size.

    References:
        Dauphin, Fan, Auli & Grangier (2017), Language modeling with gated convolutional networks, ICML.

    Example:
        >>> GLU()(np.array([3.0, 0.0]))
        array([1.5])
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s), half as long along `dim`."""
        return functional.glu(x, self.dim)

    def extra_repr(self) -> str:
        """Which axis."""
        return f"dim={self.dim}"


class SwiGLU(Module):
    """silu(a) b, with a the first and b the second half of the features: the first half is the gate.

    Args:
        dim: The axis of the features, of even size.

    References:
        Shazeer (2020), GLU variants improve transformer, arXiv:2002.05202.

    Example:
        >>> SwiGLU()(np.array([0.0, 3.0]))
        array([0.])
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s), half as long along `dim`."""
        return functional.swiglu(x, self.dim)

    def extra_repr(self) -> str:
        """Which axis."""
        return f"dim={self.dim}"


class GEGLU(Module):
    """gelu(a) b, with a the first and b the second half of the features: the first half is the gate.

    Args:
        dim: The axis of the features, of even size.

    References:
        Shazeer (2020), GLU variants improve transformer, arXiv:2002.05202.

    Example:
        >>> GEGLU()(np.array([0.0, 3.0]))
        array([0.])
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s), half as long along `dim`."""
        return functional.geglu(x, self.dim)

    def extra_repr(self) -> str:
        """Which axis."""
        return f"dim={self.dim}"
