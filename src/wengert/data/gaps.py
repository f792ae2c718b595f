"""Filler: missing entries, kept as nan, get the mean or the median of their column in the training part.

Knows nan. Never sees the part that is judged by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.data.dataset import Dataset
from wengert.errors import ArgumentError, DataError, ShapeError


@dataclass(frozen=True)
class Filler:
    """Puts a value into the gaps of each column.

    Tables read with `fill=nan` keep their gaps; this fills them by what the training part says.

    Args:
        values: float32, shape of one sample.

    Example:
        >>> filler = Filler.fit(np.array([[1.0, 4.0], [3.0, np.nan]]))
        >>> filler(np.array([[np.nan, np.nan]])).tolist()
        [[2.0, 4.0]]
    """

    values: np.ndarray

    @classmethod
    def fit(cls, x: Any, by: str = "mean") -> Filler:
        """Means or medians of what is there.

        Args:
            x: The training part, (n, *s).
            by: `mean` or `median`.

        Returns:
            The filler.

        Raises:
            ArgumentError: `by` is neither.
            DataError: A column has gaps only.
        """
        if by not in ("mean", "median"):
            raise ArgumentError("Filler: by is mean or median", given=by, expected="mean, median")
        x = np.asarray(x, np.float64)
        gone = np.isnan(x).all(axis=0)
        if gone.any():
            raise DataError(
                "Filler: a column has gaps only",
                given=f"column {tuple(int(k) for k in np.argwhere(gone)[0])}",
                hint="leave it out",
            )
        return cls((np.nanmean if by == "mean" else np.nanmedian)(x, axis=0).astype(np.float32))

    def __call__(self, x: Any) -> np.ndarray:
        """Samples without gaps, float32.

        Raises:
            ShapeError: The samples have another shape than those it was fitted on.
        """
        if np.shape(x)[1:] != self.values.shape:
            raise ShapeError("Filler: samples of another shape", given=np.shape(x)[1:], expected=f"{self.values.shape}")
        x = np.asarray(x, np.float32)
        return np.where(np.isnan(x), self.values, x)

    def apply(self, data: Dataset) -> Dataset:
        """The data set without gaps."""
        return data.with_x(self(data.x))
