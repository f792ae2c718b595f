"""Schedule-free learning: an average of the path in the place of a decreasing learning rate.

Knows three points: z, which the method moves; x, the average, where the model is judged; y between them, where
gradients are taken. Parameters hold y while training and x after `optimizer.eval()`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wengert import tree
from wengert.errors import ArgumentError
from wengert.ops import maximum
from wengert.optim.group import Group, Rate, checked, checked_all
from wengert.optim.moments import real_of
from wengert.optim.optimizer import Optimizer
from wengert.optim.rmsprop import scale_by_rms
from wengert.optim.update import Update, chain, decayed, either, like, scale
from wengert.tensor import value_of


class Path(NamedTuple):
    """State of `schedule_free`.

    Attributes:
        weight_sum: Sum of the weights of the points so far, shape ().
        lr_max: Largest learning rate so far, shape ().
        z: The point that the method moves, shaped like the parameters.
        inner: State of the method.
    """

    weight_sum: Any
    lr_max: Any
    z: Any
    inner: Any


def schedule_free(method: Update, lr: Any, beta: float = 0.9, weight_lr_power: float = 2.0) -> Update:
    """Average the path of `method`: z ← z + step(y), x ← (1 - c) x + c z, y = β x + (1 - β) z. State: `Path`.

    The weight c is that of the new point among all, each weighted by its largest learning rate so far to the power of
    `weight_lr_power`: with a constant learning rate 1/t.

    Args:
        method: The method within, without momentum of its own, learning rate included.
        lr: Its learning rate.
        beta: How near to the average gradients are taken, between 0 and 1.
        weight_lr_power: Power of the learning rate in the weights.

    Returns:
        The update of y.

    References:
        Defazio, Yang, Mehta, Mishchenko, Khaled & Cutkosky (2024), The road less scheduled, NeurIPS.

    Example:
        >>> method = schedule_free(scale(-1.0), 1.0, beta=0.5)
        >>> method.step(np.array([2.0]), method.init(np.array([5.0])), np.array([5.0]))[0]
        array([-2.])
    """

    def step(g: Any, state: Path, params: Any) -> tuple[Any, Path]:
        change, inner = method.step(g, state.inner, params)
        lr_max = maximum(state.lr_max, like(lr, state.lr_max))
        weight = lr_max**weight_lr_power
        total = state.weight_sum + weight
        share = either(total > 0, weight / either(total > 0, total, 1.0), 0.0)
        z = tree.map(lambda z, c: z + c, state.z, change)

        def shift(y: Any, before: Any, z: Any) -> Any:
            x = (y - (1 - beta) * before) / beta
            x = x + like(share, y) * (z - x)
            return beta * x + (1 - beta) * z - y

        return tree.map(shift, params, state.z, z), Path(total, lr_max, z, inner)

    def init(params: Any) -> Path:
        dtype = np.result_type(*map(real_of, tree.leaves(params)))
        none = np.zeros((), dtype)[()]
        start = tree.map(lambda p: value_of(p) + 0, params)
        return Path(none, none + 0, start, method.init(params))

    return Update(init, step)


class ScheduleFree(Optimizer):
    """Base of the schedule-free shells: switches the parameters between y and x.

    Attributes:
        training: Whether the parameters are y, where gradients are taken.
    """

    training = True

    def eval(self) -> None:
        """Set the parameters to the average x, to judge or save the model. Call `train()` before the next step."""
        if self.training:
            self._move_all(lambda y, z, beta: (y - (1 - beta) * z) / beta)
        self.training = False

    def train(self) -> None:
        """Set the parameters back to y, where gradients are taken."""
        if not self.training:
            self._move_all(lambda x, z, beta: beta * x + (1 - beta) * z)
        self.training = True

    def _move_all(self, move: Any) -> None:
        for group in self.param_groups:
            beta = self.beta(group)
            for p in group["params"]:
                p.value = move(p.value, self.state[p]["z"].value, beta)

    def beta(self, group: Group) -> float:
        """How near to the average gradients are taken."""
        return group["momentum"]

    def step(self, closure: Any = None) -> Any:
        """Move every parameter that has a gradient.

        Raises:
            ArgumentError: The parameters are the averages.
        """
        if not self.training:
            raise ArgumentError(f"{type(self).__name__}: a step at the average", hint="optimizer.train() before it")
        return super().step(closure)

    def state_key(self) -> Any:
        """What is no tensor and decides the step."""
        return self.training, super().state_key()


class SGDScheduleFree(ScheduleFree):
    """Schedule-free gradient descent: no schedule to choose but a warm-up, `lr=0.5 * warmup(1000)`.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule that rises; larger than that of SGD by 10 to 50 times.
        momentum: β, how near to the average gradients are taken.
        weight_decay: L2 penalty λ: λy is added to the gradient.
        weight_lr_power: Power of the learning rate in the weights of the average.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Defazio et al. (2024), The road less scheduled, NeurIPS, algorithm 1.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0])
        >>> optimizer = SGDScheduleFree([w], lr=0.1)
        >>> for _ in range(2):
        ...     optimizer.zero_grad()
        ...     (w * w).sum().backward()
        ...     optimizer.step()
        >>> optimizer.eval()
        >>> w.numpy().round(6)
        array([0.72])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 1.0,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        weight_lr_power: float = 2.0,
    ) -> None:
        super().__init__(
            params,
            {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "weight_lr_power": weight_lr_power},
        )

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all("SGDScheduleFree", options, "lr", "weight_decay", "weight_lr_power")
        checked("SGDScheduleFree", "momentum", options["momentum"], low=1e-6, below=1.0)

    def rule(self, group: Group) -> Update:
        """λy joins the gradient, then the learning rate, then the average."""
        lr = group["lr"].value
        descent = chain(decayed(group["weight_decay"]), scale(-lr))
        return schedule_free(descent, lr, group["momentum"], group["weight_lr_power"])


class AdamWScheduleFree(ScheduleFree):
    """Schedule-free AdamW: the average takes the place of the first moment.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        lr: Learning rate, or a schedule that rises.
        betas: How near to the average gradients are taken, and the decay of the second moment.
        eps: Added outside the root.
        weight_decay: Decoupled decay λ, at y.
        weight_lr_power: Power of the learning rate in the weights of the average.

    Raises:
        ArgumentError: An option is out of range, or there are no parameters.

    References:
        Defazio et al. (2024), The road less scheduled, NeurIPS.

    Example:
        >>> import wengert as wg
        >>> w = wg.nn.Parameter([1.0])
        >>> optimizer = AdamWScheduleFree([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy().round(6)
        array([0.9])
    """

    def __init__(
        self,
        params: Any,
        lr: Rate = 2.5e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        weight_lr_power: float = 2.0,
    ) -> None:
        options = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, options | {"weight_lr_power": weight_lr_power})

    def beta(self, group: Group) -> float:
        """How near to the average gradients are taken."""
        return group["betas"][0]

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense."""
        checked_all("AdamWScheduleFree", options, "lr", "eps", "weight_decay", "weight_lr_power", "betas")
        checked("AdamWScheduleFree", "betas[0]", options["betas"][0], low=1e-6, below=1.0)

    def rule(self, group: Group) -> Update:
        """The root of the second moment, then λy beside it, then the learning rate, then the average."""
        lr = group["lr"].value
        rescale = scale_by_rms(group["betas"][1], eps=group["eps"], bias_correction=True)
        method = chain(rescale, decayed(group["weight_decay"]), scale(-lr))
        return schedule_free(method, lr, group["betas"][0], group["weight_lr_power"])
