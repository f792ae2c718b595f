"""LARS: momentum whose steps are in proportion to the weights of each layer.

Knows PyTorch's style of arguments and which links they stand for. The formulas are in `trust_ratio` and `momentum`.
"""

from __future__ import annotations

from typing import Any, Self

from wengert.optim.group import Group, Rate, checked_all
from wengert.optim.momentum import momentum, nesterov
from wengert.optim.optimizer import Optimizer
from wengert.optim.trust_ratio import scale_by_separate_norms, scale_by_trust_ratio
from wengert.optim.update import Update, chain, decayed, scale


class LARS(Optimizer):
    """LARS: v ← μ v + lr · η ‖θ‖ / ‖g + λθ‖ · (g + λθ), θ ← θ - v.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        momentum: μ, how much of the velocity stays.
        weight_decay: L2 penalty λ: λθ is added to the gradient, inside the norm.
        trust_coefficient: η, size of a step in units of the weights.
        eps: Added to the norm that is divided by.
        nesterov: Whether to look ahead.
        separate_norms: Whether the norms of gradient and decay are added, as the paper prints it.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        You, Gitman & Ginsburg (2017), Large batch training of convolutional networks, arXiv:1708.03888.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0, -2.0])
        >>> optimizer = LARS([w], lr=1.0, trust_coefficient=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([ 0.9, -1.8])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 1.0,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        trust_coefficient: float = 1e-3,
        eps: float = 0.0,
        nesterov: bool = False,
        separate_norms: bool = False,
    ) -> None:
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "weight_decay": weight_decay,
                "trust_coefficient": trust_coefficient,
                "eps": eps,
                "nesterov": nesterov,
                "separate_norms": separate_norms,
            },
        )

    @classmethod
    def textbook(cls, params: Any, lr: Rate = 1.0, **options: Any) -> Self:
        """As the paper prints it: the norms of gradient and decay are added."""
        return cls(params, lr, separate_norms=True, **options)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(type(self).__name__, options, "lr", "momentum", "weight_decay", "trust_coefficient", "eps")

    def rule(self, group: Group) -> Update:
        """λθ joins the gradient, then the trust ratio, then the learning rate, then the velocity."""
        size, decay, eps = group["trust_coefficient"], group["weight_decay"], group["eps"]
        if group["separate_norms"]:
            links = [scale_by_separate_norms(size, decay, eps)]
        else:
            links = [decayed(decay), scale_by_trust_ratio(size, eps)]
        links.append(scale(-group["lr"].value))
        if group["momentum"]:
            links.append((nesterov if group["nesterov"] else momentum)(group["momentum"]))
        return chain(*links)
