"""Identity and Heaviside: the activations of linear models and of the perceptron.

Knows the functions behind the names.
"""

from __future__ import annotations

from typing import Any

from wengert.nn import functional
from wengert.nn.module import Module


class Identity(Module):
    """x.

    Args:
        args: Ignored, so that it can stand in for any other module.
        options: Ignored too.

    Example:
        >>> Identity()(2.0)
        2.0
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        del args, options
        super().__init__()

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return x


class Heaviside(Module):
    """1 where x ≥ threshold, else 0: the unit step of the perceptron.

    It can be evaluated in any mode; a sweep that reaches it, forward or backward, is refused with the reason.

    Args:
        threshold: Where the step is.

    References:
        Rosenblatt (1958), The perceptron, Psychological Review 65, 386-408.

    Example:
        >>> Heaviside()(np.array([-1.0, 0.0, 2.0]))
        array([0., 1., 1.])
    """

    def __init__(self, threshold: float = 0.0) -> None:
        super().__init__()
        self.threshold = threshold

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.unit_step(x, self.threshold)

    def extra_repr(self) -> str:
        """Options."""
        return f"threshold={self.threshold}"
