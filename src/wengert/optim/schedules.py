"""Schedules: how a learning rate changes, as functions from the number of steps so far to a factor.

Knows shapes over time and how they combine. Knows no optimizer: `Adam(model, lr=1e-3 * warmup(100) * cosine(1000))`
works because an optimizer takes a schedule wherever it takes a learning rate, inside a compiled epoch too. Steps count
from 0; they may be integers, floats, arrays, or tensors.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

from wengert.errors import ArgumentError
from wengert.ops import clip, cos, floor, log, maximum, minimum, where


class Schedule:
    """A function of the number of steps so far. Products with numbers and schedules are schedules.

    Args:
        factor: From the number of steps, shape (), to a factor, shape ().
        name: How it prints.

    Example:
        >>> rate = 0.1 * warmup(10) * exponential(0.5)
        >>> rate, round(float(rate(1)), 6)
        (0.1 · warmup(10) · exponential(0.5), 0.01)
    """

    def __init__(self, factor: Callable[[Any], Any], name: str = "schedule") -> None:
        self.factor = factor
        self.name = name

    def __call__(self, step: Any) -> Any:
        """The factor after `step` steps."""
        return self.factor(step * 1.0)

    def __mul__(self, other: Any) -> Schedule:
        if isinstance(other, Schedule):
            return Schedule(lambda step: self.factor(step) * other.factor(step), f"{self.name} · {other.name}")
        return Schedule(lambda step: self.factor(step) * other, f"{other} · {self.name}")

    def __rmul__(self, other: Any) -> Schedule:
        return self * other

    def then(self, other: Schedule, at: int) -> Schedule:
        """This schedule for `at` steps, then `other` from its own beginning.

        Args:
            other: What follows.
            at: Steps of this one.

        Returns:
            The schedule.

        Example:
            >>> rate = warmup(4).then(cosine(4), at=4)
            >>> [round(float(rate(k)), 3) for k in range(9)]
            [0.25, 0.5, 0.75, 1.0, 1.0, 0.854, 0.5, 0.146, 0.0]
        """
        # Each is asked only for steps of its own: a root or a power of others may not exist.
        both = lambda step: where(step < at, self.factor(minimum(step, at)), other.factor(maximum(step - at, 0.0)))
        return Schedule(both, f"{self.name} then {other.name} at {at}")

    def __repr__(self) -> str:
        return self.name


def constant(factor: float = 1.0) -> Schedule:
    """One factor throughout.

    Example:
        >>> float(constant(0.5)(100))
        0.5
    """
    return Schedule(lambda step: factor + 0.0 * step, f"constant({factor})")


def stepped(size: int, gamma: float = 0.1) -> Schedule:
    """gamma^⌊t / size⌋: a drop after each `size` steps.

    Example:
        >>> [float(stepped(2, 0.5)(k)) for k in range(5)]
        [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    _positive("stepped", size=size)
    return Schedule(lambda step: gamma ** floor(step / size), f"stepped({size}, {gamma})")


def multistep(milestones: Sequence[int], gamma: float = 0.1) -> Schedule:
    """gamma to the power of the milestones reached.

    Example:
        >>> [float(multistep([1, 3], 0.5)(k)) for k in range(4)]
        [1.0, 0.5, 0.5, 0.25]
    """

    def factor(step: Any) -> Any:
        out = 1.0 + 0.0 * step
        for milestone in milestones:
            out = where(step >= milestone, gamma * out, out)
        return out

    return Schedule(factor, f"multistep({list(milestones)}, {gamma})")


def exponential(gamma: float) -> Schedule:
    """gamma^t.

    Example:
        >>> float(exponential(0.5)(3))
        0.125
    """
    return Schedule(lambda step: gamma**step, f"exponential({gamma})")


def linear(steps: int, start: float, end: float = 1.0) -> Schedule:
    """From `start` to `end` in equal parts over `steps` steps, then `end`.

    Example:
        >>> [float(linear(2, 0.5)(k)) for k in range(4)]
        [0.5, 0.75, 1.0, 1.0]
    """
    _positive("linear", steps=steps)
    return Schedule(lambda step: start + (end - start) * minimum(step / steps, 1.0), f"linear({steps}, {start}, {end})")


def warmup(steps: int) -> Schedule:
    """(t + 1) / steps, then 1: the first step is small, and the step number `steps` is the first whole one.

    Example:
        >>> [float(warmup(4)(k)) for k in range(5)]
        [0.25, 0.5, 0.75, 1.0, 1.0]
    """
    _positive("warmup", steps=steps)
    return Schedule(lambda step: minimum((step + 1) / steps, 1.0), f"warmup({steps})")


def cosine(steps: int, end: float = 0.0) -> Schedule:
    """Half a wave down from 1 to `end` over `steps` steps, then `end`.

    Args:
        steps: How long it takes.
        end: The last factor.

    References:
        Loshchilov & Hutter (2017), SGDR: stochastic gradient descent with warm restarts, ICLR.

    Example:
        >>> [float(cosine(2)(k)).__round__(6) for k in range(4)]
        [1.0, 0.5, 0.0, 0.0]
    """
    _positive("cosine", steps=steps)
    return Schedule(lambda step: _wave(minimum(step / steps, 1.0), end), f"cosine({steps}, {end})")


def cosine_restarts(first: int, multiply: int = 1, end: float = 0.0) -> Schedule:
    """Half a wave down, again and again, each `multiply` times as long as the one before.

    Args:
        first: Steps of the first wave.
        multiply: By how much each wave is longer.
        end: The last factor of each.

    References:
        Loshchilov & Hutter (2017), SGDR: stochastic gradient descent with warm restarts, ICLR.

    Example:
        >>> [float(cosine_restarts(2, 2)(k)).__round__(3) for k in range(7)]
        [1.0, 0.5, 1.0, 0.854, 0.5, 0.146, 1.0]
    """
    _positive("cosine_restarts", first=first, multiply=multiply)

    def factor(step: Any) -> Any:
        if multiply == 1:
            return _wave(step / first - floor(step / first), end)
        # Wave k begins at first · (mᵏ - 1) / (m - 1). The logarithm may miss by one at a beginning: corrected after.
        begin = lambda k: first * (multiply**k - 1.0) / (multiply - 1.0)
        k = floor(log(step / first * (multiply - 1) + 1.0) / math.log(multiply))
        k = where(begin(k + 1.0) <= step, k + 1.0, where(begin(k) > step, k - 1.0, k))
        return _wave((step - begin(k)) / (first * multiply**k), end)

    return Schedule(factor, f"cosine_restarts({first}, {multiply}, {end})")


def polynomial(steps: int, power: float = 1.0, end: float = 0.0) -> Schedule:
    """(1 - end) (1 - t / steps)^power + end, then `end`.

    Example:
        >>> [float(polynomial(4, 2.0)(k)) for k in (0, 2, 4, 9)]
        [1.0, 0.25, 0.0, 0.0]
    """
    _positive("polynomial", steps=steps)
    left = lambda step: clip(1.0 - step / steps, 0.0, 1.0)
    return Schedule(lambda step: (1 - end) * left(step) ** power + end, f"polynomial({steps}, {power}, {end})")


def inverse_root(warmup_steps: int = 1) -> Schedule:
    """√(w / max(t + 1, w)): 1 for `warmup_steps` steps, then like 1/√t. Multiply with `warmup` for a rise.

    Example:
        >>> [float(inverse_root(4)(k)) for k in (0, 3, 15)]
        [1.0, 1.0, 0.5]
    """
    _positive("inverse_root", warmup_steps=warmup_steps)
    fall = lambda step: (warmup_steps / maximum(step + 1.0, float(warmup_steps))) ** 0.5
    return Schedule(fall, f"inverse_root({warmup_steps})")


def noam(width: int, warmup_steps: int) -> Schedule:
    """width^(-1/2) · min(n^(-1/2), n · warmup^(-3/2)) at step n = t + 1: the schedule of the first Transformer.

    Args:
        width: Width of the model.
        warmup_steps: Steps of the rise.

    References:
        Vaswani et al. (2017), Attention is all you need, NeurIPS, equation 3.

    Example:
        >>> float(noam(4, 4)(3))
        0.25
    """
    _positive("noam", width=width, warmup_steps=warmup_steps)
    shape = lambda n: minimum(n**-0.5, n * warmup_steps**-1.5)
    return Schedule(lambda step: width**-0.5 * shape(step + 1.0), f"noam({width}, {warmup_steps})")


def diminishing(power: float = 0.5) -> Schedule:
    """(t + 1)^(-power), for subgradient and stochastic descent.

    With 1/2 < power <= 1 sums diverge and sums of squares do not, which is what these need to converge; 1/2 is usual
    where the number of steps is known.

    References:
        Robbins & Monro (1951), Ann. Math. Stat. 22(3), 400-407; Shor (1985), Minimization methods for
        non-differentiable functions.

    Example:
        >>> float(diminishing(1.0)(3))
        0.25
    """
    return Schedule(lambda step: (step + 1.0) ** -power, f"diminishing({power})")


def one_cycle(
    steps: int, rise: float = 0.3, start: float = 1 / 25, end: float = 1 / 250_000, shape: str = "cosine"
) -> Schedule:
    """Up from `start` to 1 over the share `rise` of the steps, then down to `end` at the last one.

    Args:
        steps: Steps in all.
        rise: Share of them that rises.
        start: First factor.
        end: Last factor.
        shape: "cosine" or "linear".

    References:
        Smith & Topin (2019), Super-convergence: very fast training of neural networks using large learning rates.

    Example:
        >>> [float(one_cycle(11, 0.5, 0.0, 0.0, "linear")(k)).__round__(3) for k in (0, 2, 4.5, 10)]
        [0.0, 0.444, 1.0, 0.0]
    """
    _positive("one_cycle", steps=steps)
    top = rise * steps - 1.0
    begin = [(0.0, start), (top, 1.0)] if top > 0 else [(0.0, 1.0)]
    last = max(steps - 1.0, 1.0)  # one step is the largest
    return phases([*begin, (last, end)], shape, f"one_cycle({steps})")


def cyclic(
    up: int, down: int | None = None, low: float = 0.0, mode: str = "triangular", gamma: float = 1.0
) -> Schedule:
    """Up from `low` to 1 in `up` steps and down again in `down`, without end.

    Args:
        up: Steps of a rise.
        down: Steps of a fall; as many when None.
        low: Lowest factor.
        mode: "triangular": every cycle as high; "triangular2": each half as high; "exp_range": height gamma^t.
        gamma: For "exp_range".

    References:
        Smith (2017), Cyclical learning rates for training neural networks, WACV.

    Example:
        >>> [float(cyclic(2)(k)) for k in range(5)]
        [0.0, 0.5, 1.0, 0.5, 0.0]
    """
    down = up if down is None else down
    _positive("cyclic", up=up, down=down)
    if mode not in ("triangular", "triangular2", "exp_range"):
        raise ArgumentError("cyclic: unknown mode", given=repr(mode), expected="triangular, triangular2 or exp_range")
    turn = up / (up + down)

    def factor(step: Any) -> Any:
        cycle = floor(step / (up + down))
        x = step / (up + down) - cycle
        height = where(x <= turn, x / turn, (x - 1.0) / (turn - 1.0))
        if mode == "triangular2":
            height = height * 0.5**cycle
        elif mode == "exp_range":
            height = height * gamma**step
        return low + (1 - low) * height

    return Schedule(factor, f"cyclic({up}, {down}, {low}, {mode})")


def phases(points: Sequence[tuple[float, float]], shape: str = "cosine", name: str = "phases") -> Schedule:
    """Through points (step, factor), each two joined by half a wave or by a line; then the last factor.

    Args:
        points: In the order of their steps, two at least.
        shape: "cosine" or "linear".
        name: How it prints.

    Example:
        >>> [float(phases([(0, 0.0), (2, 1.0), (4, 0.5)], "linear")(k)) for k in range(6)]
        [0.0, 0.5, 1.0, 0.75, 0.5, 0.5]
    """
    if shape not in ("cosine", "linear"):
        raise ArgumentError(f"{name}: unknown shape", given=repr(shape), expected="cosine or linear")

    def factor(step: Any) -> Any:
        out = points[-1][1] + 0.0 * step
        for (t0, y0), (t1, y1) in reversed(list(itertools.pairwise(points))):
            if t1 <= t0:
                continue
            share = clip((step - t0) / (t1 - t0), 0.0, 1.0)
            here = y1 + (y0 - y1) * _wave(share, 0.0) if shape == "cosine" else y0 + (y1 - y0) * share
            out = where(step <= t1, here, out)
        return out

    return Schedule(factor, name)


def _wave(share: Any, end: float) -> Any:
    return end + (1 - end) * (1.0 + cos(math.pi * share)) / 2.0


def _positive(owner: str, **values: float) -> None:
    for name, value in values.items():
        if not value >= 1:
            raise ArgumentError(f"{owner}: {name} is out of range", given=repr(value), expected="at least 1")
