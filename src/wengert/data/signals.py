"""MNIST-1D: digits as signals of 40 numbers, made by the package `mnist1d`.

Knows how to call the package without its downloads. The signals are its own.
"""

from __future__ import annotations

import importlib
import importlib.util
import random
from functools import cache

import numpy as np

from wengert.data.dataset import Dataset, from_arrays
from wengert.errors import ArgumentError, DataError


def mnist1d(part: str = "train") -> Dataset:
    """4,000 signals to learn from and 1,000 to judge by, ten classes; made on the spot, always the same.

    Small, and yet it tells architectures apart: a linear model reaches about a third, a convolutional one 94 %.

    Args:
        part: `train` or `test`.

    Returns:
        The data set: x float32 (n, 40).

    Raises:
        DataError: The package is not installed.
        ArgumentError: The part is unknown.

    References:
        Greydanus & Kobak (2024), Scaling down deep learning with MNIST-1D. arXiv:2011.14439.

    Example:
        >>> mnist1d("half")
        Traceback (most recent call last):
        ...
        wengert.errors.ArgumentError: mnist1d: no such part...
    """
    if part not in ("train", "test"):
        raise ArgumentError("mnist1d: no such part", given=part, expected="train or test")
    if importlib.util.find_spec("mnist1d") is None:
        raise DataError("mnist1d: the package is not installed", given="no mnist1d", hint="pip install wengert[data]")
    made = _made()
    ending = "" if part == "train" else "_test"
    return from_arrays(made[f"x{ending}"], made[f"y{ending}"], [str(k) for k in range(10)], "mnist1d")


@cache
def _made() -> dict[str, np.ndarray]:
    """Both parts, as the package makes them: seconds of work, so it is done once."""
    package = importlib.import_module("mnist1d.data")
    before = random.getstate(), np.random.get_state()  # noqa: NPY002 (the package seeds the global generators)
    try:
        return package.make_dataset()
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])  # noqa: NPY002 (nobody else shall notice)
