"""Invariance: a penalty on what a function changes when its input is transformed in a way that should not matter.

Knows a function, its input and transformations. Knows no weights: it is a penalty on behaviour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wengert.errors import ArgumentError
from wengert.ops import mean


def invariance(
    function: Callable[[Any], Any],
    x: Any,
    transforms: Callable[[Any], Any] | Sequence[Callable[[Any], Any]],
    strength: float = 1.0,
) -> Any:
    """λ times the mean of (f(T(x)) - f(x))² over all outputs and transformations.

    Args:
        function: A module or function, of a batch.
        x: Samples, (n, *s).
        transforms: From samples to transformed samples; one, or several.
        strength: λ.

    Returns:
        One number, shape (); 0 for a function that is invariant.

    Raises:
        ArgumentError: There are no transformations.

    References:
        Simard, Victorri, LeCun & Denker (1992), Tangent prop, NIPS, of which this is the form with finite steps.

    Example:
        >>> flip = lambda x: x[:, ::-1]
        >>> x = np.array([[1.0, 3.0]])
        >>> float(invariance(lambda x: x.sum(axis=1), x, flip)), float(invariance(lambda x: x[:, 0], x, flip))
        (0.0, 4.0)
    """
    several = [transforms] if callable(transforms) else list(transforms)
    if not several:
        raise ArgumentError("invariance: there are no transformations", expected="one at least")
    plain = function(x)
    total: Any = 0.0
    for transform in several:
        change = function(transform(x)) - plain
        total = total + mean(change * change)
    return strength / len(several) * total
