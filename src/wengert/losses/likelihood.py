"""Losses that are likelihoods of numbers: counts after Poisson, values with a predicted variance after Gauss.

Knows each up to PyTorch's conventions: what is left out of the likelihood unless `full`. Knows no network.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.errors import ArgumentError, ShapeError
from wengert.losses.loss import Facts, Loss, Product, diagonal
from wengert.losses.reduce import in_dtype, is_known, paired, reduced, shape_of
from wengert.ops import exp, expand_dims, log, maximum, square, stop_gradient, where
from wengert.ops.comparison import greater
from wengert.samples import case, integer, positive, real
from wengert.tensor import value_of


def poisson_nll_loss(
    output: Any,
    target: Any,
    log_input: bool = True,
    full: bool = False,
    eps: float = 1e-8,
    reduction: str = "mean",
) -> Any:
    """-log of the Poisson probability of counts: exp(o) - y o, from the logarithm of the rate.

    Args:
        output: Logarithms of rates, (*s); rates themselves for `log_input=False`.
        target: Counts, (*s).
        log_input: Whether outputs are logarithms.
        full: Whether Stirling's approximation of log y! is added, for counts above 1; it does not depend on the output.
        eps: Added to rates before their logarithm is taken.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(poisson_nll_loss(np.array([0.0]), np.array([3])))
        1.0
    """
    output, target = paired("poisson_nll_loss", output, target)
    terms = exp(output) - target * output if log_input else output - target * log(output + eps)
    if full:
        several = greater(target, 1)
        count = where(several, target, 1)  # the logarithm of a count of 0 is never taken
        terms = terms + where(several, count * log(count) - count + 0.5 * log(2 * math.pi * count), 0)
    return reduced(terms, reduction)


def gaussian_nll_loss(
    output: Any, target: Any, var: Any, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Any:
    """-log of the normal density of the target, with a predicted mean and variance.

    Args:
        output: Means, (*s).
        target: (*s).
        var: Variances, above 0: (*s), or (*s) with 1 for the last size, or without it; or one number.
        full: Whether the constant log(2π)/2 is added.
        eps: Variances below it count as it; their gradient goes through all the same, so that they can recover.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes do not fit.
        ArgumentError: The reduction is unknown, or a variance is negative.

    References:
        Nix & Weigend (1994), Estimating the mean and variance of the target probability distribution, ICNN.

    Example:
        >>> float(gaussian_nll_loss(np.array([0.0]), np.array([2.0]), np.array([1.0])))
        2.0
    """
    output, target = paired("gaussian_nll_loss", output, target)
    var = _variance(output, var, eps)
    terms = 0.5 * (log(var) + square(output - target) / var)
    return reduced(terms + 0.5 * math.log(2 * math.pi) if full else terms, reduction)


def _variance(output: Any, var: Any, eps: float) -> Any:
    """Variances beside the outputs, held above `eps`."""
    var = in_dtype(var, output)
    wanted, given = shape_of(output), shape_of(var)
    if given == wanted[:-1] and given:
        var = expand_dims(var, axis=-1)
    elif given not in (wanted, (*wanted[:-1], 1), ()):
        raise ShapeError(
            "gaussian_nll_loss: variances do not fit", given=f"var {given} for outputs {wanted}", expected=f"{wanted}"
        )
    if is_known(var) and np.any(np.less(value_of(var), 0)):
        raise ArgumentError("gaussian_nll_loss: variances are not negative", given=float(np.min(value_of(var))))
    return var + stop_gradient(maximum(var, eps) - var)


@dataclass(eq=False, repr=False)
class PoissonNLLLoss(Loss, name="poisson_nll"):
    """`poisson_nll_loss` as an object.

    Args:
        log_input: Whether outputs are logarithms of rates.
        full: Whether Stirling's approximation of log y! is added.
        eps: Added to rates before their logarithm is taken.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(PoissonNLLLoss()(np.array([0.0]), np.array([3])))
        1.0
    """

    log_input: bool = True
    full: bool = False
    eps: float = 1e-8
    reduction: str = "mean"

    formula = staticmethod(poisson_nll_loss)
    samples = (
        case(real(4, 3), integer(4, 3, high=5)),
        case(positive(4, 3), integer(4, 3, high=5), log_input=False, full=True),
        case(real(5), integer(5, high=5), full=True, reduction="sum"),
    )
    facts = Facts(
        task="regression of counts",
        formula="exp(o) - y o",
        seed="exp(o) - y",
        strengths="knows that large counts vary more; rates stay positive; convex in the logarithm of the rate",
        weaknesses="counts that vary more than Poisson's pull too hard; exp overflows for wild outputs",
        activation="none: the output is the logarithm of the rate",
        hessian="exp(o)",
        convex=True,
        source="McCullagh & Nelder 1989, ch. 6",
    )

    def curvature(self, *args: Any) -> Product:
        """The rate, or y / (o + ε)² for outputs that are rates."""
        output, target = paired("poisson_nll_loss", *args)
        return diagonal(exp(output) if self.log_input else target / square(output + self.eps))


@dataclass(eq=False, repr=False)
class GaussianNLLLoss(Loss, name="gaussian_nll"):
    """`gaussian_nll_loss` as an object: called with means, targets and variances.

    Args:
        full: Whether the constant log(2π)/2 is added.
        eps: Variances below it count as it.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(GaussianNLLLoss()(np.array([0.0]), np.array([2.0]), np.array([1.0])))
        2.0
    """

    full: bool = False
    eps: float = 1e-6
    reduction: str = "mean"

    formula = staticmethod(gaussian_nll_loss)
    samples = (
        case(real(4, 3), real(4, 3), positive(4, 3)),
        case(real(4, 3), real(4, 3), positive(4, 1), full=True, reduction="sum"),
        case(real(4, 3), real(4, 3), positive(4)),
    )
    facts = Facts(
        task="regression with a predicted uncertainty",
        formula="(log v + (o - y)²/v) / 2, with variance v",
        seed="(o - y) / v",
        strengths="samples that are noisy count less, and the network says which they are; convex in the mean",
        weaknesses="can excuse any error by a large variance; small variances make steep gradients",
        activation="none for the mean, softplus or exp for the variance",
        hessian="1 / v",
        convex=True,
        source="Nix & Weigend 1994",
    )

    def curvature(self, *args: Any) -> Product:
        """The precision, 1 / v."""
        output, _, var = args
        return diagonal(1 / _variance(output, var, self.eps))
