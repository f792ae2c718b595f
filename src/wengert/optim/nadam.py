"""NAdam: Adam whose first moment looks ahead, as Nesterov's momentum does.

Knows the schedule of the momentum that PyTorch uses, and the constant one. Knows no other method.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import numpy as np

from wengert import tree
from wengert.arrays import namespace
from wengert.arrays.dtypes import dtype_of
from wengert.ops import sqrt
from wengert.optim.counts import Count
from wengert.optim.group import Group, Rate, checked_all
from wengert.optim.moments import averaged, averaged_square, real_of, unbiased
from wengert.optim.optimizer import Optimizer
from wengert.optim.update import Update, chain, decayed, like, scale, zeros_like
from wengert.tensor import value_of


class LookingMoments(NamedTuple):
    """State of `scale_by_nadam`.

    Attributes:
        step: Steps so far, int32, shape ().
        mu_product: Product of the momenta so far, shape ().
        exp_avg: Average of the gradients, shaped like the parameters.
        exp_avg_sq: Average of their squares, shaped like the parameters.
    """

    step: Any
    mu_product: Any
    exp_avg: Any
    exp_avg_sq: Any


def scale_by_nadam(
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    momentum_decay: float | None = 4e-3,
    eps_root: float = 0.0,
) -> Update:
    """Rescale: g ← ((1 - μₜ) g / (1 - Πμ) + μₜ₊₁ m / (1 - Πμ·μₜ₊₁)) / (√(v̂ + eps_root) + eps). State: `LookingMoments`.

    The momentum is μₜ = β₁ (1 - 0.96^(t·momentum_decay) / 2), and Πμ the product of all so far.

    Args:
        beta1: Decay of the first moment.
        beta2: Decay of the second moment.
        eps: Added outside the root.
        momentum_decay: How fast the momentum rises to β₁; None makes it β₁ throughout, as in optax.
        eps_root: Added inside the root.

    Returns:
        The link.

    References:
        Dozat (2016), Incorporating Nesterov momentum into Adam, ICLR workshop.

    Example:
        >>> link = scale_by_nadam(momentum_decay=None)
        >>> link.step(np.array([4.0, -0.5]), link.init(np.zeros(2)), None)[0].round(6)
        array([ 1.473684, -1.473684])
    """

    def mu(count: Any) -> Any:
        return beta1 if momentum_decay is None else beta1 * (1 - 0.5 * 0.96 ** (count * momentum_decay))

    def step(g: Any, state: LookingMoments, params: Any) -> tuple[Any, LookingMoments]:
        count = state.step + 1
        ticks = namespace(count).asarray(count, dtype=dtype_of(value_of(state.mu_product)))
        now, ahead = mu(ticks), mu(ticks + 1)
        product = state.mu_product * now
        m, v = averaged(beta1, state.exp_avg, g), averaged_square(beta2, state.exp_avg_sq, g)

        def direction(g: Any, m: Any, v: Any) -> Any:
            v = v / unbiased(beta2, count, real_of(v))
            mixed = like((1 - now) / (1 - product), g) * g + like(ahead / (1 - product * ahead), m) * m
            return mixed / (sqrt(v + eps_root if eps_root else v) + eps)

        return tree.map(direction, g, m, v), LookingMoments(count, product, m, v)

    def init(params: Any) -> LookingMoments:
        dtype = np.result_type(*map(real_of, tree.leaves(params)))
        return LookingMoments(Count(0), np.ones((), dtype)[()], zeros_like(params), zeros_like(params))

    return Update(init, step)


class NAdam(Optimizer):
    """NAdam, with PyTorch's arguments.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        betas: Decays of the first and second moment.
        eps: Added outside the root.
        weight_decay: L2 penalty λ: λθ is added to the gradient.
        momentum_decay: How fast the momentum rises to its value; None makes it constant.
        decoupled_weight_decay: Whether θ shrinks by lr·λ beside the step instead.
        eps_root: Added inside the root.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Dozat (2016), Incorporating Nesterov momentum into Adam, ICLR workshop.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0, -2.0])
        >>> optimizer = NAdam([w], lr=0.1, momentum_decay=None)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([ 0.852632, -1.852632])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum_decay: float | None = 4e-3,
        decoupled_weight_decay: bool = False,
        eps_root: float = 0.0,
    ) -> None:
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "momentum_decay": momentum_decay,
                "decoupled_weight_decay": decoupled_weight_decay,
                "eps_root": eps_root,
            },
        )

    @classmethod
    def textbook(cls, params: Any, lr: Rate = 2e-3, eps: float = 1e-8, **options: Any) -> Self:
        """Dozat's form with a constant momentum, and ε inside the root."""
        return cls(params, lr, eps=0.0, eps_root=eps, momentum_decay=None, **options)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(type(self).__name__, options, "lr", "eps", "eps_root", "weight_decay", "betas")

    def rule(self, group: Group) -> Update:
        """λθ joins the gradient before or after the rescaling, then the learning rate."""
        rescale = scale_by_nadam(
            *group["betas"],
            eps=group["eps"],
            momentum_decay=group["momentum_decay"],
            eps_root=group["eps_root"],
        )
        decay = decayed(group["weight_decay"])
        links = (rescale, decay) if group["decoupled_weight_decay"] else (decay, rescale)
        return chain(*links, scale(-group["lr"].value))
