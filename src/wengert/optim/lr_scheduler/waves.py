"""Schedulers that go along cosines and cycles, with PyTorch's names and arguments.

Knows lowest and highest learning rates, and momenta that go the other way. The shapes are in `schedules`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from wengert.arrays import namespace
from wengert.errors import ArgumentError
from wengert.ops import cos, floor
from wengert.optim.lr_scheduler.base import LRScheduler, for_each_group
from wengert.optim.optimizer import Optimizer
from wengert.optim.schedules import Schedule, cosine_restarts, cyclic, phases
from wengert.tensor import Tensor, value_of


class CosineAnnealingLR(LRScheduler):
    """Along a cosine from the base learning rate to `eta_min` in `T_max` steps, and up again if stepped on.

    Args:
        optimizer: Whose learning rates are set.
        T_max: Steps of half a wave.
        eta_min: Lowest learning rate.
        last_epoch: Steps that were taken before, minus 1.

    References:
        Loshchilov & Hutter (2017), SGDR: stochastic gradient descent with warm restarts, ICLR.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> scheduler = CosineAnnealingLR(optimizer, T_max=2)
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.5]
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def rate(self, step: Any, k: int) -> Any:
        """η + (base - η) (1 + cos(π t / T)) / 2."""
        return self.eta_min + (self.base_lrs[k] - self.eta_min) * (1.0 + cos(math.pi * step / self.T_max)) / 2.0


