"""Adamax: Adam with the largest gradient in the place of the root of squares.

Knows the infinity norm. Knows no other method.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from wengert import tree
from wengert.ops import abs, maximum
from wengert.optim.counts import Count
from wengert.optim.group import Group, Rate, checked_all
from wengert.optim.moments import averaged, real_of, unbiased
from wengert.optim.optimizer import Optimizer
from wengert.optim.update import Update, chain, decayed, scale, zeros_like


class InfinityMoments(NamedTuple):
    """State of `scale_by_adamax`.

    Attributes:
        step: Steps so far, int32, shape ().
        exp_avg: Average of the gradients, shaped like the parameters.
        exp_inf: Decaying maximum of their sizes, shaped like the parameters.
    """

    step: Any
    exp_avg: Any
    exp_inf: Any


def scale_by_adamax(beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> Update:
    """Rescale: u ← max(β₂ u, |g| + eps), g ← m̂ / u. State: `InfinityMoments`.

    Args:
        beta1: Decay of the first moment.
        beta2: Decay of the maximum.
        eps: Added to the size of each gradient.

    Returns:
        The link.

    References:
        Kingma & Ba (2015), Adam: a method for stochastic optimization, ICLR, algorithm 2.

    Example:
        >>> link = scale_by_adamax()
        >>> link.step(np.array([4.0, -0.5]), link.init(np.zeros(2)), None)[0].round(6)
        array([ 1., -1.])
    """

    def step(g: Any, state: InfinityMoments, params: Any) -> tuple[Any, InfinityMoments]:
        count = state.step + 1
        m = averaged(beta1, state.exp_avg, g)
        u = tree.map(lambda u, g: maximum(beta2 * u, abs(g) + eps), state.exp_inf, g)
        return tree.map(lambda m, u: m / unbiased(beta1, count, real_of(m)) / u, m, u), InfinityMoments(count, m, u)

    return Update(lambda params: InfinityMoments(Count(0), zeros_like(params), zeros_like(params)), step)


class Adamax(Optimizer):
    """Adamax, with PyTorch's arguments.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        betas: Decays of the first moment and of the maximum.
        eps: Added to the size of each gradient.
        weight_decay: L2 penalty λ: λθ is added to the gradient.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Kingma & Ba (2015), Adam: a method for stochastic optimization, ICLR, algorithm 2.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0, -2.0])
        >>> optimizer = Adamax([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([ 0.9, -1.9])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(type(self).__name__, options, "lr", "eps", "weight_decay", "betas")

    def rule(self, group: Group) -> Update:
        """λθ joins the gradient, then the rescaling, then the learning rate."""
        rescale = scale_by_adamax(*group["betas"], eps=group["eps"])
        return chain(decayed(group["weight_decay"]), rescale, scale(-group["lr"].value))
