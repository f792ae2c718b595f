"""LAMB: Adam whose steps are in proportion to the weights of each layer.

Knows PyTorch's style of arguments and which links they stand for. The formulas are in `adam` and `trust_ratio`.
"""

from __future__ import annotations

import math
from typing import Any, Self

from wengert.optim.adam import scale_by_adam
from wengert.optim.group import Group, Rate, checked_all
from wengert.optim.optimizer import Optimizer
from wengert.optim.trust_ratio import scale_by_trust_ratio
from wengert.optim.update import Update, chain, decayed, scale


class LAMB(Optimizer):
    """LAMB: r = m̂ / (√v̂ + ε) + λθ, θ ← θ - lr · φ(‖θ‖) / ‖r‖ · r; the ratio is 1 where a norm is zero.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        betas: Decays of the first and second moment.
        eps: Added outside the root.
        weight_decay: Strength λ, inside r.
        max_ratio: Largest ratio of norms.
        norm_bounds: Between which φ clips the norm of the weights.
        eps_root: Added inside the root.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        You, Li, Reddi, Hseu, Kumar, Bhojanapalli, Song, Demmel, Keutzer & Hsieh (2020), Large batch optimization for
        deep learning: training BERT in 76 minutes, ICLR, algorithm 2.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0, -2.0])
        >>> optimizer = LAMB([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([ 0.841886, -1.841886])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-6,
        weight_decay: float = 0.0,
        max_ratio: float = math.inf,
        norm_bounds: tuple[float, float] = (0.0, math.inf),
        eps_root: float = 0.0,
    ) -> None:
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "max_ratio": max_ratio,
                "norm_bounds": norm_bounds,
                "eps_root": eps_root,
            },
        )

    @classmethod
    def textbook(cls, params: Any, lr: Rate = 1e-3, eps: float = 1e-8, **options: Any) -> Self:
        """As the textbooks print it: ε inside the root, m̂ / √(v̂ + ε)."""
        return cls(params, lr, eps=0.0, eps_root=eps, **options)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(type(self).__name__, options, "lr", "eps", "eps_root", "weight_decay", "betas")

    def rule(self, group: Group) -> Update:
        """Adam, then λθ beside it, then the trust ratio, then the learning rate."""
        rescale = scale_by_adam(*group["betas"], eps=group["eps"], eps_root=group["eps_root"])
        trust = scale_by_trust_ratio(max_ratio=group["max_ratio"], norm_bounds=group["norm_bounds"])
        return chain(rescale, decayed(group["weight_decay"]), trust, scale(-group["lr"].value))
