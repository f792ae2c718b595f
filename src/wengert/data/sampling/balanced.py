"""Class-balanced batches: all classes equally often, however rare they are.

Knows class indices.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import random as pure
from wengert.data.sampling.sampler import Sampler
from wengert.data.sampling.stratified import class_indices


class Balanced(Sampler):
    """The classes take turns, in a new order in every round; a batch of k·C samples has exactly k of each of C classes.

    A class that runs out begins again in a new random order, so the samples of rare classes come several times in an
    epoch and not all of a frequent class come in one. Where all classes are equally frequent, every sample comes once.

    Args:
        labels: Class indices, (n,). Classes without a sample are left out.

    Raises:
        ArgumentError: The labels are no class indices.

    Example:
        >>> from wengert.random import Generator
        >>> labels = np.array([0] * 9 + [1] * 3)
        >>> labels[Balanced(labels).order(Generator(0))].reshape(6, 2).sum(axis=1)
        array([1, 1, 1, 1, 1, 1])
    """

    def __init__(self, labels: Any) -> None:
        self.labels = class_indices("Balanced", labels)

    def order(self, generator: Any) -> np.ndarray:
        """Indices in which the classes take turns."""
        key = generator.next_key()
        classes = np.unique(self.labels)
        rounds = -(-len(self.labels) // len(classes))
        turns = np.empty((rounds, len(classes)), np.int64)
        for k, label in enumerate(classes):
            members = np.flatnonzero(self.labels == label)
            passes = -(-rounds // len(members))
            unit = np.asarray(pure.uniform(pure.fold_in(key, k), (passes, len(members)), dtype="float64"))
            turns[:, k] = members[np.argsort(unit, axis=1, kind="stable")].ravel()[:rounds]
        unit = np.asarray(pure.uniform(pure.fold_in(key, len(classes)), turns.shape, dtype="float64"))
        shuffled = np.take_along_axis(turns, np.argsort(unit, axis=1, kind="stable"), axis=1)
        return shuffled.ravel()[: len(self.labels)]

    def __len__(self) -> int:
        return len(self.labels)
