"""Smooth activations: sigmoid and tanh and what grew from them, without parameters.

Knows the functions behind the names. Derivatives are theirs.
"""

from __future__ import annotations

from typing import Any

from wengert.nn import functional
from wengert.nn.module import Module


class Sigmoid(Module):
    """1 / (1 + e⁻ˣ).

    Example:
        >>> float(Sigmoid()(0.0))
        0.5
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.sigmoid(x)


class Tanh(Module):
    """Hyperbolic tangent.

    Example:
        >>> float(Tanh()(0.0))
        0.0
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.tanh(x)


class LogSigmoid(Module):
    """log (1 / (1 + e⁻ˣ)), without underflow.

    Example:
        >>> float(LogSigmoid()(-1e3))
        -1000.0
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.logsigmoid(x)


class Softplus(Module):
    """log(1 + e^(beta·x)) / beta, and x itself where beta·x is above the threshold.

    Args:
        beta: Sharpness of the bend; more than 0.
        threshold: From which beta·x on the identity is taken; infinite for the exact function.

    References:
        Dugas, Bengio, Bélisle, Nadeau & Garcia (2001), Incorporating second-order functional knowledge, NeurIPS.

    Example:
        >>> float(Softplus()(0.0)).__round__(4)
        0.6931
    """

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.softplus(x, self.beta, self.threshold)

    def extra_repr(self) -> str:
        """Options."""
        return f"beta={self.beta}, threshold={self.threshold}"


class Softsign(Module):
    """x / (1 + |x|).

    References:
        Bergstra, Desjardins, Lamblin & Bengio (2009), Quadratic polynomials learn better image features, report 1337.

    Example:
        >>> float(Softsign()(3.0))
        0.75
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.softsign(x)


class GELU(Module):
    """x Φ(x), with the normal distribution function Φ.

    Args:
        approximate: `none` for the exact form, `tanh` for the approximation.

    References:
        Hendrycks & Gimpel (2016), Gaussian error linear units, arXiv:1606.08415.

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


class Mish(Module):
    """x tanh(log(1 + eˣ)).

    References:
        Misra (2020), Mish: a self regularized non-monotonic activation function, BMVC.

    Example:
        >>> float(Mish()(0.0))
        0.0
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.mish(x)


class Tanhshrink(Module):
    """x - tanh x.

    Example:
        >>> float(Tanhshrink()(0.0))
        0.0
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.tanhshrink(x)
