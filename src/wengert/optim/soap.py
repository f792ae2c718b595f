"""SOAP: Adam in the slowly turning eigenbasis of Shampoo's factors.

Knows averages of G Gᵀ along each axis and their eigenvectors. Knows no other method.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from wengert.arrays import namespace
from wengert.ops import eigh, matmul, qr, sqrt, where
from wengert.optim.counts import Count
from wengert.optim.group import Group, Rate, checked, checked_all
from wengert.optim.kronecker import along_all, gram, identities, renewed, sides
from wengert.optim.moments import averaged, averaged_square, real_of, unbiased
from wengert.optim.optimizer import Optimizer
from wengert.optim.partition import partitioned
from wengert.optim.update import Update, chain, decayed, scale, zeros_like


class Turned(NamedTuple):
    """State of `scale_by_soap` for one leaf.

    Attributes:
        step: Gradients so far, int32, shape ().
        exp_avg: Average of the gradients, as they are.
        exp_avg_sq: Average of their squares, in the basis.
        factors: Average of G Gᵀ for each axis, (n, n).
        bases: Their eigenvectors as of the last renewal, (n, n).
    """

    step: Any
    exp_avg: Any
    exp_avg_sq: Any
    factors: tuple[Any, ...]
    bases: tuple[Any, ...]


def scale_by_soap(
    beta1: float = 0.95,
    beta2: float = 0.95,
    eps: float = 1e-8,
    shampoo_beta: float = 0.95,
    every: int = 10,
    max_size: int = 1024,
) -> Update:
    """Rescale: Adam on Qᵀ G Q', turned back. Bases are renewed by one step of orthogonal iteration. State: `Turned`.

    The first gradient only makes the bases; nothing moves.

    Args:
        beta1: Decay of the first moment.
        beta2: Decay of the second moment.
        eps: Added outside the root.
        shampoo_beta: Decay of the factors.
        every: After how many steps the bases are renewed.
        max_size: Longest axis that gets a basis; vectors get none, and are moved as by Adam.

    Returns:
        The link.

    References:
        Vyas, Morwani, Zhao, Shapira, Brandfonbrener, Janson & Kakade (2025), SOAP: improving and stabilizing Shampoo
        using Adam, ICLR, algorithm 3.

    Example:
        >>> link = scale_by_soap()
        >>> g = np.diag([4.0, 9.0])
        >>> _, state = link.step(g, link.init(g), g)
        >>> link.step(g, state, g)[0].round(6)
        array([[1., 0.],
               [0., 1.]])
    """

    def leaf(axes: tuple[int, ...]) -> Update:
        def step(g: Any, state: Turned, params: Any) -> tuple[Any, Turned]:
            count, first = state.step, state.step == 0
            grams = [gram(g, k) for k in axes]
            mixed = lambda f, new: where(first, new, shampoo_beta * f + (1 - shampoo_beta) * new)
            factors = tuple(map(mixed, state.factors, grams))
            bases = renewed(first, lambda: tuple(eigh(f)[1] for f in factors), state.bases)
            m = averaged(beta1, state.exp_avg, g)
            v = averaged_square(beta2, state.exp_avg_sq, along_all(bases, g, axes, transposed=True))
            past = namespace(count).maximum(count, 1)
            root = sqrt(v / unbiased(beta2, past, real_of(v))) + eps
            turned = along_all(bases, m / unbiased(beta1, past, real_of(m)), axes, transposed=True) / root
            change = along_all(bases, turned, axes)
            fresh = lambda: tuple(qr(matmul(f, q))[0] for f, q in zip(factors, bases, strict=True))
            after = renewed((count % every == 0) & (count > 0), fresh, bases)
            keep = lambda new, old: where(first, old, new)
            moments = keep(m, state.exp_avg), keep(v, state.exp_avg_sq)
            return keep(change, change * 0), Turned(count + 1, *moments, factors, after)

        def init(p: Any) -> Turned:
            return Turned(Count(0), zeros_like(p), zeros_like(p), identities(p, axes, 0.0), identities(p, axes))

        return Update(init, step)

    return partitioned(lambda p: leaf(sides(p, max_size) if p.ndim > 1 else ()))


class SOAP(Optimizer):
    """SOAP: Adam where the curvature's axes are the coordinate axes, for matrices and kernels.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule.
        betas: Decays of the first and second moment.
        eps: Added outside the root.
        weight_decay: Decoupled decay λ: θ shrinks by lr·λ beside the step.
        shampoo_beta: Decay of the factors; that of the second moment when None.
        update_every: After how many steps the bases are renewed.
        max_size: Longest axis that gets a basis.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Vyas et al. (2025), SOAP: improving and stabilizing Shampoo using Adam, ICLR.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([[3.0, 0.0], [0.0, 1.0]])
        >>> optimizer = SOAP([w], lr=0.1, weight_decay=0.0)
        >>> for _ in range(2):
        ...     optimizer.zero_grad()
        ...     (w * w).sum().backward()
        ...     optimizer.step()
        >>> w.numpy().round(6)
        array([[2.9, 0. ],
               [0. , 0.9]])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 3e-3,
        betas: tuple[float, float] = (0.95, 0.95),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        shampoo_beta: float | None = None,
        update_every: int = 10,
        max_size: int = 1024,
    ) -> None:
        options = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        more = {"shampoo_beta": shampoo_beta, "update_every": update_every, "max_size": max_size}
        super().__init__(params, options | more)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all("SOAP", options, "lr", "eps", "weight_decay", "betas")
        checked("SOAP", "update_every", options["update_every"], low=1)
        checked("SOAP", "max_size", options["max_size"], low=1)
        if options["shampoo_beta"] is not None:
            checked("SOAP", "shampoo_beta", options["shampoo_beta"], low=0.0, below=1.0)

    def rule(self, group: Group) -> Update:
        """Adam in the eigenbasis, then λθ beside it, then the learning rate."""
        beta1, beta2 = group["betas"]
        beta = beta2 if group["shampoo_beta"] is None else group["shampoo_beta"]
        rescale = scale_by_soap(beta1, beta2, group["eps"], beta, group["update_every"], group["max_size"])
        return chain(rescale, decayed(group["weight_decay"]), scale(-group["lr"].value))
