"""Values for the page: small ones in full, large ones as a summary, all of it numbers that JSON can hold.

Knows arrays and what a browser can parse. Knows no list.
"""

from __future__ import annotations

from typing import Any

import numpy as np

FULL = 64  # elements up to which a value is shown in full


def listed(x: Any) -> list[Any]:
    """The elements of an array in rows, one after the other; what is not finite as text, for JSON has no word for it.

    Example:
        >>> listed(np.array([[1.0, np.inf], [np.nan, -2.0]])), listed(np.array([True]))
        ([1.0, 'inf', 'nan', -2.0], [1])
    """
    flat = np.asarray(x).reshape(-1)
    if flat.dtype.kind not in "fiub":
        flat = flat.astype(np.float64)
    elements = flat.astype(np.int64 if flat.dtype.kind == "b" else flat.dtype).tolist()
    if flat.dtype.kind == "f" and not np.isfinite(flat).all():
        return [v if np.isfinite(v) else str(float(v)) for v in elements]
    return elements


def shown(x: Any, full: int = FULL) -> dict[str, Any]:
    """A value as the page shows it.

    Args:
        x: Raw array or number, or a tuple of several.
        full: The largest number of elements that is given in full.

    Returns:
        `shape` and `data`; of a large value `shape`, `norm`, `low`, `high` and `zero`, its share of zeros; of a tuple
        `parts`; of complex numbers their `text`.

    Example:
        >>> shown(2.5), sorted(shown(np.ones((20, 5))))
        ({'shape': [], 'data': [2.5]}, ['high', 'low', 'norm', 'shape', 'zero'])
    """
    if isinstance(x, tuple):
        return {"parts": [shown(part, full) for part in x]}
    array = np.asarray(x)
    shape = list(array.shape)
    if array.dtype.kind == "c":
        return {"shape": shape, "text": np.array2string(array, precision=6, threshold=full).replace("-", "−")}
    if array.size <= full:
        return {"shape": shape, "data": listed(array)}
    wide = array.astype(np.float64)
    facts = [np.sqrt(np.sum(np.square(wide))), wide.min(), wide.max(), 1 - np.count_nonzero(wide) / wide.size]
    return {"shape": shape} | dict(zip(("norm", "low", "high", "zero"), listed(np.array(facts)), strict=True))
