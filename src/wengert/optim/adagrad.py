"""Adagrad: each coordinate by the root of the sum of its squared gradients.

Knows the sum of squares since the start. Knows no decay of it.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from wengert import tree
from wengert.arrays import namespace
from wengert.ops import conj, sqrt
from wengert.optim.counts import Count
from wengert.optim.group import Group, Rate, checked_all
from wengert.optim.moments import real_of
from wengert.optim.optimizer import Optimizer
from wengert.optim.update import Update, chain, decayed, scale, zeros_like


class SumOfSquares(NamedTuple):
    """State of `scale_by_adagrad`.

    Attributes:
        step: Steps so far, int32, shape ().
        sum: Sum of squared gradients, shaped like the parameters.
    """

    step: Any
    sum: Any


def scale_by_adagrad(lr_decay: float = 0.0, initial: float = 0.0, eps: float = 1e-10, eps_root: float = 0.0) -> Update:
    """Rescale: G ← G + g², g ← g / (√(G + eps_root) + eps) / (1 + (t - 1) lr_decay). State: `SumOfSquares`.

    Args:
        lr_decay: How fast the step shrinks beside.
        initial: What the sums begin with.
        eps: Added outside the root, as in PyTorch.
        eps_root: Added inside the root, as in optax and in many textbooks; then `eps=0`.

    Returns:
        The link.

    References:
        Duchi, Hazan & Singer (2011), J. Mach. Learn. Res. 12, 2121-2159.

    Example:
        >>> link = scale_by_adagrad()
        >>> link.step(np.array([4.0, -0.5]), link.init(np.zeros(2)), None)[0].round(6)
        array([ 1., -1.])
    """

    def step(g: Any, state: SumOfSquares, params: Any) -> tuple[Any, SumOfSquares]:
        total = tree.map(lambda s, g: s + g * conj(g), state.sum, g)
        slower = lambda x: (
            x / (1 + namespace(state.step).asarray(state.step, dtype=real_of(x)) * lr_decay) if lr_decay else x
        )
        move = lambda g, s: slower(g / (sqrt(s + eps_root if eps_root else s) + eps))
        return tree.map(move, g, total), SumOfSquares(state.step + 1, total)

    def init(params: Any) -> SumOfSquares:
        return SumOfSquares(Count(0), tree.map(lambda z: z + initial, zeros_like(params)))

    return Update(init, step)


class Adagrad(Optimizer):
    """Adagrad, with PyTorch's arguments.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        lr_decay: How fast the step shrinks beside: lr / (1 + (t - 1) lr_decay).
        weight_decay: L2 penalty λ: λθ is added to the gradient.
        initial_accumulator_value: What the sums of squares begin with.
        eps: Added outside the root.
        eps_root: Added inside the root.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Duchi, Hazan & Singer (2011), J. Mach. Learn. Res. 12, 2121-2159.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0, -2.0])
        >>> optimizer = Adagrad([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([ 0.9, -1.9])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        eps_root: float = 0.0,
    ) -> None:
        super().__init__(
            params,
            {
                "lr": lr,
                "lr_decay": lr_decay,
                "weight_decay": weight_decay,
                "initial_accumulator_value": initial_accumulator_value,
                "eps": eps,
                "eps_root": eps_root,
            },
        )

    @classmethod
    def textbook(cls, params: Any, lr: Rate = 1e-2, eps: float = 1e-8, **options: Any) -> Self:
        """As the textbooks print it: ε inside the root, g / √(G + ε)."""
        return cls(params, lr, eps=0.0, eps_root=eps, **options)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(
            type(self).__name__,
            options,
            "lr",
            "lr_decay",
            "weight_decay",
            "initial_accumulator_value",
            "eps",
            "eps_root",
        )

    def rule(self, group: Group) -> Update:
        """λθ joins the gradient, then the rescaling, then the learning rate."""
        rescale = scale_by_adagrad(
            group["lr_decay"], group["initial_accumulator_value"], group["eps"], group["eps_root"]
        )
        return chain(decayed(group["weight_decay"]), rescale, scale(-group["lr"].value))
