"""What XLA is told beside the program.

Knows a few options of XLA's CPU compiler, why they are wanted, and whether this version has them. Knows no program.
"""

from __future__ import annotations

from functools import cache
from typing import Any

_TYPE = "LIBRARY_FUSION_TYPE_"
_WANTED: dict[str, Any] = {
    # A value that is rebound, as all state of a training step is, was copied first wherever XLA could not see in a few
    # glances that nobody reads the old one afterwards. Its full analysis, which its other backends always do, sees it
    # more often: a step of an MLP 784-512-256-10 copies no weight any more, and takes 2 to 3 % less.
    "xla_cpu_copy_insertion_use_region_analysis": True,
    # The library that multiplies matrices for it best convolves on one core only. Without it among the convolutions
    # these use all: 128 images of 14 × 14, 32 to 64 channels, on two cores 10.8 -> 5.6 ms, in the weight 20 -> 8.4 ms.
    "xla_cpu_experimental_ynn_fusion_type": f"{_TYPE}INDIVIDUAL_DOT,{_TYPE}REDUCE",
}


@cache
def compiler_options() -> dict[str, Any] | None:
    """Options for `jax.jit`: those wanted that this version knows; None where the backend is no CPU.

    Example:
        >>> set(compiler_options() or {}) <= set(_WANTED)
        True
    """
    import jax

    if jax.default_backend() != "cpu":
        return None
    return {name: value for name, value in _WANTED.items() if _known(name, value)}


def _known(name: str, value: Any) -> bool:
    import jax

    try:
        jax.jit(lambda: 0, compiler_options={name: value}).lower().compile()
    except jax.errors.JaxRuntimeError:
        return False
    return True
