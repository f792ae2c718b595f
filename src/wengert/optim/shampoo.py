"""Shampoo: each axis of a gradient by the inverse root of its own second moment matrix.

Knows sums (or averages) of G Gᵀ along each axis. Knows no other method.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wengert.optim.counts import Count
from wengert.optim.group import Group, Rate, checked, checked_all
from wengert.optim.kronecker import along_all, gram, identities, inverse_root, renewed, sides
from wengert.optim.momentum import momentum
from wengert.optim.optimizer import Optimizer
from wengert.optim.partition import partitioned
from wengert.optim.update import Update, chain, decayed, scale


class Factors(NamedTuple):
    """State of `scale_by_shampoo` for one leaf.

    Attributes:
        step: Steps so far, int32, shape ().
        factors: Sum of G Gᵀ for each axis, (n, n).
        roots: Their inverse roots as of the last renewal.
    """

    step: Any
    factors: tuple[Any, ...]
    roots: tuple[Any, ...]


def scale_by_shampoo(decay: float = 1.0, eps: float = 1e-4, every: int = 1, max_size: int = 1024) -> Update:
    """Rescale: L ← L + G Gᵀ, R ← R + Gᵀ G, g ← L^(-1/4) G R^(-1/4); with k axes, roots of order 2k. State: `Factors`.

    Args:
        decay: 1 sums; below 1, averages: L ← β L + (1 - β) G Gᵀ.
        eps: Multiple of the identity that factors begin with.
        every: After how many steps the roots are renewed.
        max_size: Longest axis that gets a factor.

    Returns:
        The link.

    References:
        Gupta, Koren & Singer (2018), Shampoo: preconditioned stochastic tensor optimization, ICML, algorithms 1 and 2.

    Example:
        >>> link = scale_by_shampoo(eps=0.0)
        >>> g = np.diag([4.0, 9.0])
        >>> link.step(g, link.init(g), g)[0].round(6)
        array([[1., 0.],
               [0., 1.]])
    """

    def leaf(axes: tuple[int, ...]) -> Update:
        order = 2.0 * len(axes)

        def step(g: Any, state: Factors, params: Any) -> tuple[Any, Factors]:
            share = 1.0 if decay == 1 else 1 - decay
            factors = tuple(decay * f + share * gram(g, k) for f, k in zip(state.factors, axes, strict=True))
            fresh = lambda: tuple(inverse_root(f, order, _least(f)) for f in factors)
            roots = renewed(state.step % every == 0, fresh, state.roots)
            return along_all(roots, g, axes), Factors(state.step + 1, factors, roots)

        return Update(lambda p: Factors(Count(0), identities(p, axes, eps), identities(p, axes)), step)

    return partitioned(lambda p: leaf(sides(p, max_size)))


def _least(factor: Any) -> float:
    """Below what an eigenvalue is taken for zero: rounding of the largest would be blown up."""
    return float(np.finfo(factor.dtype).tiny) ** 0.5


class Shampoo(Optimizer):
    """Shampoo: a full matrix for each axis of each parameter; for vectors it is Adagrad with the full matrix.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        momentum: How much of a velocity stays; the rescaled gradient joins it.
        weight_decay: L2 penalty λ: λθ is added to the gradient.
        eps: Multiple of the identity that factors begin with.
        beta: 1 sums second moments, below 1 averages them.
        update_every: After how many steps the roots are renewed.
        max_size: Longest axis that gets a factor.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Gupta, Koren & Singer (2018), Shampoo: preconditioned stochastic tensor optimization, ICML.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([[3.0, 0.0], [0.0, 1.0]])
        >>> optimizer = Shampoo([w], lr=0.1, eps=1e-12)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([[2.9, 0. ],
               [0. , 0.9]])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 1e-1,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        eps: float = 1e-4,
        beta: float = 1.0,
        update_every: int = 1,
        max_size: int = 1024,
    ) -> None:
        options = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "eps": eps, "beta": beta}
        super().__init__(params, options | {"update_every": update_every, "max_size": max_size})

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all("Shampoo", options, "lr", "momentum", "weight_decay", "eps", "beta")
        checked("Shampoo", "update_every", options["update_every"], low=1)
        checked("Shampoo", "max_size", options["max_size"], low=1)

    def rule(self, group: Group) -> Update:
        """λθ joins the gradient, then the roots, then the velocity, then the learning rate."""
        rescale = scale_by_shampoo(group["beta"], group["eps"], group["update_every"], group["max_size"])
        velocity = [momentum(group["momentum"])] if group["momentum"] else []
        return chain(decayed(group["weight_decay"]), rescale, *velocity, scale(-group["lr"].value))
