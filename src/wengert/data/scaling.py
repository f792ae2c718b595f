"""Scaling: numbers brought to a common size by what the training part says, and back again.

Knows means, deviations, smallest and largest values. Never sees the part that is judged by.
"""

from __future__ import annotations

import abc
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.data.dataset import Dataset
from wengert.data.lazy import Lazy
from wengert.data.moments import Extremes, Gauge, Moments
from wengert.data.pixels import unit_pixels
from wengert.data.stream import Stream
from wengert.errors import ArgumentError, ShapeError

_CHUNK = 4096  # samples looked at together: bounds the memory of float64 sums


@dataclass(frozen=True)
class Scaling(abc.ABC):
    """z = (x - offset) / scale, where offset and scale are fitted on the training part.

    8-bit pixels count as numbers in [0, 1], so a scaling does the same before and after a batch is made.
    """

    @property
    @abc.abstractmethod
    def offset(self) -> np.ndarray:
        """What becomes 0."""

    @property
    @abc.abstractmethod
    def scale(self) -> np.ndarray:
        """What becomes 1; nowhere 0."""

    def __call__(self, x: Any) -> Any:
        """Scaled samples, float32, (n, *s). Also inside a compiled program.

        Raises:
            ShapeError: The samples have another shape than those it was fitted on.
        """
        self._check(x)
        return (namespace(x).asarray(unit_pixels(x), dtype=np.float32) - self.offset) / self.scale

    def inverse(self, z: Any) -> Any:
        """From scaled samples back to samples.

        Raises:
            ShapeError: The samples have another shape than those it was fitted on.
        """
        self._check(z)
        return namespace(z).asarray(z, dtype=np.float32) * self.scale + self.offset

    def apply(self, data: Dataset) -> Dataset:
        """The data set with scaled samples; samples on disk are scaled as they are read."""
        x = data.x
        if isinstance(x, Lazy):
            return data.with_x(Lazy(lambda rows: self(x.fetch(rows)), x.shape, np.float32))
        return data.with_x(self(x))

    def apply_targets(self, data: Dataset) -> Dataset:
        """The data set with scaled real targets; `inverse` brings predictions back."""
        return data.with_y(self(data.y))

    def facts(self) -> dict[str, Any]:
        """Its numbers as JSON, to be stored with the weights; `read_scaling` reads them."""
        return {name: np.asarray(value).tolist() for name, value in vars(self).items()}

    def _check(self, x: Any) -> None:
        given, fitted = np.shape(x)[1:], np.shape(self.offset)
        if len(given) != len(fitted) or any(b not in (1, a) for a, b in zip(given, fitted, strict=True)):
            raise ShapeError(
                "scaling: samples of another shape", given=f"{given}", expected=f"{fitted}, as when it was fitted"
            )


@dataclass(frozen=True)
class Standardizer(Scaling):
    """z = (x - mean) / deviation. A feature that never changes becomes 0.

    Args:
        mean: float32, shape of one sample; an axis of size 1 serves all places of it.
        deviation: float32, the same shape, nowhere 0.

    Example:
        >>> scaler = Standardizer.fit(np.array([[1.0, 5.0], [3.0, 5.0]]))
        >>> scaler(np.array([[3.0, 5.0]]))
        array([[1., 0.]], dtype=float32)
    """

    mean: np.ndarray
    deviation: np.ndarray

    @property
    def offset(self) -> np.ndarray:
        """The mean."""
        return self.mean

    @property
    def scale(self) -> np.ndarray:
        """The deviation."""
        return self.deviation

    @classmethod
    def fit(cls, x: Any, shared: bool = False) -> Standardizer:
        """Means and deviations of samples.

        Args:
            x: The training part: samples (n, *s), on disk or in memory, or a Stream, which is read once.
            shared: Whether one mean and one deviation serve all features, as for pixels, which share a unit.

        Returns:
            The scaling.
        """
        return cls(*_seen(Moments(shared), x).result())

    @classmethod
    def fit_channels(cls, x: Any) -> Standardizer:
        """One mean and one deviation for each channel of images (n, c, h, w), or of signals (n, c, t).

        Args:
            x: The training part, as for `fit`.

        Returns:
            The scaling, whose arrays have the shape (c, 1, 1) or (c, 1).
        """
        return cls(*_seen(Moments(channels=True), x).result())


@dataclass(frozen=True)
class MinMax(Scaling):
    """z = (x - low) / (high - low): the training part fills [0, 1]. A feature that never changes becomes 0.

    Args:
        low: float32, shape of one sample.
        high: float32, the same shape.

    Example:
        >>> scaler = MinMax.fit(np.array([[1.0, 5.0], [3.0, 5.0]]))
        >>> scaler(np.array([[2.0, 5.0]])), scaler.inverse(np.array([[0.5, 0.0]]))
        (array([[0.5, 0. ]], dtype=float32), array([[2., 5.]], dtype=float32))
    """

    low: np.ndarray
    high: np.ndarray

    @property
    def offset(self) -> np.ndarray:
        """The smallest values."""
        return self.low

    @property
    def scale(self) -> np.ndarray:
        """Largest minus smallest, and 1 where they are one."""
        return np.where(self.high > self.low, self.high - self.low, np.float32(1))

    @classmethod
    def fit(cls, x: Any, shared: bool = False) -> MinMax:
        """Smallest and largest values of samples.

        Args:
            x: The training part, as for `Standardizer.fit`.
            shared: Whether one range serves all features.

        Returns:
            The scaling.
        """
        return cls(*_seen(Extremes(shared), x).result())


def read_scaling(facts: Mapping[str, Any]) -> Scaling | None:
    """The scaling that is stored with weights; None where there is none.

    Args:
        facts: Facts of a model, with others or alone.

    Returns:
        The scaling.

    Raises:
        ArgumentError: Only half of its numbers are there.

    Example:
        >>> scaler = Standardizer.fit(np.array([[1.0], [3.0]]))
        >>> read_scaling({"model": "mlp:8", **scaler.facts()}).inverse([[0.5]]).tolist()
        [[2.5]]
    """
    for kind, names in ((Standardizer, ("mean", "deviation")), (MinMax, ("low", "high"))):
        there = [name for name in names if name in facts]
        if len(there) == 1:
            raise ArgumentError(f"{kind.__name__}: half of it is missing", given=there[0], expected=" and ".join(names))
        if there:
            return kind(*(np.asarray(facts[name], np.float32) for name in names))
    return None


def _seen(gauge: Gauge, x: Any) -> Gauge:
    """A gauge that has looked at all samples, some at a time."""
    chunks: Iterable[Any] = (
        (part for part, _ in x) if isinstance(x, Stream) else (x[k : k + _CHUNK] for k in range(0, len(x), _CHUNK))
    )
    for chunk in chunks:
        gauge.add(chunk)
    return gauge
