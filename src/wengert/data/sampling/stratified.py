"""Every sample once an epoch, with the classes spread evenly over it.

Knows class indices.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.data.sampling.sampler import Sampler
from wengert.errors import ArgumentError


class Stratified(Sampler):
    """Every sample once in each epoch; every batch has nearly the shares of classes that the whole has.

    The samples of each class are shuffled and put at equal distances, beginning at a random place; so any run of
    samples has of each class its share to within about one, where plain shuffling would be off by its square root.

    Args:
        labels: Class indices, (n,).

    Raises:
        ArgumentError: The labels are no class indices.

    Example:
        >>> from wengert.random import Generator
        >>> labels = np.array([0, 0, 0, 0, 1, 1, 1, 1])
        >>> labels[Stratified(labels).order(Generator(0))].reshape(4, 2).sum(axis=1)
        array([1, 1, 1, 1])
    """

    def __init__(self, labels: Any) -> None:
        self.labels = class_indices("Stratified", labels)

    def order(self, generator: Any) -> np.ndarray:
        """A permutation in which the classes are spread evenly."""
        count = len(self.labels)
        unit = generator.uniform((count + int(self.labels.max()) + 1,), dtype="float64").numpy()
        place = np.empty(count)
        for label in np.unique(self.labels):
            members = np.flatnonzero(self.labels == label)
            members = members[np.argsort(unit[members], kind="stable")]
            place[members] = (np.arange(len(members)) + unit[count + label]) / len(members)
        return np.argsort(place, kind="stable")

    def __len__(self) -> int:
        return len(self.labels)


def class_indices(who: str, labels: Any) -> np.ndarray:
    """Labels as integers (n,).

    Raises:
        ArgumentError: They are none.

    Example:
        >>> class_indices("Stratified", [1, 0])
        array([1, 0])
    """
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "iu" or not labels.size or labels.min() < 0:
        raise ArgumentError(
            f"{who}: labels are class indices", given=f"{labels.dtype}, shape {labels.shape}", expected="integers (n,)"
        )
    return labels
