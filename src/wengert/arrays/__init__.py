"""The only room that knows NumPy and JAX exist.

Knows array libraries, dtypes, shapes and random bits. Knows no tensor, no step and no derivative.
"""

from wengert.arrays.dtypes import is_complex, is_floating, real_dtype
from wengert.arrays.namespaces import for_cpu, is_array, is_traced, jax_numpy, namespace, to_numpy
from wengert.arrays.shapes import broadcast_shapes, normalize_axes, spread_axes

__all__ = [
    "broadcast_shapes",
    "for_cpu",
    "is_array",
    "is_complex",
    "is_floating",
    "is_traced",
    "jax_numpy",
    "namespace",
    "normalize_axes",
    "real_dtype",
    "spread_axes",
    "to_numpy",
]
