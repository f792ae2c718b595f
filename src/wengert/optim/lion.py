"""Lion: the sign of a momentum that looks at the gradient of the day.

Knows one average. Knows no other method.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from wengert import tree
from wengert.ops import sign
from wengert.optim.group import Group, Rate, checked_all
from wengert.optim.moments import averaged
from wengert.optim.optimizer import Optimizer
from wengert.optim.update import Update, chain, decayed, scale, zeros_like


class Average(NamedTuple):
    """State of `scale_by_lion`.

    Attributes:
        exp_avg: Average of the gradients, shaped like the parameters.
    """

    exp_avg: Any


def scale_by_lion(beta1: float = 0.9, beta2: float = 0.99) -> Update:
    """Take signs: g ← sign(β₁ m + (1 - β₁) g), then m ← β₂ m + (1 - β₂) g. State: `Average`.

    Args:
        beta1: Weight of the average against the gradient of the day.
        beta2: Decay of the average.

    Returns:
        The link.

    References:
        Chen et al. (2023), Symbolic discovery of optimization algorithms, NeurIPS, algorithm 2.

    Example:
        >>> link = scale_by_lion()
        >>> link.step(np.array([4.0, -0.5]), link.init(np.zeros(2)), None)[0]
        array([ 1., -1.])
    """

    def step(g: Any, state: Average, params: Any) -> tuple[Any, Average]:
        return tree.map(sign, averaged(beta1, state.exp_avg, g)), Average(averaged(beta2, state.exp_avg, g))

    return Update(lambda params: Average(zeros_like(params)), step)


class Lion(Optimizer):
    """Lion: steps of one size in every coordinate; a learning rate 3 to 10 times smaller than Adam's.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        betas: Weight of the average against the gradient of the day, and its decay.
        weight_decay: Decoupled decay λ: θ shrinks by lr·λ beside the step.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Chen et al. (2023), Symbolic discovery of optimization algorithms, NeurIPS.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0, -2.0])
        >>> optimizer = Lion([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([ 0.9, -1.9])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 1e-4,
        betas: tuple[float, float] = (0.9, 0.99),
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "weight_decay": weight_decay,
            },
        )

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(type(self).__name__, options, "lr", "weight_decay", "betas")

    def rule(self, group: Group) -> Update:
        """Signs, then λθ beside them, then the learning rate."""
        return chain(scale_by_lion(*group["betas"]), decayed(group["weight_decay"]), scale(-group["lr"].value))
