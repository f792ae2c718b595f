"""SGD: gradient descent, with momentum and weight decay as links.

Knows PyTorch's arguments and which links they stand for. The formulas are in `momentum` and `update`.
"""

from __future__ import annotations

from typing import Any

from wengert.errors import ArgumentError
from wengert.optim.group import Group, checked, nonzero
from wengert.optim.momentum import damped_momentum, momentum, nesterov
from wengert.optim.optimizer import Optimizer
from wengert.optim.update import Update, chain, decayed, scale


class SGD(Optimizer):
    """Gradient descent, with PyTorch's arguments: v ← μ v + (g + λθ), θ ← θ - lr · v.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate.
        momentum: μ, how much of the velocity stays.
        dampening: How much of each gradient after the first is left out of the velocity.
        weight_decay: L2 penalty λ.
        nesterov: Whether to look ahead; needs momentum and no dampening.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Robbins & Monro (1951), Ann. Math. Stat. 22(3), 400-407; Polyak (1964).

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0])
        >>> optimizer = SGD([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy()
        array([0.8])
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        options = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
        }
        super().__init__(params, options)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        for name in ("lr", "momentum", "weight_decay"):
            checked("SGD", name, options[name], low=0.0)
        if options["nesterov"] and (not options["momentum"] or options["dampening"]):
            raise ArgumentError(
                "SGD: nesterov needs momentum and no dampening",
                given=f"momentum={options['momentum']}, dampening={options['dampening']}",
                expected="momentum > 0, dampening = 0",
            )

    def rule(self, group: Group) -> Update:
        """λθ joins the gradient, then the velocity, then the learning rate."""
        decay = group["momentum"]
        links = [decayed(group["weight_decay"])]
        if group["nesterov"]:
            links.append(nesterov(decay))
        elif nonzero(decay) and group["dampening"]:
            links.append(damped_momentum(decay, group["dampening"]))
        elif nonzero(decay):
            links.append(momentum(decay))
        return chain(*links, scale(-group["lr"].value))


class Momentum(Optimizer):
    """Momentum in the averaging form of the textbooks: v ← β v + (1 - β) g, θ ← θ - lr · v.

    The classical form, v ← β v + g, is `SGD(momentum=β)`: the same path with a learning rate 1 - β times as large.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate.
        beta: How much of the velocity stays.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0])
        >>> optimizer = Momentum([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([0.98])
    """

    def __init__(self, params: Any, lr: float = 1e-3, beta: float = 0.9) -> None:
        super().__init__(params, {"lr": lr, "beta": beta})

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked("Momentum", "lr", options["lr"], low=0.0)
        checked("Momentum", "beta", options["beta"], low=0.0, below=1.0)

    def rule(self, group: Group) -> Update:
        """The gradient is weighted, then joins the velocity, then the learning rate."""
        return chain(scale(1 - group["beta"]), momentum(group["beta"]), scale(-group["lr"].value))
