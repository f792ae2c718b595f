"""Dataset: samples and targets as two arrays, with the names people gave them.

Knows arrays, names and the kind of task. Knows no file and no model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wengert.data.lazy import Lazy
from wengert.data.pixels import channels_first
from wengert.errors import DataError


@dataclass(frozen=True)
class Dataset:
    """Samples and their targets.

    Args:
        x: Samples, (n, *s): float32 numbers, 8-bit pixels (they become numbers in [0, 1] in the batch), or integers
            such as characters. A NumPy array, or Lazy samples on disk.
        y: Targets, (n,) class indices, (n, *t) class indices for each place of a sample, or (n, *t) real numbers.
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

    x: Any
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
    def stratified(self) -> bool:
        """Whether each sample has one class, so that parts can keep the shares of the classes."""
        return bool(self.classes) and self.y.ndim == 1

    @property
    def inputs(self) -> int:
        """Numbers in one sample."""
        return int(np.prod(self.x.shape[1:], dtype=np.int64))

    @property
    def outputs(self) -> int:
        """Numbers a model must give for one sample."""
        return len(self.classes) or int(np.prod(self.y.shape[1:], dtype=np.int64))

    def take(self, indices: Any) -> Dataset:
        """The samples at `indices`, in that order; samples on disk stay there."""
        x = self.x.select(indices) if isinstance(self.x, Lazy) else self.x[indices]
        return replace(self, x=x, y=self.y[indices])

    def with_x(self, x: Any) -> Dataset:
        """The same targets with other samples."""
        return replace(self, x=x)

    def with_y(self, y: Any) -> Dataset:
        """The same samples with other targets."""
        return replace(self, y=np.asarray(y))


def from_arrays(x: Any, y: Any, classes: Sequence[str] | None = None, name: str = "arrays") -> Dataset:
    """A data set of arrays in memory.

    Args:
        x: Samples, (n, *s): numbers. 8-bit images, (n, h, w), (n, h, w, c) or (n, c, h, w), stay 8-bit.
        y: Targets: integers, booleans or strings (n,) are classes; floating (n,) or (n, *t) are real targets. With
            `classes` given, integers (n, *t) are a class for each place of a sample.
        classes: Names of the classes; taken from `y` when None.
        name: What people call it.

    Returns:
        The data set: float32 samples, or uint8 images (n, c, h, w); int32 class indices or float32 targets.

    Raises:
        DataError: Samples are no finite numbers or not all of one shape, or targets are missing.

    Example:
        >>> data = from_arrays([[1, 2], [3, 4]], ["cat", "dog"])
        >>> data.classes, data.y.tolist()
        (('cat', 'dog'), [0, 1])
    """
    x = x if isinstance(x, Lazy) else _array(x, f"{name}: samples")
    pixels = x.dtype == np.uint8 and x.ndim > 2
    if not isinstance(x, Lazy):
        x = channels_first(x, name) if pixels else _numbers(x, f"{name}: samples")
    targets, names = targets_of(y, classes, name)
    return Dataset(x, targets, names, name=name, pixels=pixels)


def targets_of(y: Any, classes: Sequence[str] | None, name: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Targets and the names of their classes, by the rules of `from_arrays`.

    Args:
        y: Targets, (n, *t).
        classes: Names of the classes; taken from `y` when None.
        name: What people call the data.

    Returns:
        int32 class indices with their names, or float32 targets (n, *t) with at least two axes and no names.

    Raises:
        DataError: The targets are neither.

    Example:
        >>> targets_of([True, False], None, "data")
        (array([1, 0], dtype=int32), ('False', 'True'))
    """
    y = _array(y, f"{name}: targets")
    if y.dtype.kind in "fc":
        y = _numbers(y, f"{name}: targets")
        return y[:, None] if y.ndim == 1 else y, ()
    if classes is None and y.ndim != 1:
        raise DataError(
            f"{name}: class targets have one axis",
            given=f"shape {y.shape}",
            expected="(n,)",
            hint="a class for each place of a sample needs the names of the classes",
        )
    if classes is None:
        found, indices = np.unique(y, return_inverse=True)
        return indices.astype(np.int32), tuple(str(c) for c in found)
    if y.dtype.kind not in "iub" or (y.size and not 0 <= int(y.min()) <= int(y.max()) < len(classes)):
        raise DataError(
            f"{name}: a target names no class",
            given=f"targets {np.unique(y)[:8].tolist()}",
            expected=f"0 to {len(classes) - 1}",
        )
    return y.astype(np.int32), tuple(classes)


def _array(values: Any, what: str) -> np.ndarray:
    try:
        return np.asarray(values)
    except ValueError as error:
        raise DataError(f"{what} are not all of one shape", given=str(error), expected="(n, *s)") from error


def _numbers(array: np.ndarray, what: str) -> np.ndarray:
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
