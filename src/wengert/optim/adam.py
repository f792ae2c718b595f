"""Adam and AdamW: steps in units of the gradient's own size.

Knows first and second moments and their bias. Knows no other method.
"""

from __future__ import annotations

from typing import Any, Self

from wengert import tree
from wengert.ops import sqrt
from wengert.optim.amsgrad import scale_by_amsgrad
from wengert.optim.counts import Count
from wengert.optim.group import Group, Rate, checked_all
from wengert.optim.moments import Moments, averaged, averaged_square, real_of, unbiased
from wengert.optim.optimizer import Optimizer
from wengert.optim.update import Update, chain, decayed, scale, zeros_like


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
        m = averaged(beta1, state.exp_avg, g)
        v = averaged_square(beta2, state.exp_avg_sq, g)

        def direction(m: Any, v: Any) -> Any:
            dtype = real_of(m)
            m, v = m / unbiased(beta1, count, dtype), v / unbiased(beta2, count, dtype)
            return m / (sqrt(v + eps_root if eps_root else v) + eps)

        return tree.map(direction, m, v), Moments(count, m, v)

    return Update(lambda params: Moments(Count(0), zeros_like(params), zeros_like(params)), step)


class Adam(Optimizer):
    """Adam, with PyTorch's arguments.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        betas: Decays of the first and second moment.
        eps: Added outside the root.
        weight_decay: L2 penalty λ: λθ is added to the gradient (coupled; see `AdamW` for the other form).
        amsgrad: Whether the second moment is the largest so far; see `AMSGrad`.
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
        lr: Rate = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        eps_root: float = 0.0,
    ) -> None:
        options = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, options | {"amsgrad": amsgrad, "eps_root": eps_root})

    @classmethod
    def textbook(cls, params: Any, lr: Rate = 1e-3, eps: float = 1e-8, **options: Any) -> Self:
        """As the textbooks print it: ε inside the root, m̂ / √(v̂ + ε)."""
        return cls(params, lr, eps=0.0, eps_root=eps, **options)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(type(self).__name__, options, "lr", "eps", "eps_root", "weight_decay", "betas")

    def rule(self, group: Group) -> Update:
        """λθ joins the gradient, then Adam, then the learning rate."""
        return chain(decayed(group["weight_decay"]), adam_of(group), scale(-group["lr"].value))


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
        lr: Rate = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        eps_root: float = 0.0,
    ) -> None:
        options = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, options | {"amsgrad": amsgrad, "eps_root": eps_root})

    @classmethod
    def textbook(cls, params: Any, lr: Rate = 1e-3, eps: float = 1e-8, **options: Any) -> Self:
        """As the textbooks print it: ε inside the root, m̂ / √(v̂ + ε) + λθ."""
        return cls(params, lr, eps=0.0, eps_root=eps, **options)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(type(self).__name__, options, "lr", "eps", "eps_root", "weight_decay", "betas")

    def rule(self, group: Group) -> Update:
        """Adam, then λθ beside it, then the learning rate."""
        return chain(adam_of(group), decayed(group["weight_decay"]), scale(-group["lr"].value))


def adam_of(group: Group) -> Update:
    """The rescaling that the options of a group of Adam stand for."""
    rescale = scale_by_amsgrad if group["amsgrad"] else scale_by_adam
    return rescale(*group["betas"], eps=group["eps"], eps_root=group["eps_root"])
