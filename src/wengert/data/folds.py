"""k-fold cross-validation: every sample is judged by once, by a model that has not seen it.

Knows class counts, groups and random order. Knows no model.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from wengert.data.dataset import Dataset
from wengert.data.split import group_indices
from wengert.errors import DataError
from wengert.random import Generator, default_generator


def k_folds(
    data: Dataset, k: int = 5, generator: Generator | None = None, groups: Any = None
) -> Iterator[tuple[Dataset, Dataset]]:
    """k pairs of parts: each sample is in the second part exactly once.

    The second parts differ in size by at most one sample, and so do their counts of each class. With groups, sizes are
    as equal as whole groups allow.

    Args:
        data: Samples, n of them.
        k: How many pairs.
        generator: Source of randomness; the default one when None. One key is drawn, before the first pair is asked
            for.
        groups: What samples belong together, (n,); never parted.

    Returns:
        An iterator over pairs (to learn from, to judge by), made one at a time.

    Raises:
        DataError: There are fewer samples, or groups, than folds.

    Example:
        >>> from wengert.data import iris
        >>> [(len(train), np.bincount(test.y).tolist()) for train, test in k_folds(iris(), 3)]
        [(100, [17, 17, 16]), (100, [17, 16, 17]), (100, [16, 17, 17])]
    """
    units = None if groups is None else group_indices(data, groups)
    count = len(data) if units is None else int(units.max()) + 1
    if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or not 2 <= k <= count:
        raise DataError(
            f"{data.name}: needs at least one sample or group for each fold",
            given=f"k={k!r}, {count} {'samples' if units is None else 'groups'}",
            expected=f"2 to {count}",
        )
    order = (default_generator if generator is None else generator).permutation(len(data)).numpy()
    fold = np.empty(len(data), np.int64)
    if units is not None:
        fold = _dealt(units, order, k)[units]
    else:
        # Samples sorted by class and dealt out one by one: both sizes and counts differ by at most one.
        dealt = order[np.argsort(data.y[order], kind="stable")] if data.stratified else order
        fold[dealt] = np.arange(len(data)) % k
    return ((data.take(order[fold[order] != j]), data.take(order[fold[order] == j])) for j in range(k))


def _dealt(groups: np.ndarray, order: np.ndarray, k: int) -> np.ndarray:
    """The fold of each group: the largest first, each to the smallest fold; ties in random order."""
    sizes = np.bincount(groups)
    fold, filled = np.empty(len(sizes), np.int64), np.zeros(k, np.int64)
    shuffled = order[order < len(sizes)]  # a random order of samples holds one of groups
    for group in shuffled[np.argsort(-sizes[shuffled], kind="stable")]:
        fold[group] = np.argmin(filled)
        filled[fold[group]] += sizes[group]
    return fold
