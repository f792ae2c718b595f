"""Divergences between distributions: Kullback-Leibler as in PyTorch and as in textbooks, Jensen-Shannon.

Knows that 0 log 0 is 0. Knows no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays.dtypes import dtype_of
from wengert.kinds import elementwise, gated
from wengert.losses.loss import Facts, Loss, Product, diagonal
from wengert.losses.reduce import in_dtype, ones, paired, reduced, shape_of
from wengert.ops import exp, log, maximum, sum
from wengert.ops.composite import gap
from wengert.ops.special import functions
from wengert.samples import case, positive, real


# Its own rule: the slope in x at 0 is -∞, and what is 0 after a softmax would make nan of it.
@elementwise(symbol="x log x/y", source="Kullback & Leibler 1951")
def relative_entropy(x: Any, y: Any) -> Any:
    """X log(x / y): 0 where x = 0, ∞ where only y = 0. Slopes take both as no less than the smallest normal number.

    Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> float(relative_entropy(0.0, 0.0)), float(relative_entropy(1.0, 0.0))
        (0.0, inf)
    """
    xp = namespace(x, y)
    if xp is np:
        return functions(x, y).rel_entr(x, y)
    both = (x > 0) & (y > 0)  # JAX's own would bring double precision into programs in single
    out = x * xp.log(xp.where(both, x, 1) / xp.where(both, y, 1))
    return xp.where(both, out, xp.where((x == 0) & (y >= 0), 0, out.dtype.type(np.inf)))


relative_entropy.partials = (lambda x, y: _log(x) - _log(y) + 1, lambda x, y: -x / _least(y))
relative_entropy.samples = [
    case(positive(3, 4), positive(3, 4)),
    case(positive(3, 1), positive(4)),
    case(positive(), positive(2)),
]


def _least(x: Any) -> Any:
    tiny = np.finfo(dtype_of(x)).tiny if hasattr(x, "dtype") else np.finfo("float64").tiny
    return maximum(x, float(tiny))


def _log(x: Any) -> Any:
    return log(_least(x))


def kl_div(output: Any, target: Any, reduction: str = "mean", log_target: bool = False) -> Any:
    """Target · (log target - output): the Kullback-Leibler divergence of the target from the output, as in PyTorch.

    Args:
        output: Log-probabilities, (*s).
        target: Probabilities, (*s); log-probabilities for `log_target`.
        reduction: `batchmean` is the divergence, averaged over samples; `mean` is over all elements, as in PyTorch;
            `sum` and `none`.
        log_target: Whether targets are logarithms.

    Returns:
        Shape (), or (*s) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    References:
        Kullback & Leibler (1951), Ann. Math. Stat. 22(1).

    Example:
        >>> p = np.array([[0.5, 0.5]])
        >>> float(kl_div(np.log(p), np.array([[1.0, 0.0]]), "batchmean")).__round__(4)
        0.6931
    """
    output, target = paired("kl_div", output, target)
    if log_target:
        return reduced(gated(exp(target), gap(target, output)), reduction)
    # y log y / 1, and 0 · -∞ = 0 for classes that neither gives any probability.
    return reduced(relative_entropy(target, in_dtype(1.0, target)) - gated(target, output), reduction)


def kl_divergence(output: Any, target: Any, reduction: str = "batchmean") -> Any:
    """Σ p log(p / q) over the last axis, of the target p from the output q: the textbook's KL(p‖q).

    Zero only where both agree, and not the same with both exchanged; infinite where q is 0 and p is not.

    Args:
        output: Probabilities q, (*b, c).
        target: Probabilities p, (*b, c).
        reduction: `batchmean` or `mean` (over distributions), `sum` or `none`.

    Returns:
        Shape (), or (*b) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    References:
        Kullback & Leibler (1951), Ann. Math. Stat. 22(1).

    Example:
        >>> float(kl_divergence(np.array([0.5, 0.5]), np.array([1.0, 0.0]))).__round__(4)
        0.6931
    """
    output, target = paired("kl_divergence", output, target)
    return reduced(sum(relative_entropy(target, output), axis=-1), reduction)


def js_divergence(output: Any, target: Any, reduction: str = "batchmean") -> Any:
    """(KL(p‖m) + KL(q‖m)) / 2 with m = (p + q) / 2: symmetric, finite, at most log 2.

    Args:
        output: Probabilities q, (*b, c).
        target: Probabilities p, (*b, c).
        reduction: `batchmean` or `mean` (over distributions), `sum` or `none`.

    Returns:
        Shape (), or (*b) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    References:
        Lin (1991), Divergence measures based on the Shannon entropy, IEEE Trans. Inf. Theory 37(1).

    Example:
        >>> float(js_divergence(np.array([1.0, 0.0]), np.array([0.0, 1.0]))).__round__(4)
        0.6931
    """
    output, target = paired("js_divergence", output, target)
    middle = 0.5 * (output + target)
    terms = relative_entropy(target, middle) + relative_entropy(output, middle)
    return reduced(0.5 * sum(terms, axis=-1), reduction)


@dataclass(eq=False, repr=False)
class KLDivLoss(Loss, name="kl_div"):
    """`kl_div` as an object.

    Args:
        reduction: `batchmean`, `mean`, `sum` or `none`.
        log_target: Whether targets are logarithms.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> loss = KLDivLoss("batchmean")
        >>> float(loss(np.log([[0.5, 0.5]]), np.array([[1.0, 0.0]]))).__round__(4)
        0.6931
    """

    reduction: str = "mean"
    log_target: bool = False

    formula = staticmethod(kl_div)
    samples = (
        case(real(4, 3), positive(4, 3)),
        case(real(4, 3), real(4, 3), log_target=True, reduction="batchmean"),
    )
    facts = Facts(
        task="distillation; matching a distribution that is given as probabilities",
        formula="y (log y - o), from log-probabilities o",
        seed="-y",
        strengths="exact for the smallest probabilities, as logarithms are given; linear in them",
        weaknesses="the mean over elements is not the divergence: take `batchmean`",
        activation="log_softmax",
        hessian="0",
        convex=True,
        source="Kullback & Leibler 1951",
    )

    def curvature(self, *args: Any) -> Product:
        """Zero: it is linear."""
        del args
        return diagonal(0.0)


@dataclass(eq=False, repr=False)
class KLDivergence(Loss, name="kl_divergence"):
    """`kl_divergence` as an object: from probabilities.

    Args:
        reduction: `batchmean`, `mean`, `sum` or `none`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(KLDivergence()(np.array([0.5, 0.5]), np.array([1.0, 0.0]))).__round__(4)
        0.6931
    """

    reduction: str = "batchmean"

    formula = staticmethod(kl_divergence)
    samples = (case(positive(4, 3), positive(4, 3)), case(positive(3), positive(3), reduction="sum"))
    facts = Facts(
        task="matching a distribution",
        formula="Σ y log(y / o)",
        seed="-y / o",
        strengths="zero only at the target; the extra nats that coding with the wrong distribution costs",
        weaknesses="not symmetric; without bound where the output is near 0 and the target is not",
        activation="softmax",
        hessian="diag(y / o²)",
        convex=True,
        source="Kullback & Leibler 1951",
    )

    def counts(self, *args: Any) -> Any:
        """One for each distribution."""
        return ones(shape_of(args[0])[:-1], args[0])

    def curvature(self, *args: Any) -> Product:
        """Diagonal, y / o²."""
        output, target = paired("kl_divergence", *args)
        least = _least(output)
        return diagonal(target / least / least)


@dataclass(eq=False, repr=False)
class JSDivergence(Loss, name="js_divergence"):
    """`js_divergence` as an object.

    Args:
        reduction: `batchmean`, `mean`, `sum` or `none`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(JSDivergence()(np.array([1.0, 0.0]), np.array([0.0, 1.0]))).__round__(4)
        0.6931
    """

    reduction: str = "batchmean"

    formula = staticmethod(js_divergence)
    samples = (case(positive(4, 3), positive(4, 3)), case(positive(3), positive(3), reduction="sum"))
    facts = Facts(
        task="matching a distribution, both sides alike",
        formula="(KL(y‖m) + KL(o‖m)) / 2, m = (o + y) / 2",
        seed="log(o / m) / 2",
        strengths="symmetric, never infinite, at most log 2; its root is a distance",
        weaknesses="flat where the two do not overlap: no signal brings them together",
        activation="softmax",
        hessian="diag(y / (2 o (o + y)))",
        convex=True,
        source="Lin 1991",
    )

    def counts(self, *args: Any) -> Any:
        """One for each distribution."""
        return ones(shape_of(args[0])[:-1], args[0])

    def curvature(self, *args: Any) -> Product:
        """Diagonal, y / (2 o (o + y))."""
        output, target = paired("js_divergence", *args)
        return diagonal(target / _least(2 * output) / _least(output + target))
