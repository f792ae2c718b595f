"""Momentum: a velocity that remembers past gradients, and its look-ahead form.

Knows the classical form. The averaging form of the textbooks is `chain(scale(1 - decay), momentum(decay))`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from wengert import tree
from wengert.arrays import namespace
from wengert.optim.counts import Count
from wengert.optim.update import Update, like, zeros_like


class Velocity(NamedTuple):
    """State of `momentum`.

    Attributes:
        momentum_buffer: The velocity, shaped like the parameters.
    """

    momentum_buffer: Any


class DampedVelocity(NamedTuple):
    """State of `damped_momentum`.

    Attributes:
        step: Steps so far, int32, shape ().
        momentum_buffer: The velocity, shaped like the parameters.
    """

    step: Any
    momentum_buffer: Any


def momentum(decay: Any) -> Update:
    """Heavy ball: v ← decay · v + g, and v goes on. State: `Velocity`.

    Args:
        decay: How much of the velocity stays, 0 to 1.

    Returns:
        The link.

    References:
        Polyak (1964), USSR Comput. Math. Math. Phys. 4(5), 1-17.

    Example:
        >>> link = momentum(0.9)
        >>> g, state = link.step(np.array([1.0]), link.init(np.zeros(1)), None)
        >>> link.step(np.array([1.0]), state, None)[0]
        array([1.9])
    """

    def step(g: Any, state: Velocity, params: Any) -> tuple[Any, Velocity]:
        v = tree.map(lambda v, g: like(decay, v) * v + g, state.momentum_buffer, g)
        return v, Velocity(v)

    return Update(lambda params: Velocity(zeros_like(params)), step)


def nesterov(decay: Any) -> Update:
    """Momentum that looks ahead: v ← decay · v + g, and g + decay · v goes on. State: `Velocity`.

    Args:
        decay: How much of the velocity stays, 0 to 1.

    Returns:
        The link.

    References:
        Sutskever, Martens, Dahl & Hinton (2013), ICML; Nesterov (1983), Soviet Math. Doklady 27, 372-376.

    Example:
        >>> link = nesterov(0.5)
        >>> link.step(np.array([1.0]), link.init(np.zeros(1)), None)[0]
        array([1.5])
    """

    def step(g: Any, state: Velocity, params: Any) -> tuple[Any, Velocity]:
        v = tree.map(lambda v, g: like(decay, v) * v + g, state.momentum_buffer, g)
        return tree.map(lambda v, g: g + like(decay, v) * v, v, g), Velocity(v)

    return Update(lambda params: Velocity(zeros_like(params)), step)


def damped_momentum(decay: Any, dampening: float) -> Update:
    """PyTorch's dampening: v ← decay · v + (1 - dampening) · g, but v = g at the first step. State: `DampedVelocity`.

    Args:
        decay: How much of the velocity stays, 0 to 1.
        dampening: How much of each gradient after the first is left out.

    Returns:
        The link.

    Example:
        >>> link = damped_momentum(0.9, 0.9)
        >>> g, state = link.step(np.array([1.0]), link.init(np.zeros(1)), None)
        >>> g, link.step(np.array([1.0]), state, None)[0]
        (array([1.]), array([1.]))
    """

    def step(g: Any, state: DampedVelocity, params: Any) -> tuple[Any, DampedVelocity]:
        first = state.step == 0
        v = tree.map(
            lambda v, g: namespace(v, g).where(first, g, like(decay, v) * v + (1 - dampening) * g),
            state.momentum_buffer,
            g,
        )
        return v, DampedVelocity(state.step + 1, v)

    return Update(lambda params: DampedVelocity(Count(0), zeros_like(params)), step)
