"""Adam and AdamW: steps in units of the gradient's own size.

Knows first and second moments and their bias. Knows no other method.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from wengert import tree
from wengert.arrays import is_complex, namespace, real_dtype
from wengert.arrays.dtypes import dtype_of
from wengert.ops import conj, sqrt
from wengert.optim.optimizer import Group, Optimizer, checked
from wengert.optim.update import Update, chain, decayed, scale, zeros_like
from wengert.tensor import value_of


class Moments(NamedTuple):
    """State of `scale_by_adam`.

    Attributes:
        step: Steps so far, int32, shape ().
        exp_avg: Average of the gradients, shaped like the parameters.
        exp_avg_sq: Average of their squares, shaped like the parameters.
    """

    step: Any
    exp_avg: Any
    exp_avg_sq: Any


def unbiased(beta: float, step: Any, dtype: np.dtype) -> Any:
    """1 - beta**step: how much of an average that began at zero has been filled.

    As -expm1(step · log beta), because 1 - 0.999 in float32 has lost half of its digits.

    Args:
        beta: Decay of the average.
        step: Steps so far, integer, shape ().
        dtype: Real floating dtype of the result.

    Example:
        >>> float(unbiased(0.9, np.int32(1), np.dtype("float64"))).__round__(12)
        0.1
    """
    xp = namespace(step)
    rate = math.log(beta) if beta > 0 else -math.inf
    return -xp.expm1(xp.asarray(step, dtype=dtype) * rate)


def scale_by_adam(beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, eps_root: float = 0.0) -> Update:
    """Rescale: g ← m̂ / (√(v̂ + eps_root) + eps). State: `Moments`.

    m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², and m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ) at step t = 1, 2, ...

    Args:
        beta1: Decay of the first moment.
        beta2: Decay of the second moment.
        eps: Added outside the root, as in the paper and in PyTorch.
        eps_root: Added inside the root; the form of many textbooks is `eps=0, eps_root=1e-8`.

    Returns:
        The link.

    References:
        Kingma & Ba (2015), Adam: a method for stochastic optimization, ICLR, algorithm 1.

    Example:
        >>> link = scale_by_adam()
        >>> link.step(np.array([4.0, -0.5]), link.init(np.zeros(2)), None)[0].round(6)
        array([ 1., -1.])
    """

    def step(g: Any, state: Moments, params: Any) -> tuple[Any, Moments]:
        count = state.step + 1
        m = tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, state.exp_avg, g)
        v = tree.map(lambda v, g: beta2 * v + (1 - beta2) * (g * conj(g)), state.exp_avg_sq, g)

        def direction(m: Any, v: Any) -> Any:
            dtype = dtype_of(value_of(m))
            dtype = real_dtype(dtype) if is_complex(dtype) else dtype
            m, v = m / unbiased(beta1, count, dtype), v / unbiased(beta2, count, dtype)
            return m / (sqrt(v + eps_root if eps_root else v) + eps)

        return tree.map(direction, m, v), Moments(count, m, v)

    return Update(lambda params: Moments(np.int32(0), zeros_like(params), zeros_like(params)), step)


class Adam(Optimizer):
    """Adam, with PyTorch's arguments.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate.
        betas: Decays of the first and second moment.
        eps: Added outside the root.
        weight_decay: L2 penalty λ: λθ is added to the gradient (coupled; see `AdamW` for the other form).
        eps_root: Added inside the root.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Kingma & Ba (2015), Adam: a method for stochastic optimization, ICLR.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0, -2.0])
        >>> optimizer = Adam([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([ 0.9, -1.9])
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        eps_root: float = 0.0,
    ) -> None:
        options = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "eps_root": eps_root}
        super().__init__(params, options)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        _check(type(self).__name__, options)

    def rule(self, group: Group) -> Update:
        """λθ joins the gradient, then Adam, then the learning rate."""
        return chain(decayed(group["weight_decay"]), _adam(group), scale(-group["lr"].value))


class AdamW(Optimizer):
    """Adam with decoupled weight decay: θ shrinks by lr·λ beside the step. Arguments as for `Adam`.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Loshchilov & Hutter (2019), Decoupled weight decay regularization, ICLR.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0])
        >>> optimizer = AdamW([w], lr=0.1, weight_decay=0.5)
        >>> (0 * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([0.95])
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        eps_root: float = 0.0,
    ) -> None:
        options = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "eps_root": eps_root}
        super().__init__(params, options)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        _check(type(self).__name__, options)

    def rule(self, group: Group) -> Update:
        """Adam, then λθ beside it, then the learning rate."""
        return chain(_adam(group), decayed(group["weight_decay"]), scale(-group["lr"].value))


def _adam(group: Group) -> Update:
    return scale_by_adam(*group["betas"], eps=group["eps"], eps_root=group["eps_root"])


def _check(owner: str, options: dict[str, Any]) -> None:
    for name in ("lr", "eps", "eps_root", "weight_decay"):
        checked(owner, name, options[name], low=0.0)
    betas: Iterable[float] = options["betas"]
    for k, beta in enumerate(betas):
        checked(owner, f"betas[{k}]", beta, low=0.0, below=1.0)
