"""What XLA is told beside the program.

Knows one option of XLA's CPU compiler and whether this version has it. Knows no program.
"""

from __future__ import annotations

from functools import cache

_WANTED = {
    # A value that is rebound, as all state of a training step is, was copied first wherever XLA could not see in a few
    # glances that nobody reads the old one afterwards. Its full analysis, which its other backends always do, sees it
    # more often: a step of an MLP 784-512-256-10 copies no weight any more, and takes 2 to 3 % less.
    "xla_cpu_copy_insertion_use_region_analysis": True,
}


@cache
def compiler_options() -> dict[str, bool] | None:
    """Options for `jax.jit`; None where the backend is no CPU, or its compiler does not know them.

    Example:
        >>> compiler_options() in (None, {"xla_cpu_copy_insertion_use_region_analysis": True})
        True
    """
    import jax

    if jax.default_backend() != "cpu":
        return None
    try:
        jax.jit(lambda: 0, compiler_options=_WANTED).lower().compile()
    except jax.errors.JaxRuntimeError:
        return None
    return _WANTED
