"""AMSGrad: Adam whose steps never grow again where a gradient has been large.

Knows the largest second moment so far. `Adam(amsgrad=True)` is the same under PyTorch's name.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from wengert import tree
from wengert.ops import maximum, sqrt
from wengert.optim.counts import Count
from wengert.optim.group import Group, Rate, checked_all
from wengert.optim.moments import averaged, averaged_square, real_of, unbiased
from wengert.optim.optimizer import Optimizer
from wengert.optim.update import Update, chain, decayed, scale, zeros_like


class LargestMoments(NamedTuple):
    """State of `scale_by_amsgrad`.

    Attributes:
        step: Steps so far, int32, shape ().
        exp_avg: Average of the gradients, shaped like the parameters.
        exp_avg_sq: Average of their squares, shaped like the parameters.
        max_exp_avg_sq: The largest of these averages so far.
    """

    step: Any
    exp_avg: Any
    exp_avg_sq: Any
    max_exp_avg_sq: Any


def scale_by_amsgrad(
    beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, eps_root: float = 0.0, corrected: bool = False
) -> Update:
    """Rescale: g ← m̂ / (√(v̂ₘₐₓ + eps_root) + eps). State: `LargestMoments`.

    Args:
        beta1: Decay of the first moment.
        beta2: Decay of the second moment.
        eps: Added outside the root.
        eps_root: Added inside the root.
        corrected: Whether the maximum is of the corrected averages v / (1 - β₂ᵗ), as in optax, and not of the averages
            themselves, corrected afterwards, as in PyTorch.

    Returns:
        The link.

    References:
        Reddi, Kale & Kumar (2018), On the convergence of Adam and beyond, ICLR, algorithm 2.

    Example:
        >>> link = scale_by_amsgrad()
        >>> link.step(np.array([4.0, -0.5]), link.init(np.zeros(2)), None)[0].round(6)
        array([ 1., -1.])
    """

    def step(g: Any, state: LargestMoments, params: Any) -> tuple[Any, LargestMoments]:
        count = state.step + 1
        m = averaged(beta1, state.exp_avg, g)
        v = averaged_square(beta2, state.exp_avg_sq, g)
        full = lambda v: unbiased(beta2, count, real_of(v))
        largest = tree.map(lambda a, v: maximum(a, v / full(v) if corrected else v), state.max_exp_avg_sq, v)

        def direction(m: Any, v: Any) -> Any:
            v = v if corrected else v / full(v)
            return m / unbiased(beta1, count, real_of(m)) / (sqrt(v + eps_root if eps_root else v) + eps)

        return tree.map(direction, m, largest), LargestMoments(count, m, v, largest)

    def init(params: Any) -> LargestMoments:
        return LargestMoments(Count(0), zeros_like(params), zeros_like(params), zeros_like(params))

    return Update(init, step)


class AMSGrad(Optimizer):
    """AMSGrad: Adam with the largest second moment so far.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        betas: Decays of the first and second moment.
        eps: Added outside the root.
        weight_decay: L2 penalty λ: λθ is added to the gradient.
        eps_root: Added inside the root.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Reddi, Kale & Kumar (2018), On the convergence of Adam and beyond, ICLR.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0, -2.0])
        >>> optimizer = AMSGrad([w], lr=0.1)
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
        eps_root: float = 0.0,
    ) -> None:
        super().__init__(
            params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "eps_root": eps_root}
        )

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(type(self).__name__, options, "lr", "eps", "eps_root", "weight_decay", "betas")

    def rule(self, group: Group) -> Update:
        """λθ joins the gradient, then the rescaling, then the learning rate."""
        rescale = scale_by_amsgrad(*group["betas"], eps=group["eps"], eps_root=group["eps_root"])
        return chain(decayed(group["weight_decay"]), rescale, scale(-group["lr"].value))
