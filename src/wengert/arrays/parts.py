"""Parts of programs that JAX traces once for each shape and calls ever after.

Knows JAX's own cache. Knows no particular part.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


def part(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: the function of JAX arrays as one part of every program that calls it.

    JAX takes some ten microseconds for each operation that it traces; a part costs those of one, wherever it has been
    traced before. XLA puts it back in its place before it optimizes. JAX is imported with the first call.

    Example:
        >>> import jax.numpy as jnp
        >>> part(lambda x: x * x + 1)(jnp.ones(2)).tolist()
        [2.0, 2.0]
    """

    @functools.cache
    def traced_once() -> Callable[..., Any]:
        import jax

        return jax.jit(function)

    return functools.wraps(function)(lambda *args: traced_once()(*args))
