"""Forward mode: jvp and linearize.

Knows forward sweeps over the list that the function just wrote. Nests with every transform, to any order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.errors import ShapeError
from wengert.ops.dtype import stop_gradient
from wengert.step import mode, set_recording
from wengert.tensor import Tensor, value_of
from wengert.trace.sweeps import push_forward
from wengert.transforms.lift import Lifted
from wengert.transforms.reverse import Linearized, zeros_like


def linearize(f: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """Evaluate `f` and give its linear part there: the map from tangents of inputs to tangents of outputs.

    Args:
        f: Any function; its result may be any nest of containers.
        primals: Where to evaluate it.

    Returns:
        `(result, push)`. `push(*tangents)` sweeps the list that was written once; nothing of `f` is computed again, so
        for many products at one point this is cheaper than `jvp`.

    Raises:
        ShapeError: A tangent has not the shape of its primal.

    Example:
        >>> y, push = linearize(lambda x: x * x, 3.0)
        >>> y, push(1.0), push(10.0)
        (np.float64(9.0), np.float64(6.0), np.float64(60.0))
    """
    lifted = Lifted(primals, range(len(primals)), "linearize")
    with set_recording(True):
        out = f(*lifted.args)
    outputs, structure = tree.flatten(out)
    linear = Linearized(lifted, outputs)

    def push(*tangents: Any) -> Any:
        leaves = [_as_tangent(t, x) for t, x in zip(lifted.unpack(tangents, "linearize"), lifted.tensors, strict=True)]
        return tree.unflatten(structure, pushed(linear, leaves))

    return tree.unflatten(structure, [lifted.settle(o) for o in outputs]), push


def pushed(linear: Linearized, tangents: Sequence[Any]) -> list[Any]:
    """One forward sweep over a list that was written: tangents of the outputs.

    Args:
        linear: The list.
        tangents: One for each input; None for a zero.

    Returns:
        One for each output, zeros where nothing moves it.
    """
    record = linear.record or any(isinstance(t, Tensor) and t.step is not None for t in tangents)
    wrap = (lambda t: t if isinstance(t, Tensor) else Tensor(t)) if record else value_of
    lifted = linear.lifted
    seeds = {step: wrap(t) for step, t in zip(lifted.steps, tangents, strict=True) if t is not None}
    arrived = push_forward(linear.steps, seeds, record, linked=linear.record)
    found = [_tangent_of(o, arrived, lifted) for o in linear.outputs]
    return [stop_gradient(t) for t in found] if record and not mode.recording else found


def _as_tangent(t: Any, x: Tensor) -> Any:
    if np.shape(value_of(t)) != x.shape:
        raise ShapeError("jvp: a tangent has the shape of its primal", given=np.shape(value_of(t)), expected=x.shape)
    return np.asarray(t, x.dtype)[()] if isinstance(t, (int, float, complex)) else t


def _tangent_of(output: Any, moved: dict[Any, Any], lifted: Lifted) -> Any:
    if not isinstance(output, Tensor):
        output = Tensor(output)
    t = moved.get(output.step) if output.step is not None else None
    if t is None:
        t = zeros_like(output)
    return lifted.plain(t) if lifted.raw else t if isinstance(t, Tensor) else Tensor(t)


def jvp(f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """Evaluate `f` and its directional derivative: one forward evaluation and one forward sweep.

    Args:
        f: Any function; its result may be any nest of containers.
        primals: Where to evaluate it, as a sequence of arguments.
        tangents: The direction, with the containers and shapes of `primals`.

    Returns:
        `(result, tangent of the result)`. Cost: about 2.5 times that of `f`.

    Raises:
        ShapeError: A tangent has not the shape of its primal.

    References:
        Wengert (1964), Commun. ACM 7(8), 463-464.

    Example:
        >>> jvp(lambda a, b: a * b, (2.0, 5.0), (1.0, 0.0))
        (np.float64(10.0), np.float64(5.0))
    """
    result, push = linearize(f, *primals)
    return result, push(*tangents)
