"""Samples: what a primitive is tested on, stated beside it as data and drawn by the tests.

Knows shapes and ranges. Knows no primitive and draws nothing until a test asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Sample:
    """One array argument: a shape, a range, and the kind of number.

    Args:
        shape: Sizes of the axes.
        low: Smallest value.
        high: Largest value.
        kind: `real`, `complex`, `integer`, `boolean` or `distinct` (a permutation: no ties for sort and max).
    """

    shape: tuple[int, ...]
    low: float = -1.5
    high: float = 1.5
    kind: str = "real"

    def draw(self, rng: np.random.Generator) -> Any:
        """One value, float64, complex128, int64 or bool."""
        if self.kind == "integer":
            return rng.integers(int(self.low), int(self.high), self.shape)
        if self.kind == "boolean":
            return rng.random(self.shape) < 0.5
        if self.kind == "distinct":
            count = int(np.prod(self.shape))
            steps = rng.permutation(count) + rng.uniform(0.2, 0.8, count)
            return (self.low + (self.high - self.low) * steps / max(count, 1)).reshape(self.shape)
        value = rng.uniform(self.low, self.high, self.shape)
        return (
            value + 1j * rng.uniform(self.low, self.high, self.shape) if self.kind == "complex" else np.asarray(value)
        )


@dataclass(frozen=True, slots=True)
class Case:
    """One call: its array arguments and its static parameters.

    Args:
        args: A `Sample` for each array argument, or a fixed value.
        params: Static parameters.
    """

    args: tuple[Any, ...]
    params: dict[str, Any] = field(default_factory=dict)

    def draw(self, rng: np.random.Generator) -> list[Any]:
        """The array arguments."""
        return [a.draw(rng) if isinstance(a, Sample) else a for a in self.args]


def real(*shape: int, low: float = -1.5, high: float = 1.5) -> Sample:
    """Real numbers between `low` and `high`.

    Example:
        >>> real(2, 3).draw(np.random.default_rng(0)).shape
        (2, 3)
    """
    return Sample(shape, low, high)


def positive(*shape: int) -> Sample:
    """Real numbers well above zero.

    Example:
        >>> bool((positive(9).draw(np.random.default_rng(0)) > 0).all())
        True
    """
    return Sample(shape, 0.4, 2.5)


def complexes(*shape: int) -> Sample:
    """Complex numbers in a square around zero.

    Example:
        >>> complexes(2).draw(np.random.default_rng(0)).dtype
        dtype('complex128')
    """
    return Sample(shape, kind="complex")


def integer(*shape: int, low: int = 0, high: int = 3) -> Sample:
    """Integers from `low` up to, not including, `high`.

    Example:
        >>> integer(4, high=1).draw(np.random.default_rng(0))
        array([0, 0, 0, 0])
    """
    return Sample(shape, low, high, "integer")


def boolean(*shape: int) -> Sample:
    """Booleans.

    Example:
        >>> boolean(4).draw(np.random.default_rng(0)).dtype
        dtype('bool')
    """
    return Sample(shape, kind="boolean")


def distinct(*shape: int, low: float = -1.5, high: float = 1.5) -> Sample:
    """Real numbers no two of which are close: away from the kinks of sort and max.

    Example:
        >>> len(set(distinct(5).draw(np.random.default_rng(0)).tolist()))
        5
    """
    return Sample(shape, low, high, "distinct")


def case(*args: Any, **params: Any) -> Case:
    """One call with samples for its arrays and values for its static parameters.

    Example:
        >>> case(real(3), axis=0).params
        {'axis': 0}
    """
    return Case(args, params)
