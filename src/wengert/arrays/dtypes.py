"""What kind of number a dtype holds.

Knows NumPy dtypes (JAX uses the same objects, bfloat16 included). Knows no arrays and no derivative.
"""

from __future__ import annotations

from typing import Any

import numpy as np

# bfloat16 and the 8-bit floats are extension dtypes, of kind "V": recognised by name, so that nothing is imported.
_EXTENSION_FLOATS = frozenset(["bfloat16", "float8_e4m3fn", "float8_e5m2"])


def dtype_of(value: Any) -> np.dtype:
    """The dtype of an array, a NumPy scalar or a Python number.

    Example:
        >>> dtype_of(1.5), dtype_of(np.float32(1))
        (dtype('float64'), dtype('float32'))
    """
    dtype = getattr(value, "dtype", None)
    return np.asarray(value).dtype if dtype is None else dtype


def is_complex(dtype: np.dtype) -> bool:
    """Whether `dtype` is complex floating.

    Example:
        >>> is_complex(np.dtype("complex64"))
        True
    """
    return dtype.kind == "c"


def is_floating(dtype: np.dtype) -> bool:
    """Whether `dtype` is real or complex floating: the dtypes that have derivatives.

    Example:
        >>> is_floating(np.dtype("float32")), is_floating(np.dtype("int64"))
        (True, False)
    """
    return dtype.kind in "fc" or dtype.name in _EXTENSION_FLOATS


def real_dtype(dtype: np.dtype) -> np.dtype:
    """The real dtype of the same precision.

    Example:
        >>> real_dtype(np.dtype("complex64"))
        dtype('float32')
    """
    return np.finfo(dtype).dtype if is_complex(dtype) else dtype
