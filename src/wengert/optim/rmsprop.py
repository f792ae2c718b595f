"""RMSprop: each coordinate by the root of the average of its squared gradients.

Knows the average, and its centred form: the variance. Momentum is a link of its own.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from wengert import tree
from wengert.ops import conj, sqrt
from wengert.optim.counts import Count
from wengert.optim.group import Group, Rate, checked, checked_all, nonzero
from wengert.optim.moments import averaged, averaged_square, real_of, unbiased
from wengert.optim.momentum import momentum
from wengert.optim.optimizer import Optimizer
from wengert.optim.update import Update, chain, decayed, scale, zeros_like


class SquareAverage(NamedTuple):
    """State of `scale_by_rms`.

    Attributes:
        step: Steps so far, int32, shape ().
        square_avg: Average of squared gradients, shaped like the parameters.
    """

    step: Any
    square_avg: Any


class CentredAverage(NamedTuple):
    """State of `scale_by_rms(centered=True)`.

    Attributes:
        step: Steps so far, int32, shape ().
        square_avg: Average of squared gradients, shaped like the parameters.
        grad_avg: Average of gradients, shaped like the parameters.
    """

    step: Any
    square_avg: Any
    grad_avg: Any


def scale_by_rms(
    decay: float = 0.99,
    eps: float = 1e-8,
    eps_root: float = 0.0,
    centered: bool = False,
    bias_correction: bool = False,
) -> Update:
    """Rescale: E ← β E + (1 - β) g², g ← g / (√(E + eps_root) + eps). State: `SquareAverage` or `CentredAverage`.

    Args:
        decay: Decay β of the average.
        eps: Added outside the root, as in PyTorch.
        eps_root: Added inside the root, as in optax and in many textbooks; then `eps=0`.
        centered: Whether the square of the average gradient is subtracted inside the root.
        bias_correction: Whether averages are divided by 1 - βᵗ.

    Returns:
        The link.

    References:
        Hinton, Srivastava & Swersky (2012), Neural networks for machine learning, lecture 6a; Graves (2013),
        arXiv:1308.0850, for the centred form.

    Example:
        >>> link = scale_by_rms(0.75)
        >>> link.step(np.array([4.0, -0.5]), link.init(np.zeros(2)), None)[0].round(6)
        array([ 2., -2.])
    """

    def step(g: Any, state: Any, params: Any) -> tuple[Any, Any]:
        count = state.step + 1
        squares = averaged_square(decay, state.square_avg, g)
        full = lambda a: a / unbiased(decay, count, real_of(a)) if bias_correction else a
        root = lambda s: sqrt(s + eps_root if eps_root else s) + eps
        if not centered:
            return tree.map(lambda g, s: g / root(full(s)), g, squares), SquareAverage(count, squares)
        mean = averaged(decay, state.grad_avg, g)
        spread = lambda s, m: full(s) - full(m) * conj(full(m))
        return tree.map(lambda g, s, m: g / root(spread(s, m)), g, squares, mean), CentredAverage(count, squares, mean)

    def init(params: Any) -> Any:
        if centered:
            return CentredAverage(Count(0), zeros_like(params), zeros_like(params))
        return SquareAverage(Count(0), zeros_like(params))

    return Update(init, step)


class RMSprop(Optimizer):
    """RMSprop, with PyTorch's arguments.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        alpha: Decay of the average of squares.
        eps: Added outside the root.
        weight_decay: L2 penalty λ: λθ is added to the gradient.
        momentum: How much of a velocity stays; the rescaled gradient joins it.
        centered: Whether the variance takes the place of the average of squares.
        eps_root: Added inside the root.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Hinton, Srivastava & Swersky (2012), Neural networks for machine learning, lecture 6a.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0, -2.0])
        >>> optimizer = RMSprop([w], lr=0.1, alpha=0.75)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([ 0.8, -1.8])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        eps_root: float = 0.0,
    ) -> None:
        super().__init__(
            params,
            {
                "lr": lr,
                "alpha": alpha,
                "eps": eps,
                "weight_decay": weight_decay,
                "momentum": momentum,
                "centered": centered,
                "eps_root": eps_root,
            },
        )

    @classmethod
    def textbook(cls, params: Any, lr: Rate = 1e-2, alpha: float = 0.9, eps: float = 1e-8, **options: Any) -> Self:
        """As the textbooks print it: ε inside the root, g / √(E + ε)."""
        return cls(params, lr, alpha, eps=0.0, eps_root=eps, **options)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(type(self).__name__, options, "lr", "eps", "eps_root", "weight_decay", "momentum")
        checked("RMSprop", "alpha", options["alpha"], low=0.0, below=1.0)

    def rule(self, group: Group) -> Update:
        """λθ joins the gradient, then the rescaling, then the velocity, then the learning rate."""
        rescale = scale_by_rms(group["alpha"], group["eps"], group["eps_root"], group["centered"])
        velocity = [momentum(group["momentum"])] if nonzero(group["momentum"]) else []
        return chain(decayed(group["weight_decay"]), rescale, *velocity, scale(-group["lr"].value))
