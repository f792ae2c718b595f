"""Dataset: samples and targets as two arrays, with the names people gave them.

Knows arrays, names and the kind of task. Knows no file and no model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wengert.errors import DataError


@dataclass(frozen=True)
class Dataset:
    """Samples and their targets.

    Args:
        x: Samples, (n, *s).
        y: Targets, (n,) class indices, or (n, *t) real numbers.
        classes: Names of the classes, in the order of their indices; empty for real targets.
        features: Names of the columns of `x`, if they have any.
        name: What people call it.
        pixels: Whether all features share a unit, so that one scale fits them all.

    Raises:
        DataError: There are no samples, or not one target for each.

    Example:
        >>> data = Dataset(np.zeros((4, 2)), np.array([0, 1, 0, 1]), classes=("no", "yes"))
        >>> len(data), data.task, data.outputs
        (4, 'classification', 2)
    """

    x: np.ndarray
    y: np.ndarray
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    name: str = "data"
    pixels: bool = False

    def __post_init__(self) -> None:
        if len(self.x) == 0 or len(self.x) != len(self.y):
            raise DataError(
                f"{self.name}: needs one target for each sample",
                given=f"{len(self.x)} samples, {len(self.y)} targets",
                expected="as many targets as samples, at least one",
            )

    def __len__(self) -> int:
        return len(self.x)

    @property
    def task(self) -> str:
        """`classification` or `regression`."""
        return "classification" if self.classes else "regression"

    @property
    def inputs(self) -> int:
        """Numbers in one sample."""
        return int(np.prod(self.x.shape[1:], dtype=np.int64))

    @property
    def outputs(self) -> int:
        """Numbers a model must give for one sample."""
        return len(self.classes) or int(np.prod(self.y.shape[1:], dtype=np.int64))

    def take(self, indices: Any) -> Dataset:
        """The samples at `indices`, in that order."""
        return replace(self, x=self.x[indices], y=self.y[indices])

    def with_x(self, x: np.ndarray) -> Dataset:
        """The same targets with other samples."""
        return replace(self, x=x)


def from_arrays(x: Any, y: Any, classes: Sequence[str] | None = None, name: str = "arrays") -> Dataset:
    """A data set of arrays in memory.

    Args:
        x: Samples, (n, *s): numbers.
        y: Targets: integers, booleans or strings (n,) are classes; floating (n,) or (n, *t) are real targets.
        classes: Names of the classes; taken from `y` when None.
        name: What people call it.

    Returns:
        The data set: float32 samples; int32 class indices or float32 targets.

    Raises:
        DataError: Samples are no finite numbers, or targets are missing.

    Example:
        >>> data = from_arrays([[1, 2], [3, 4]], ["cat", "dog"])
        >>> data.classes, data.y.tolist()
        (('cat', 'dog'), [0, 1])
    """
    x = _numbers(x, f"{name}: samples")
    y = np.asarray(y)
    if y.dtype.kind in "fc":
        y = _numbers(y, f"{name}: targets")
        return Dataset(x, y[:, None] if y.ndim == 1 else y, name=name)
    if y.ndim != 1:
        raise DataError(f"{name}: class targets have one axis", given=f"shape {y.shape}", expected="(n,)")
    found, indices = np.unique(y, return_inverse=True)
    if classes is None:
        return Dataset(x, indices.astype(np.int32), tuple(str(c) for c in found), name=name)
    if y.dtype.kind not in "iub" or (y.size and not 0 <= int(y.min()) <= int(y.max()) < len(classes)):
        raise DataError(
            f"{name}: a target names no class",
            given=f"targets {found[:8].tolist()}",
            expected=f"0 to {len(classes) - 1}",
        )
    return Dataset(x, y.astype(np.int32), tuple(classes), name=name)


def _numbers(values: Any, what: str) -> np.ndarray:
    array = np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise DataError(f"{what} are not numbers", given=f"dtype {array.dtype}", expected="real numbers")
    out = np.ascontiguousarray(array, np.float32)
    if not np.isfinite(out).all():
        where = tuple(int(k) for k in np.argwhere(~np.isfinite(out))[0])
        raise DataError(
            f"{what} hold a value that is not finite",
            given=f"{out[where]} at index {where}",
            hint="leave the sample out, or fill the gap before",
        )
    return out
