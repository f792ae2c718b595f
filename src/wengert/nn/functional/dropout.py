"""Dropout as a function: elements set to zero by chance while training.

Knows random numbers. Keeps no state but that of the generator it is given.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ArgumentError
from wengert.random import Generator, default_generator
from wengert.tensor import value_of


def dropout(x: Any, p: float = 0.5, training: bool = True, generator: Generator | None = None) -> Any:
    """Each element 0 with probability `p`, else divided by 1 - p; unchanged when not training.

    Args:
        x: (*s), floating.
        p: Probability to drop, 0 to 1.
        training: Whether to drop at all.
        generator: Source of randomness; the default one when None.

    Returns:
        (*s).

    Raises:
        ArgumentError: `p` is no probability.

    References:
        Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov (2014), JMLR 15, 1929-1958.

    Example:
        >>> dropout(np.ones(3), 0.9, training=False)
        array([1., 1., 1.])
    """
    if not 0 <= p <= 1:
        raise ArgumentError("dropout: p is a probability", given=p, expected="0 to 1")
    if not training or p == 0:
        return x
    value = value_of(x)
    source = default_generator if generator is None else generator
    kept = source.bernoulli(1 - p, np.shape(value)).value
    factor = 1 / (1 - p) if p < 1 else 0.0
    return x * (kept.astype(value.dtype) * factor)
