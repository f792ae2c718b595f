"""Which array library a value belongs to.

Knows NumPy, and JAX once somebody has imported it. Never imports JAX for a user who has not asked for it.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np

_NUMPY_TYPES = frozenset(
    [
        *(bool, int, float, complex, list, tuple, type(None), np.ndarray, np.bool_),
        *(np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64),
        *(np.float16, np.float32, np.float64, np.complex64, np.complex128),
    ]
)


def namespace(*values: Any) -> ModuleType:
    """The array module of `values`: `jax.numpy` if any of them is a JAX array or tracer, else `numpy`.

    Args:
        values: Raw arrays, NumPy scalars or Python numbers.

    Returns:
        `numpy` or `jax.numpy`.

    Example:
        >>> namespace(2.0, np.ones(3)) is np
        True
    """
    for value in values:
        if type(value) not in _NUMPY_TYPES and _is_jax(value):
            return jax_numpy()
    return np


def _is_jax(value: Any) -> bool:
    jax = sys.modules.get("jax")
    return jax is not None and isinstance(value, jax.Array)


def jax_numpy() -> ModuleType:
    """`jax.numpy`, with 64-bit types allowed.

    The library keeps the dtype it is given: a float64 array stays float64 and a float32 program holds no float64.
    JAX does that only with its 64-bit types switched on, so they are, when the library first touches JAX.

    Returns:
        The module `jax.numpy`.
    """
    import jax

    if not jax.config.read("jax_enable_x64"):
        jax.config.update("jax_enable_x64", True)
    import jax.numpy

    return jax.numpy


def is_array(value: Any) -> bool:
    """Whether `value` is a raw array or a number (Python, NumPy or JAX).

    Example:
        >>> is_array(np.ones(2)), is_array(1.5), is_array("tanh")
        (True, True, False)
    """
    return isinstance(value, (np.ndarray, np.generic, float, int, complex, bool)) or _is_jax(value)


def is_traced(value: Any) -> bool:
    """Whether `value` is a JAX tracer: known by shape and dtype, not yet by number.

    Example:
        >>> is_traced(np.ones(2))
        False
    """
    jax = sys.modules.get("jax")
    return jax is not None and isinstance(value, jax.core.Tracer)


def for_cpu(value: Any) -> bool:
    """Whether `value` is part of a program that XLA compiles for the CPU, where the order of axes decides the speed.

    Example:
        >>> for_cpu(np.ones(2))
        False
    """
    if not is_traced(value):
        return False
    import jax

    return jax.default_backend() == "cpu"


def to_numpy(value: Any) -> np.ndarray:
    """`value` as a NumPy array; no copy when it already is one.

    Example:
        >>> to_numpy(2.0)
        array(2.)
    """
    return np.asarray(value)
