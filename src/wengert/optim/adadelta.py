"""Adadelta: a step in the parameters' own unit, from the sizes of past steps and gradients.

Knows two averages of squares. Knows no other method.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from wengert import tree
from wengert.ops import sqrt
from wengert.optim.counts import Count
from wengert.optim.group import Group, Rate, checked, checked_all
from wengert.optim.moments import averaged_square
from wengert.optim.optimizer import Optimizer
from wengert.optim.update import Update, chain, decayed, scale, zeros_like


class StepSizes(NamedTuple):
    """State of `scale_by_adadelta`.

    Attributes:
        step: Steps so far, int32, shape ().
        square_avg: Average of squared gradients, shaped like the parameters.
        acc_delta: Average of squared steps, shaped like the parameters.
    """

    step: Any
    square_avg: Any
    acc_delta: Any


def scale_by_adadelta(rho: float = 0.9, eps: float = 1e-6) -> Update:
    """Rescale: E ← ρ E + (1 - ρ) g², d = √(D + eps) / √(E + eps) · g, D ← ρ D + (1 - ρ) d². State: `StepSizes`.

    Args:
        rho: Decay of both averages.
        eps: Added inside both roots; it also starts the motion.

    Returns:
        The link.

    References:
        Zeiler (2012), ADADELTA: an adaptive learning rate method, arXiv:1212.5701.

    Example:
        >>> link = scale_by_adadelta()
        >>> link.step(np.array([4.0]), link.init(np.zeros(1)), None)[0].round(6)
        array([0.003162])
    """

    def step(g: Any, state: StepSizes, params: Any) -> tuple[Any, StepSizes]:
        squares = averaged_square(rho, state.square_avg, g)
        move = lambda g, d, s: sqrt(d + eps) / sqrt(s + eps) * g
        moves = tree.map(move, g, state.acc_delta, squares)
        return moves, StepSizes(state.step + 1, squares, averaged_square(rho, state.acc_delta, moves))

    return Update(lambda params: StepSizes(Count(0), zeros_like(params), zeros_like(params)), step)


class Adadelta(Optimizer):
    """Adadelta, with PyTorch's arguments.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        rho: Decay of both averages.
        eps: Added inside both roots.
        weight_decay: L2 penalty λ: λθ is added to the gradient.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Zeiler (2012), ADADELTA: an adaptive learning rate method, arXiv:1212.5701.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0, -2.0])
        >>> optimizer = Adadelta([w])
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([ 0.996838, -1.996838])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, {"lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay})

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(type(self).__name__, options, "lr", "eps", "weight_decay")
        checked("Adadelta", "rho", options["rho"], low=0.0, below=1.0)

    def rule(self, group: Group) -> Update:
        """λθ joins the gradient, then the rescaling, then the learning rate."""
        rescale = scale_by_adadelta(group["rho"], group["eps"])
        return chain(decayed(group["weight_decay"]), rescale, scale(-group["lr"].value))
