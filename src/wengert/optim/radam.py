"""RAdam: Adam that waits until its second moment can be trusted.

Knows the length of the average and the variance of its root. Knows no other method.
"""

from __future__ import annotations

from typing import Any, Literal

from wengert import tree
from wengert.arrays import namespace
from wengert.ops import sqrt
from wengert.optim.counts import Count
from wengert.optim.group import Group, Rate, checked_all
from wengert.optim.moments import Moments, averaged, averaged_square, real_of, unbiased
from wengert.optim.optimizer import Optimizer
from wengert.optim.update import Update, chain, decayed, either, scale, zeros_like


def scale_by_radam(
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    eps_root: float = 0.0,
    threshold: float = 5.0,
    eps_beside: Literal["raw", "corrected"] = "raw",
) -> Update:
    """Rescale: g ← r m̂ / (√(v̂ + eps_root) + eps) once ρₜ exceeds `threshold`, and m̂ before. State: `Moments`.

    ρ = 2 / (1 - β₂) - 1, ρₜ = ρ - 2t β₂ᵗ / (1 - β₂ᵗ), r² = (ρₜ - 4)(ρₜ - 2) ρ / ((ρ - 4)(ρ - 2) ρₜ).

    Args:
        beta1: Decay of the first moment.
        beta2: Decay of the second moment.
        eps: Added outside the root.
        eps_root: Added inside the root.
        threshold: Length of the average from which the second moment is used.
        eps_beside: What `eps` is added to: the root of the raw average, which is then corrected, as in PyTorch, or the
            root of the corrected one, as in optax.

    Returns:
        The link.

    References:
        Liu, Jiang, He, Chen, Liu, Gao & Han (2020), On the variance of the adaptive learning rate and beyond, ICLR.

    Example:
        >>> link = scale_by_radam()
        >>> link.step(np.array([4.0, -0.5]), link.init(np.zeros(2)), None)[0]
        array([ 4. , -0.5])
    """
    longest = 2 / (1 - beta2) - 1

    def step(g: Any, state: Moments, params: Any) -> tuple[Any, Moments]:
        count = state.step + 1
        m, v = averaged(beta1, state.exp_avg, g), averaged_square(beta2, state.exp_avg_sq, g)

        def direction(m: Any, v: Any) -> Any:
            full = unbiased(beta2, count, real_of(m))
            length = longest - 2 * namespace(count).asarray(count, dtype=real_of(m)) * (1 - full) / full
            # At least the threshold: the other branch must not take the root of a negative number.
            safe = either(length > threshold, length, threshold)
            r = sqrt((safe - 4) * (safe - 2) * longest / ((longest - 4) * (longest - 2) * safe))
            m = m / unbiased(beta1, count, real_of(m))
            root = sqrt(v / full + eps_root if eps_root else v / full) + eps / (
                sqrt(full) if eps_beside == "raw" else 1
            )
            return either(length > threshold, r * m / root, m)

        return tree.map(direction, m, v), Moments(count, m, v)

    return Update(lambda params: Moments(Count(0), zeros_like(params), zeros_like(params)), step)


class RAdam(Optimizer):
    """RAdam, with PyTorch's arguments.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        betas: Decays of the first and second moment.
        eps: Added outside the root.
        weight_decay: L2 penalty λ: λθ is added to the gradient.
        decoupled_weight_decay: Whether θ shrinks by lr·λ beside the step instead.
        eps_root: Added inside the root.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Liu, Jiang, He, Chen, Liu, Gao & Han (2020), On the variance of the adaptive learning rate and beyond, ICLR.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0, -2.0])
        >>> optimizer = RAdam([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([ 0.8, -1.6])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
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
                "decoupled_weight_decay": decoupled_weight_decay,
                "eps_root": eps_root,
            },
        )

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(type(self).__name__, options, "lr", "eps", "eps_root", "weight_decay", "betas")

    def rule(self, group: Group) -> Update:
        """λθ joins the gradient before or after the rescaling, then the learning rate."""
        rescale = scale_by_radam(*group["betas"], eps=group["eps"], eps_root=group["eps_root"])
        decay = decayed(group["weight_decay"])
        links = (rescale, decay) if group["decoupled_weight_decay"] else (decay, rescale)
        return chain(*links, scale(-group["lr"].value))
