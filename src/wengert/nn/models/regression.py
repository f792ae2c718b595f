"""Linear models: an affine map, for numbers or for logits.

Knows what the outputs mean. Knows no loss: linear regression is trained with a squared error, logistic regression with
a cross-entropy from logits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wengert.arrays.shapes import size_of
from wengert.errors import ArgumentError
from wengert.nn.containers import Sequential
from wengert.nn.linear import Linear
from wengert.nn.module import Module
from wengert.nn.shape import Flatten
from wengert.random import Generator


def linear_regression(
    in_features: int, out_features: int = 1, dtype: Any = "float32", generator: Generator | None = None
) -> Linear:
    """y = W x + b for real targets.

    Args:
        in_features: Size of the input.
        out_features: Number of targets.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Returns:
        The model, (*b, in) -> (*b, out).

    References:
        Gauss (1809), Theoria motus corporum coelestium.

    Example:
        >>> linear_regression(3)
        Linear(in_features=3, out_features=1, bias=True)
    """
    return Linear(in_features, out_features, dtype=dtype, generator=generator)


def logistic_regression(
    in_features: int, classes: int = 2, dtype: Any = "float32", generator: Generator | None = None
) -> Linear:
    """Logits W x + b of class probabilities: one logit for two classes (σ of it is the second), else one for each.

    Args:
        in_features: Size of the input.
        classes: Number of classes.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Returns:
        The model, (*b, in) -> (*b, 1) or (*b, classes); train it with `bce_with_logits` or `cross_entropy`.

    Raises:
        ArgumentError: There are fewer than two classes.

    References:
        Cox (1958), J. R. Stat. Soc. B 20(2), 215-242.

    Example:
        >>> logistic_regression(3).out_features, logistic_regression(3, 5).out_features
        (1, 5)
    """
    if classes < 2:
        raise ArgumentError("logistic_regression: needs two classes at least", given=classes, expected="2, 3, ...")
    return Linear(in_features, 1 if classes == 2 else classes, dtype=dtype, generator=generator)


def linear_from(settings: str, shape: Sequence[int], outputs: int, **options: Any) -> Module:
    """The affine map that the short form `linear` means; samples of more axes than one are flattened first.

    Args:
        settings: Empty.
        shape: Shape of one sample.
        outputs: Size of the output.
        options: `dtype` and `generator`; an `activation` has no place and is left out.

    Returns:
        The model, (b, *shape) -> (b, outputs).

    Raises:
        ArgumentError: There are settings.

    Example:
        >>> linear_from("", (4,), 3)
        Linear(in_features=4, out_features=3, bias=True)
    """
    if settings:
        raise ArgumentError("linear: has no settings", given=repr(settings), expected="linear")
    options.pop("activation", None)
    layer = Linear(size_of(tuple(shape)), outputs, **options)
    return layer if len(shape) == 1 else Sequential(Flatten(), layer)
