"""Muon: momentum whose singular values are made equal, for matrices; Adam's rule for what is no matrix.

Knows the Newton-Schulz iteration and scales by shape. Knows no preconditioner.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from wengert import tree
from wengert.errors import ArgumentError
from wengert.ops import matmul, matrix_transpose, maximum, reshape, vector_norm
from wengert.optim.adam import scale_by_adam
from wengert.optim.counts import Count
from wengert.optim.group import Group, Rate, checked, checked_all
from wengert.optim.moments import averaged, real_of, unbiased
from wengert.optim.optimizer import Optimizer
from wengert.optim.partition import partitioned
from wengert.optim.update import Update, chain, decayed, scale, zeros_like

QUINTIC = (3.4445, -4.7750, 2.0315)  # Jordan's: steepest at 0, and near 1 on the rest of (0, 1]


class Running(NamedTuple):
    """State of `averaged_momentum`.

    Attributes:
        step: Steps so far, int32, shape (); counted only where the bias is corrected.
        momentum_buffer: Average of the gradients, shaped like the parameters.
    """

    step: Any
    momentum_buffer: Any


class Buffer(NamedTuple):
    """State of `averaged_momentum` without correction of the bias.

    Attributes:
        momentum_buffer: Average of the gradients, shaped like the parameters.
    """

    momentum_buffer: Any


def averaged_momentum(decay: float = 0.95, nesterov: bool = True, bias_correction: bool = False) -> Update:
    """Average: m ← β m + (1 - β) g, and β m + (1 - β) g goes on where it looks ahead, else m.

    Args:
        decay: Decay β.
        nesterov: Whether to look ahead.
        bias_correction: Whether averages are divided by 1 - βᵗ, as in optax; PyTorch does not.

    Returns:
        The link. State: `Buffer`, or `Running` with the correction.

    Example:
        >>> link = averaged_momentum(0.5)
        >>> link.step(np.array([4.0]), link.init(np.zeros(1)), None)[0]
        array([3.])
    """
    plain = lambda m, g: decay * m + (1 - decay) * g

    def step(g: Any, state: Any, params: Any) -> tuple[Any, Any]:
        m = averaged(decay, state.momentum_buffer, g)
        if not bias_correction:
            return tree.map(plain, m, g) if nesterov else m, Buffer(m)
        count = state.step + 1
        full = lambda x, at: x / unbiased(decay, at, real_of(x))
        ahead = lambda m, g: plain(full(m, count + 1), full(g, count))
        out = tree.map(ahead, m, g) if nesterov else tree.map(lambda m: full(m, count), m)
        return out, Running(count, m)

    def init(params: Any) -> Any:
        return Running(Count(0), zeros_like(params)) if bias_correction else Buffer(zeros_like(params))

    return Update(init, step)


def orthogonalized(x: Any, coefficients: Sequence[float] = QUINTIC, steps: int = 5, eps: float = 1e-7) -> Any:
    """U Vᵀ of the singular value decomposition U S Vᵀ, nearly: singular values come out between 0.7 and 1.2.

    X ← a X + (b A + c A²) X with A = X Xᵀ, from X / ‖X‖, on the side where A is smaller.

    Args:
        x: Matrix, (m, n).
        coefficients: a, b and c.
        steps: How many times.
        eps: Least norm that is divided by.

    Returns:
        Matrix, (m, n).

    References:
        Jordan et al. (2024), Muon: an optimizer for hidden layers; Kovarik (1970), SIAM J. Numer. Anal. 7(3), 386-389.

    Example:
        >>> s = np.linalg.svd(orthogonalized(np.array([[3.0, 0.0], [0.0, 0.5]])))[1]
        >>> bool(((0.6 < s) & (s < 1.3)).all())
        True
    """
    a, b, c = coefficients
    wide = x.shape[0] <= x.shape[1]
    x = x if wide else matrix_transpose(x)
    x = x / maximum(vector_norm(x), eps)
    for _ in range(steps):
        square = matmul(x, matrix_transpose(x))
        x = a * x + matmul(b * square + c * matmul(square, square), x)
    return x if wide else matrix_transpose(x)


def orthogonalize(
    coefficients: Sequence[float] = QUINTIC,
    steps: int = 5,
    eps: float = 1e-7,
    adjust: Literal["original", "match_rms_adamw", "none"] = "original",
) -> Update:
    """Make the singular values of a leaf equal; scale by its shape. A kernel (out, in, ...) is a matrix (out, -1).

    Args:
        coefficients: Of the Newton-Schulz iteration.
        steps: How many times.
        eps: Least norm that is divided by.
        adjust: The factor for a matrix (m, n): "original" √max(1, m/n), "match_rms_adamw" 0.2 √max(m, n), "none" 1.

    Returns:
        The link.

    Example:
        >>> orthogonalize(adjust="none").step(np.eye(2) * 7, (), None)[0].round(2)
        array([[1.11, 0.  ],
               [0.  , 1.11]])
    """
    factors = {
        "original": lambda m, n: math.sqrt(max(1, m / n)),
        "match_rms_adamw": lambda m, n: 0.2 * math.sqrt(max(m, n)),
        "none": lambda m, n: 1.0,
    }

    def change(g: Any) -> Any:
        matrix = reshape(g, (g.shape[0], -1))
        out = orthogonalized(matrix, coefficients, steps, eps) * factors[adjust](*matrix.shape)
        return reshape(out, g.shape)

    return Update(lambda params: (), lambda g, state, params: (tree.map(change, g), state))


class Muon(Optimizer):
    """Muon, with PyTorch's arguments; vectors and numbers, which PyTorch refuses, are moved by Adam's rule.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        weight_decay: Decoupled decay λ: θ shrinks by lr·λ beside the step.
        momentum: Decay of the average.
        nesterov: Whether to look ahead.
        ns_coefficients: Of the Newton-Schulz iteration.
        eps: Least norm that is divided by.
        ns_steps: Newton-Schulz steps. They are taken in the precision of the parameter, in PyTorch in bfloat16.
        adjust_lr_fn: The factor for a matrix (m, n): None or "original" √max(1, m/n), "match_rms_adamw" 0.2 √max(m, n).
        betas: Decays of Adam's moments for what is no matrix.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Jordan et al. (2024), Muon: an optimizer for hidden layers in neural networks; Liu et al. (2025),
        arXiv:2502.16982, for the second factor.

    Example:
        >>> import wengert as wg
        >>> model = wg.nn.Linear(2, 2)
        >>> optimizer = Muon(model, lr=0.1)
        >>> (model(np.ones((1, 2), "float32")) ** 2).sum().backward()
        >>> optimizer.step()
        >>> optimizer.state[model.weight]["momentum_buffer"].shape
        (2, 2)
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = QUINTIC,
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: Literal["original", "match_rms_adamw"] | None = None,
        betas: tuple[float, float] = (0.9, 0.999),
    ) -> None:
        super().__init__(
            params,
            {
                "lr": lr,
                "weight_decay": weight_decay,
                "momentum": momentum,
                "nesterov": nesterov,
                "ns_coefficients": ns_coefficients,
                "eps": eps,
                "ns_steps": ns_steps,
                "adjust_lr_fn": adjust_lr_fn,
                "betas": betas,
            },
        )

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all(type(self).__name__, options, "lr", "weight_decay", "eps", "betas")
        checked("Muon", "momentum", options["momentum"], low=0.0, below=1.0)
        if options["adjust_lr_fn"] not in (None, "original", "match_rms_adamw"):
            raise ArgumentError(
                "Muon: unknown adjust_lr_fn",
                given=repr(options["adjust_lr_fn"]),
                expected="None, original or match_rms_adamw",
            )

    def rule(self, group: Group) -> Update:
        """Momentum and Newton-Schulz, or Adam; then λθ beside it, then the learning rate."""
        matrices = chain(
            averaged_momentum(group["momentum"], group["nesterov"]),
            orthogonalize(
                group["ns_coefficients"], group["ns_steps"], group["eps"], group["adjust_lr_fn"] or "original"
            ),
        )
        vectors = scale_by_adam(*group["betas"])
        move = partitioned(lambda p: matrices if p.ndim > 1 else vectors)
        return chain(move, decayed(group["weight_decay"]), scale(-group["lr"].value))
