"""Data sets as scikit-learn hands them out.

Knows the names of a Bunch. Does not import scikit-learn.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.data.dataset import Dataset, from_arrays
from wengert.errors import DataError


def from_sklearn(bunch: Any, name: str = "sklearn") -> Dataset:
    """A data set from what a `load_...` or `fetch_...` of scikit-learn returns, or from its pair (X, y).

    Args:
        bunch: A Bunch with `data` and `target`, or a pair of arrays; frames of pandas count as arrays.
        name: What people call it.

    Returns:
        The data set, with the names of features and classes where the Bunch has them.

    Raises:
        DataError: There is no `data` or no `target`, or they are no samples and targets.

    Example:
        >>> from sklearn.datasets import load_wine
        >>> from_sklearn(load_wine()).features[:2]
        ('alcohol', 'malic_acid')
    """
    found = {"data": bunch[0], "target": bunch[1]} if isinstance(bunch, tuple) and len(bunch) == 2 else bunch
    if not isinstance(found, dict) or found.get("data") is None or found.get("target") is None:
        raise DataError(
            f"{name}: needs data and target",
            given=", ".join(found) if isinstance(found, dict) else type(bunch).__name__,
            expected="a Bunch, or a pair (X, y)",
        )
    y = np.asarray(found["target"])
    names = found.get("target_names")
    if names is not None and y.ndim == 1 and y.dtype.kind in "iu":
        data = from_arrays(found["data"], y, [str(n) for n in names], name)
    else:
        data = from_arrays(found["data"], y, name=name)
    features = tuple(str(f) for f in found.get("feature_names") or ())
    return Dataset(data.x, data.y, data.classes, features, name, data.pixels)
