"""Points in the plane, drawn: two moons, two circles, blobs. For teaching and for tests.

Knows their formulas and a generator. Knows no file.
"""

from __future__ import annotations

import numpy as np

from wengert.data.dataset import Dataset, from_arrays
from wengert.data.stream import positive
from wengert.random import Generator, default_generator


def moons(n: int = 400, noise: float = 0.1, generator: Generator | None = None) -> Dataset:
    """Two interleaved half circles: no straight line parts them.

    Args:
        n: Points, half of them in each moon.
        noise: Standard deviation of what is added to each coordinate.
        generator: Source of randomness; the default one when None.

    Returns:
        The data set: x (n, 2), two classes, in random order.

    Raises:
        ArgumentError: `n` is no positive integer.

    Example:
        >>> moons(100).x.shape
        (100, 2)
    """
    positive("moons", "n", n)
    upper, lower = _arc(n - n // 2, np.pi), _arc(n // 2, np.pi)
    return _two(upper, np.array([1.0, 0.5]) - lower, noise, generator, "moons")


def circles(n: int = 400, noise: float = 0.05, factor: float = 0.5, generator: Generator | None = None) -> Dataset:
    """Two circles, one in the other.

    Args:
        n: Points, half of them on each circle.
        noise: Standard deviation of what is added to each coordinate.
        factor: Radius of the inner circle; that of the outer one is 1.
        generator: Source of randomness; the default one when None.

    Returns:
        The data set: x (n, 2), two classes, in random order.

    Raises:
        ArgumentError: `n` is no positive integer.

    Example:
        >>> np.linalg.norm(circles(100, noise=0).x, axis=1).round(3).max()
        np.float32(1.0)
    """
    positive("circles", "n", n)
    outer, inner = n - n // 2, n // 2
    points = (_arc(k, 2 * np.pi * (k - 1) / max(1, k)) for k in (outer, inner))
    return _two(next(points), factor * next(points), noise, generator, "circles")


def blobs(
    n: int = 300, classes: int = 3, features: int = 2, deviation: float = 1.0, generator: Generator | None = None
) -> Dataset:
    """Normal clouds of points around centres drawn from the cube [-10, 10]^features.

    Args:
        n: Points, equally many in each cloud up to one.
        classes: Clouds.
        features: Dimensions.
        deviation: Standard deviation of a cloud.
        generator: Source of randomness; the default one when None.

    Returns:
        The data set: x (n, features), in random order.

    Raises:
        ArgumentError: A number is no positive integer.

    Example:
        >>> np.bincount(blobs(10, classes=3).y)
        array([4, 3, 3])
    """
    for what, number in (("n", n), ("classes", classes), ("features", features)):
        positive("blobs", what, number)
    source = default_generator if generator is None else generator
    centres = source.uniform((classes, features), -10, 10, "float64").numpy()
    y = np.arange(n) % classes
    x = centres[y] + deviation * source.normal((n, features), dtype="float64").numpy()
    order = source.permutation(n).numpy()
    return from_arrays(x[order], y[order], [str(k) for k in range(classes)], "blobs")


def _arc(n: int, last: float) -> np.ndarray:
    """`n` points of the unit circle from angle 0 to `last`, (n, 2)."""
    angle = np.linspace(0, last, n)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _two(first: np.ndarray, second: np.ndarray, noise: float, generator: Generator | None, name: str) -> Dataset:
    source = default_generator if generator is None else generator
    x = np.concatenate([first, second])
    y = np.repeat([0, 1], [len(first), len(second)])
    x = x + noise * source.normal(x.shape, dtype="float64").numpy()
    order = source.permutation(len(x)).numpy()
    return from_arrays(x[order], y[order], ["0", "1"], name)
