"""Gradient clipping: as links of a chain, and in place on `.grad` under PyTorch's names.

Knows three measures of too large: each number, the norm of all together, the norm of a unit against that of its
weights. Knows no method.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from wengert import tree
from wengert.arrays import is_traced
from wengert.errors import ArgumentError, DtypeError
from wengert.nn import Module
from wengert.ops import abs, clip, maximum, sqrt, stack, sum, vector_norm
from wengert.optim.update import Update, either, like, stateless
from wengert.tensor import Tensor, value_of


def global_norm(gradients: Any, order: float = 2.0) -> Any:
    """The norm of all leaves as one vector. Shapes: a tree -> ().

    Args:
        gradients: Arrays or tensors in any containers.
        order: Which norm: 2, 1, any p > 0, or infinity.

    Returns:
        The norm, in the dtype of the leaves.

    Example:
        >>> float(global_norm({"w": np.array([3.0]), "b": np.array([4.0])}))
        5.0
    """
    norms = [vector_norm(g, ord=order) for g in tree.leaves(gradients)]
    return vector_norm(stack(norms), ord=order) if len(norms) > 1 else norms[0]


def clip_by_value(limit: float) -> Update:
    """Clip each number: g ← min(max(g, -limit), limit).

    Args:
        limit: Largest size of a number.

    Returns:
        The link.

    Example:
        >>> clip_by_value(1.0).step(np.array([-3.0, 0.5]), (), None)[0]
        array([-1. ,  0.5])
    """
    limit = _positive("clip_by_value", "limit", limit)
    return Update(lambda params: (), lambda g, state, params: (tree.map(lambda g: clip(g, -limit, limit), g), state))


def clip_by_global_norm(max_norm: float, eps: float = 0.0, order: float = 2.0) -> Update:
    """Shrink all gradients by one factor until the norm of all of them together is at most `max_norm`.

    In an optimizer, put it before the method with `Adam(...).after(clip_by_global_norm(1.0))`: the rule of a group sees
    one parameter at a time, `after` sees all.

    Args:
        max_norm: Largest norm.
        eps: Added to the norm that is divided by: 1e-6 in PyTorch, 0 in optax.
        order: Which norm: 2, 1, any p > 0, or infinity.

    Returns:
        The link.

    References:
        Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent neural networks, ICML.

    Example:
        >>> clip_by_global_norm(1.0).step([np.array([3.0]), np.array([4.0])], (), None)[0]
        [array([0.6]), array([0.8])]
    """
    max_norm = _positive("clip_by_global_norm", "max_norm", max_norm)

    def step(gradients: Any, state: Any, params: Any) -> tuple[Any, Any]:
        factor = _factor(global_norm(gradients, order), max_norm, eps)
        return tree.map(lambda g: like(factor, g) * g, gradients), state

    return Update(lambda params: (), step)


def clip_adaptively(ratio: float = 0.01, eps: float = 1e-3, axes: Sequence[int] | None = None) -> Update:
    """Shrink the gradient of each unit until its norm is at most `ratio` times that of the unit's weights.

    A unit is what feeds one output: a row of a matrix (out, in), a filter of a kernel (out, in, ...), a whole vector.

    Args:
        ratio: Largest ratio of the norms.
        eps: Least norm of weights, so that a unit that begins at zero can move.
        axes: Axes within a unit; all but the first when None.

    Returns:
        The link.

    References:
        Brock, De, Smith & Simonyan (2021), High-performance large-scale image recognition without normalization, ICML.

    Example:
        >>> clip_adaptively(0.1).step(np.array([[3.0, 4.0]]), (), np.array([[0.0, 1.0]]))[0].round(3)
        array([[0.06, 0.08]])
    """
    ratio = _positive("clip_adaptively", "ratio", ratio)

    def norm(x: Any) -> Any:
        within = tuple(range(1, x.ndim)) if axes is None and x.ndim > 1 else axes
        return sqrt(sum(abs(x) * abs(x), axis=within, keepdims=True))

    def change(g: Any, p: Any) -> Any:
        most, size = ratio * maximum(norm(p), eps), norm(g)
        return either(size > most, g * (most / maximum(size, 1e-6)), g)

    return stateless(change)


def clip_grad_norm_(
    parameters: Any, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False
) -> Tensor:
    """Shrink `.grad` of all parameters by one factor until their norm is at most `max_norm`; as in PyTorch.

    Args:
        parameters: Parameters, one tensor, or a module. Those without gradient are left alone.
        max_norm: Largest norm.
        norm_type: Which norm: 2, 1, any p > 0, or infinity.
        error_if_nonfinite: Whether a norm that is nan or infinite is refused. Compiled programs cannot refuse.

    Returns:
        The norm before, shape ().

    Raises:
        ArgumentError: The norm is not finite and `error_if_nonfinite` is set.

    Example:
        >>> w = wg.nn.Parameter([3.0, 4.0])
        >>> (w * w).sum().backward()
        >>> clip_grad_norm_([w], 1.0), w.grad.numpy().round(5)
        (Tensor(10.), array([0.6, 0.8]))
    """
    held = _with_gradient(parameters)
    if not held:
        return Tensor(0.0)
    norm = global_norm([p.grad.value for p in held], norm_type)
    if error_if_nonfinite and not is_traced(norm) and not math.isfinite(float(norm)):
        raise ArgumentError(
            "clip_grad_norm_: the norm of the gradients is not finite",
            given=f"{float(norm)}",
            expected="a number",
            hint="a smaller learning rate; wg.check_finite tells where it began",
        )
    factor = _factor(norm, max_norm, 1e-6)
    for p in held:
        p.grad = Tensor(like(factor, p.grad.value) * p.grad.value)
    return Tensor(norm)


def clip_grad_value_(parameters: Any, clip_value: float) -> None:
    """Clip each number of `.grad` of all parameters to [-clip_value, clip_value]; as in PyTorch.

    Args:
        parameters: Parameters, one tensor, or a module. Those without gradient are left alone.
        clip_value: Largest size of a number.

    Example:
        >>> w = wg.nn.Parameter([3.0, 0.1])
        >>> (w * w).sum().backward()
        >>> clip_grad_value_([w], 1.0)
        >>> w.grad.numpy()
        array([1. , 0.2])
    """
    for p in _with_gradient(parameters):
        p.grad = Tensor(clip(p.grad.value, -clip_value, clip_value))


def _factor(norm: Any, max_norm: float, eps: float) -> Any:
    """At most 1; 1 where nothing is to be done."""
    bottom = norm + eps if eps else either(norm > 0, norm, 1.0)
    return either(bottom > max_norm, max_norm / bottom, 1.0)


def _with_gradient(parameters: Any) -> list[Any]:
    if isinstance(parameters, Module):
        parameters = parameters.parameters()
    elif isinstance(parameters, Tensor):
        parameters = [parameters]
    if not isinstance(parameters, Iterable):
        raise ArgumentError(
            "clipping: no parameters", given=type(parameters).__name__, expected="parameters or a module"
        )
    held = [p for p in parameters if p.grad is not None]
    if any(value_of(p).dtype.kind == "c" for p in held):
        raise DtypeError("clipping: complex gradients", given="complex", expected="real parameters")
    return held


def _positive(owner: str, name: str, value: float) -> float:
    if not value > 0:
        raise ArgumentError(f"{owner}: {name} is out of range", given=repr(value), expected="a number > 0")
    return value
