"""Standardisation: features with mean 0 and standard deviation 1, as fitted on the training part.

Knows means and deviations. Never sees the part that is judged by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.data.dataset import Dataset
from wengert.errors import ShapeError


@dataclass(frozen=True)
class Standardizer:
    """z = (x - mean) / deviation, feature by feature. A feature that never changes stays 0.

    Args:
        mean: float32, shape of one sample.
        deviation: float32, the same shape, nowhere 0.

    Example:
        >>> scaler = Standardizer.fit(np.array([[1.0, 5.0], [3.0, 5.0]]))
        >>> scaler(np.array([[3.0, 5.0]]))
        array([[1., 0.]], dtype=float32)
    """

    mean: np.ndarray
    deviation: np.ndarray

    @classmethod
    def fit(cls, x: Any, shared: bool = False) -> Standardizer:
        """Means and deviations of samples (n, *s).

        Args:
            x: The training part.
            shared: Whether one mean and one deviation serve all features, as for pixels, which share a unit.

        Returns:
            The scaling.
        """
        x = np.asarray(x, np.float64)
        if shared:
            shape = x.shape[1:]
            return cls(np.full(shape, x.mean(), np.float32), np.full(shape, x.std() or 1.0, np.float32))
        deviation = x.std(axis=0)
        return cls(x.mean(axis=0).astype(np.float32), np.where(deviation > 0, deviation, 1).astype(np.float32))

    def __call__(self, x: Any) -> np.ndarray:
        """Standardised samples, float32, (n, *s).

        Raises:
            ShapeError: The samples have another shape than those it was fitted on.
        """
        self._check(x)
        return (np.asarray(x, np.float32) - self.mean) / self.deviation

    def inverse(self, z: Any) -> np.ndarray:
        """From standardised samples back to samples.

        Raises:
            ShapeError: The samples have another shape than those it was fitted on.
        """
        self._check(z)
        return np.asarray(z, np.float32) * self.deviation + self.mean

    def apply(self, data: Dataset) -> Dataset:
        """The data set with standardised samples."""
        return data.with_x(self(data.x))

    def _check(self, x: Any) -> None:
        if np.shape(x)[1:] != self.mean.shape:
            raise ShapeError(
                "standardize: samples of another shape",
                given=f"{np.shape(x)[1:]}",
                expected=f"{self.mean.shape}, as when it was fitted",
            )
