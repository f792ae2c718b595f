"""Splitting samples into a part to learn from and a part to judge by.

Knows class counts and random order. Knows no model.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from wengert.data.dataset import Dataset
from wengert.errors import DataError
from wengert.random import Generator, default_generator


def split(
    data: Dataset, fraction: float, generator: Generator | None = None, groups: Any = None
) -> tuple[Dataset, Dataset]:
    """Set a random part of the samples apart; classes keep their shares in both parts.

    Args:
        data: Samples, n of them.
        fraction: Share of the second part, between 0 and 1.
        generator: Source of randomness; the default one when None.
        groups: What samples belong together, (n,): a patient, a writer, a day. A group is never parted; the parts
            then have nearly the sizes asked for, and the classes whatever shares come of it.

    Returns:
        The part to learn from and the part set apart, each in random order.

    Raises:
        DataError: A part would be empty.

    Example:
        >>> from wengert.data import digits
        >>> train, test = split(digits(), 0.2)
        >>> len(train), len(test), np.bincount(test.y).tolist()
        (1438, 359, [36, 36, 35, 37, 36, 36, 36, 36, 35, 36])
    """
    if not 0 < fraction < 1 or round(fraction * len(data)) in (0, len(data)):
        raise DataError(
            f"{data.name}: a split needs samples in both parts",
            given=f"fraction {fraction} of {len(data)} samples",
            expected="a number between 0 and 1, such as 0.2",
        )
    order = (default_generator if generator is None else generator).permutation(len(data)).numpy()
    if groups is not None:
        apart = _groups_apart(order, group_indices(data, groups), round(fraction * len(data)))
        return data.take(order[~apart[order]]), data.take(order[apart[order]])
    if not data.stratified:
        count = round(fraction * len(data))
        return data.take(order[count:]), data.take(order[:count])
    apart = np.zeros(len(data), bool)
    for label, count in enumerate(shares(np.bincount(data.y, minlength=data.outputs), fraction)):
        apart[order[data.y[order] == label][:count]] = True
    return data.take(order[~apart[order]]), data.take(order[apart[order]])


def train_validation_test(
    data: Dataset, validation: float = 0.1, test: float = 0.2, generator: Generator | None = None, groups: Any = None
) -> tuple[Dataset, Dataset, Dataset]:
    """Three parts: to learn from, to watch while learning, and to judge by at the end.

    Args:
        data: Samples, n of them.
        validation: Share of all samples that is watched.
        test: Share of all samples that is judged by.
        generator: Source of randomness; the default one when None.
        groups: What samples belong together, (n,); never parted.

    Returns:
        The three parts, each in random order, classes with their shares.

    Raises:
        DataError: A part would be empty.

    Example:
        >>> from wengert.data import iris
        >>> [len(part) for part in train_validation_test(iris(), 0.1, 0.2)]
        [105, 15, 30]
    """
    if validation + test >= 1:
        raise DataError(
            f"{data.name}: nothing would be left to learn from",
            given=f"validation {validation} and test {test}",
            expected="shares that add up to less than 1",
        )
    places = data.with_x(np.arange(len(data)))
    rest, last = split(places, test, generator, groups)
    left = None if groups is None else np.asarray(groups)[rest.x]
    first, second = split(rest, validation / (1 - test), generator, left)
    return data.take(first.x), data.take(second.x), data.take(last.x)


def group_indices(data: Dataset, groups: Any) -> np.ndarray:
    """Groups as indices 0, 1, ..., (n,).

    Raises:
        DataError: There is not one group for each sample, or only one group in all.

    Example:
        >>> group_indices(Dataset(np.zeros((3, 1)), np.zeros((3, 1))), ["ann", "bob", "ann"])
        array([0, 1, 0])
    """
    found, indices = np.unique(np.asarray(groups), return_inverse=True)
    if indices.shape != (len(data),) or len(found) < 2:
        raise DataError(
            f"{data.name}: needs a group for each sample, and at least two groups",
            given=f"shape {np.shape(groups)}, {len(found)} groups",
            expected=f"({len(data)},)",
        )
    return indices


def _groups_apart(order: np.ndarray, groups: np.ndarray, wanted: int) -> np.ndarray:
    """Whether a sample is set apart: groups in random order, as many as come nearest to `wanted` samples."""
    sizes = np.bincount(groups)
    turn = order[order < len(sizes)]  # a random order of samples holds one of groups
    totals = np.cumsum(sizes[turn])[:-1]  # not the last one: something must be left
    count = int(np.argmin(np.abs(totals - wanted))) + 1
    return np.isin(groups, turn[:count])


def shares(counts: Any, fraction: float) -> list[int]:
    """How many of each class to set apart: `fraction` of each, rounded so that the total is right.

    The samples left over by rounding down go to the classes with the largest remainders.

    Args:
        counts: Samples of each class.
        fraction: Share to set apart.

    Returns:
        A number for each class.

    References:
        Hamilton's method of apportionment (1792).

    Example:
        >>> shares([10, 10, 5], 0.2)
        [2, 2, 1]
    """
    exact = [Fraction(fraction).limit_denominator(10**6) * int(n) for n in counts]
    out = [int(e) for e in exact]
    left = round(sum(exact)) - sum(out)
    by_remainder = sorted(range(len(out)), key=lambda k: exact[k] - out[k], reverse=True)
    for k in by_remainder[:left]:
        out[k] += 1
    return out