class CosineAnnealingWarmRestarts(LRScheduler):
    """Half a cosine wave down, again and again, each `T_mult` times as long as the one before.

    Args:
        optimizer: Whose learning rates are set.
        T_0: Steps of the first wave.
        T_mult: By how much each wave is longer.
        eta_min: Lowest learning rate.
        last_epoch: Steps that were taken before, minus 1.

    References:
        Loshchilov & Hutter (2017), SGDR: stochastic gradient descent with warm restarts, ICLR.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> scheduler = CosineAnnealingWarmRestarts(optimizer, T_0=2)
        >>> scheduler.step()
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [1.0]
    """

    def __init__(
        self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        self.schedule = cosine_restarts(T_0, T_mult)
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def rate(self, step: Any, k: int) -> Any:
        """η + (base - η) times the wave."""
        return self.eta_min + (self.base_lrs[k] - self.eta_min) * self.schedule(step)


class _Opposed(LRScheduler):
    """Learning rates along one shape, and momenta, where they are cycled, along its opposite."""

    def __init__(self, optimizer: Optimizer, last_epoch: int, cycle_momentum: bool) -> None:
        self.momenta: list[Tensor] = []
        for group in optimizer.param_groups if cycle_momentum else []:
            if "momentum" not in group and "betas" not in group:
                raise ArgumentError(
                    f"{type(self).__name__}: the optimizer has no momentum to cycle",
                    given=type(optimizer).__name__,
                    hint="cycle_momentum=False",
                )
            self.momenta.append(group.vary("momentum") if "momentum" in group else group.vary("betas", 0))
        super().__init__(optimizer, last_epoch)

    def momentum(self, step: Any, k: int) -> Any:
        """The momentum of group `k` after `step` steps; subclasses define it.

        Raises:
            ArgumentError: This class does not.
        """
        raise ArgumentError(f"{type(self).__name__}: defines no momentum", given=f"group {k} at step {step}")

    def apply(self) -> None:
        """Set learning rates and momenta that belong to the count."""
        super().apply()
        for k, live in enumerate(self.momenta):
            new = value_of(self.momentum(self.now(k), k))
            live.value = namespace(new).asarray(new, dtype=live.dtype)[()]


class CyclicLR(_Opposed):
    """Up from `base_lr` to `max_lr` and down again, without end; the momentum goes the other way.

    Args:
        optimizer: Whose learning rates are set.
        base_lr: Lowest learning rate, or one for each group.
        max_lr: Highest, or one for each group.
        step_size_up: Steps of a rise.
        step_size_down: Steps of a fall; as many when None.
        mode: "triangular", "triangular2" (each cycle half as high) or "exp_range" (height gamma^t).
        gamma: For "exp_range".
        scale_fn: Height as a function of the number of the cycle from 1, or of the step; in place of `mode`.
        scale_mode: "cycle" or "iterations": what `scale_fn` is given.
        cycle_momentum: Whether the momentum, or the first of `betas`, is cycled.
        base_momentum: Lowest momentum, or one for each group.
        max_momentum: Highest, or one for each group.
        last_epoch: Steps that were taken before, minus 1.

    Raises:
        ArgumentError: The optimizer has no momentum to cycle, or a mode is unknown.

    References:
        Smith (2017), Cyclical learning rates for training neural networks, WACV.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> scheduler = CyclicLR(optimizer, base_lr=0.0, max_lr=1.0, step_size_up=2, cycle_momentum=False)
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.5]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | Sequence[float],
        max_lr: float | Sequence[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[Any], Any] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float | Sequence[float] = 0.8,
        max_momentum: float | Sequence[float] = 0.9,
        last_epoch: int = -1,
    ) -> None:
        groups = lambda name, value: for_each_group("CyclicLR", name, optimizer, value)
        for group, low in zip(optimizer.param_groups, groups("base_lr", base_lr), strict=True):
            group.initial_lr = low
        self.max_lrs = groups("max_lr", max_lr)
        self.between = list(
            zip(groups("base_momentum", base_momentum), groups("max_momentum", max_momentum), strict=True)
        )
        self.total = float(step_size_up + (step_size_up if step_size_down is None else step_size_down))
        self.shape = cyclic(step_size_up, step_size_down, mode=mode if scale_fn is None else "triangular", gamma=gamma)
        self.scale_fn = scale_fn
        self.scale_mode = scale_mode
        super().__init__(optimizer, last_epoch, cycle_momentum)

    def _height(self, step: Any) -> Any:
        if self.scale_fn is None:
            return self.shape(step)
        number = floor(1.0 + step / self.total) if self.scale_mode == "cycle" else step
        return self.shape(step) * self.scale_fn(number)

    def rate(self, step: Any, k: int) -> Any:
        """base + (max - base) times the height."""
        return self.base_lrs[k] + (self.max_lrs[k] - self.base_lrs[k]) * self._height(step)

    def momentum(self, step: Any, k: int) -> Any:
        """max - (max - base) times the height."""
        low, high = self.between[k]
        return high - (high - low) * self._height(step)


class OneCycleLR(_Opposed):
    """Up to `max_lr` and then down far below where it began; the momentum goes the other way.

    Args:
        optimizer: Whose learning rates are set.
        max_lr: Highest learning rate, or one for each group.
        total_steps: Steps in all; or `epochs` times `steps_per_epoch`.
        epochs: Number of epochs.
        steps_per_epoch: Steps of each.
        pct_start: Share of the steps that rises.
        anneal_strategy: "cos" or "linear".
        cycle_momentum: Whether the momentum, or the first of `betas`, is cycled.
        base_momentum: Lowest momentum, or one for each group.
        max_momentum: Highest, or one for each group.
        div_factor: Highest over first learning rate.
        final_div_factor: First over last learning rate.
        three_phase: Whether it falls to the first learning rate as fast as it rose, and further only then.
        last_epoch: Steps that were taken before, minus 1.

    Raises:
        ArgumentError: The number of steps is not told, or the optimizer has no momentum to cycle.

    References:
        Smith & Topin (2019), Super-convergence: very fast training of neural networks using large learning rates.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0, momentum=0.9)
        >>> scheduler = OneCycleLR(optimizer, max_lr=1.0, total_steps=10)
        >>> scheduler.step()
        >>> scheduler.step()
        >>> scheduler.get_last_lr(), float(optimizer.param_groups[0]["momentum"])
        ([1.0], 0.85)
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | Sequence[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | Sequence[float] = 0.85,
        max_momentum: float | Sequence[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        if total_steps is None:
            if epochs is None or steps_per_epoch is None:
                raise ArgumentError(
                    "OneCycleLR: how many steps?", expected="total_steps, or epochs and steps_per_epoch"
                )
            total_steps = epochs * steps_per_epoch
        groups = lambda name, value: for_each_group("OneCycleLR", name, optimizer, value)
        highest = groups("max_lr", max_lr)
        for group, high in zip(optimizer.param_groups, highest, strict=True):
            group.initial_lr = high / div_factor
        rise, last = pct_start * total_steps - 1.0, total_steps - 1.0
        times = [0.0, rise, 2 * pct_start * total_steps - 2.0, last] if three_phase else [0.0, rise, last]
        through = _through(times, "cosine" if anneal_strategy == "cos" else anneal_strategy)
        firsts = [high / div_factor for high in highest]
        rates = [(y, high, y, y / final_div_factor) for y, high in zip(firsts, highest, strict=True)]
        pairs = zip(groups("base_momentum", base_momentum), groups("max_momentum", max_momentum), strict=True)
        self.shapes = [through(values) for values in rates]
        self.opposite = [through((high, low, high, high)) for low, high in pairs]
        super().__init__(optimizer, last_epoch, cycle_momentum)

    def rate(self, step: Any, k: int) -> Any:
        """Through first, highest and last learning rate."""
        return self.shapes[k](step)

    def momentum(self, step: Any, k: int) -> Any:
        """Through highest, lowest and highest momentum."""
        return self.opposite[k](step)


def _through(times: Sequence[float], shape: str) -> Callable[[Sequence[float]], Schedule]:
    """From first, highest, middle and last value to the schedule through them; without a middle if it has no time."""
    three = lambda values: values if len(times) == 4 else (*values[:2], values[3])
    return lambda values: phases(list(zip(times, three(values), strict=True)), shape, "OneCycleLR")
