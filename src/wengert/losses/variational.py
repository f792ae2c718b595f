"""The variational loss: how badly samples are said again, plus how far their codes are from the prior.

Knows normal codes and Bernoulli pixels. Knows no network.
"""

from __future__ import annotations

from typing import Any

from wengert.errors import ArgumentError
from wengert.losses.binary import binary_cross_entropy_with_logits
from wengert.losses.reduce import above_zero, reduced, shape_of
from wengert.ops import exp, square, sum


def normal_divergence(mean: Any, log_variance: Any) -> Any:
    """KL(N(μ, eˢ) ‖ N(0, 1)) summed over the last axis: ½ Σ (μ² + eˢ - s - 1), with the log variance s.

    Args:
        mean: (*b, d).
        log_variance: (*b, d).

    Returns:
        (*b). Unit: nats.

    References:
        Kingma & Welling (2014), Auto-encoding variational Bayes, ICLR, appendix B.

    Example:
        >>> float(normal_divergence(np.array([1.0]), np.array([0.0])))
        0.5
    """
    return 0.5 * sum(square(mean) + exp(log_variance) - log_variance - 1, axis=-1)


def elbo_loss(output: Any, target: Any, beta: float = 1.0, reduction: str = "mean") -> Any:
    """Minus the evidence lower bound: the cross-entropy of the pixels plus β times the divergence of the code.

    Args:
        output: Logits of the sample (b, *s), mean and log variance of its code (b, d): what `nn.models.VAE` gives.
        target: The sample, values in [0, 1], (b, *s).
        beta: Weight of the divergence; 1 is the bound itself.
        reduction: `mean` over samples, `sum` or `none`.

    Returns:
        Shape (), or (b) for `none`. Unit: nats a sample.

    Raises:
        ArgumentError: The output is no triple, β is not positive, or the reduction is unknown.
        ShapeError: The shapes do not fit.

    References:
        Kingma & Welling (2014), ICLR, eq. 10; β: Higgins et al. (2017), ICLR.

    Example:
        >>> code = np.zeros((1, 2))
        >>> float(elbo_loss((np.zeros((1, 3)), code, code), np.ones((1, 3)))).__round__(4)
        2.0794
    """
    if not isinstance(output, (tuple, list)) or len(output) != 3:
        raise ArgumentError(
            "elbo_loss: needs logits, mean and log variance",
            given=type(output).__name__,
            expected="a triple, as nn.models.VAE gives",
        )
    above_zero("elbo_loss", "beta", beta)
    logits, mean, log_variance = output
    pixels = binary_cross_entropy_with_logits(logits, target, reduction="none")
    axes = tuple(range(1, len(shape_of(pixels))))
    return reduced(sum(pixels, axis=axes) + beta * normal_divergence(mean, log_variance), reduction)
