"""Categories as vectors: class numbers written as ones among zeros, and random choices that let derivatives through.

Knows scores of classes along one axis. Keeps no state but that of the generator it is given.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import is_traced
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, DtypeError
from wengert.ops import argmax, astype, equal, expand_dims, log, moveaxis, softmax, stop_gradient
from wengert.random import Generator, default_generator
from wengert.tensor import value_of


def one_hot(x: Any, num_classes: int) -> Any:
    """1 at the number of the class, 0 elsewhere, for each number.

    Args:
        x: (*s) of integers from 0 to num_classes - 1.
        num_classes: c.

    Returns:
        (*s, c) of int64.

    Raises:
        DtypeError: `x` holds no integers.
        ArgumentError: A number is no class (eagerly; a compiled program gives it zeros).

    Example:
        >>> one_hot(np.array([2, 0]), 3)
        array([[0, 0, 1],
               [1, 0, 0]])
    """
    given = value_of(x)
    if dtype_of(given).kind not in "iu":
        raise DtypeError("one_hot: classes are integers", given=str(dtype_of(given)), expected="int64")
    if not is_traced(given):
        wrong = [int(i) for i in np.ravel(np.asarray(given)) if not 0 <= i < num_classes]
        if wrong:
            raise ArgumentError(
                "one_hot: a number is no class", given=f"{wrong[0]}", expected=f"0 to {num_classes - 1}"
            )
    return astype(equal(expand_dims(x, -1), np.arange(num_classes)), dtype="int64")


def gumbel_softmax(
    logits: Any, tau: float = 1.0, hard: bool = False, dim: int = -1, generator: Generator | None = None
) -> Any:
    """A random choice of a class, as a smooth function of the scores: softmax of scores plus Gumbel noise, over `tau`.

    The largest element is at class i with the probability that `softmax(logits)` gives it.

    Args:
        logits: (*s), floating: logarithms of probabilities, up to a constant.
        tau: The temperature, above 0: the lower, the nearer to one 1 and zeros.
        hard: Whether the value is one 1 and zeros (up to rounding), with the derivative of the smooth one.
        dim: The axis of the classes.
        generator: Source of randomness; the default one when None.

    Returns:
        (*s), with sum 1 along `dim`.

    Raises:
        ArgumentError: The temperature is not positive.

    References:
        Jang, Gu & Poole (2017), Categorical reparameterization with Gumbel-softmax, ICLR; Maddison, Mnih & Teh (2017),
        The concrete distribution, ICLR.

    Example:
        >>> gumbel_softmax(np.array([0.0, 50.0, 0.0]), tau=0.1).round(4)
        array([0., 1., 0.])
    """
    if not tau > 0:
        raise ArgumentError("gumbel_softmax: tau is not positive", given=tau, expected="above 0")
    given = value_of(logits)
    dtype = given.dtype if given.dtype.itemsize >= 4 else np.dtype("float32")
    source = default_generator if generator is None else generator
    u = source.uniform(np.shape(given), float(np.finfo(dtype).tiny), 1.0, dtype).value
    noise = astype(-log(-log(u)), dtype=given.dtype)
    soft = softmax((logits + noise) / tau, axis=dim)
    if not hard:
        return soft
    first = one_hot(argmax(soft, axis=dim), np.shape(given)[dim])
    chosen = moveaxis(astype(first, dtype=given.dtype), -1, dim)
    return soft + stop_gradient(chosen - soft)
