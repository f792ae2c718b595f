"""Parting: which rows of a stream are learned from, watched and tested by, from the number of a row alone.

Knows a key and shares. Sees no sample, so it parts data that are never held as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays import random as pure
from wengert.errors import DataError

TRAIN, VALIDATION, TEST = range(3)
PARTS = ("training", "validation", "test")
_BLOCK = 4096  # rows whose parts are drawn together


@dataclass(frozen=True)
class Parting:
    """Draws a part for every row: the same for the same key and number, whatever the chunks are.

    Each row is drawn by itself, so the parts have nearly, not exactly, the shares asked for, and so have the classes
    in them.

    Args:
        key: Key of randomness, uint32, shape (2,).
        validation: Share of the rows not tested by that is watched.
        test: Share of all rows that is tested by.

    Raises:
        DataError: A share is negative, or nothing would be left to learn from.

    Example:
        >>> parting = Parting(pure.key_of(0), validation=0.1, test=0.2)
        >>> np.bincount(parting(0, 10_000)).tolist()
        [7154, 845, 2001]
        >>> (parting(0, 10_000)[5_000:5_010] == parting(5_000, 10)).all()
        np.True_
    """

    key: Any
    validation: float = 0.0
    test: float = 0.0

    def __post_init__(self) -> None:
        if not (0 <= self.validation < 1 and 0 <= self.test < 1):
            raise DataError(
                "the parts of a stream are shares",
                given=f"validation {self.validation}, test {self.test}",
                expected="numbers from 0 to 1, 1 left out",
            )

    def __call__(self, first: int, count: int) -> np.ndarray:
        """The parts of rows: 0 for training, 1 for validation, 2 for test.

        Args:
            first: Number of the first row.
            count: How many rows.

        Returns:
            int8, (count,).
        """
        blocks = range(first // _BLOCK, -(-(first + count) // _BLOCK))
        drawn = [pure.uniform(pure.fold_in(self.key, block), (_BLOCK,)) for block in blocks]
        u = np.concatenate([np.zeros(0, np.float32), *drawn])[first % _BLOCK :][:count]
        watched = u < self.test + self.validation * (1 - self.test)
        return np.where(u < self.test, TEST, np.where(watched, VALIDATION, TRAIN)).astype(np.int8)

    def only(self, part: int) -> Any:
        """What `Stream.pick` must be given to choose one part."""
        return lambda first, count: self(first, count) == part
