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


def split(data: Dataset, fraction: float, generator: Generator | None = None) -> tuple[Dataset, Dataset]:
    """Set a random part of the samples apart; classes keep their shares in both parts.

    Args:
        data: Samples, n of them.
        fraction: Share of the second part, between 0 and 1.
        generator: Source of randomness; the default one when None.

    Returns:
        The larger part and the part set apart, each in random order.

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
    if data.task == "regression":
        count = round(fraction * len(data))
        return data.take(order[count:]), data.take(order[:count])
    apart = np.zeros(len(data), bool)
    for label, count in enumerate(shares(np.bincount(data.y, minlength=data.outputs), fraction)):
        apart[order[data.y[order] == label][:count]] = True
    return data.take(order[~apart[order]]), data.take(order[apart[order]])


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
