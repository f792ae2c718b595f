"""check_loss: the contract of a loss, ours and yours alike.

Knows a loss as a function of output and target. Knows no formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from wengert.arrays import is_floating, jax_numpy
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ContractError, WengertError
from wengert.ops import sum
from wengert.tensor import Tensor, value_of
from wengert.testing.agreement import agree, finite
from wengert.transforms.gradcheck import gradcheck
from wengert.transforms.reverse import value_and_grad

Loss = Callable[..., Any]


def check_loss(loss: Loss, *args: Any, order: int = 2) -> None:
    """Hold a loss to the contract of all losses, at one call.

    * it is one finite real number, or, with `reduction="none"`, numbers whose sum is that of `reduction="sum"`;
    * its derivatives in output and floating targets agree with finite differences in float64, up to `order`;
    * compiled, value and gradient are what they are eagerly; float32 gives float32, with nothing wider on the way;
    * a target of another length is refused.

    Args:
        loss: A function of these arguments, or a loss object.
        args: What a network gave, real floating and away from kinks; what was wanted; and whatever else the loss takes.
        order: How many derivatives are checked; 0 for a loss that holds a part of itself constant in them.

    Raises:
        GradientError: A derivative is wrong; the message names the worst entry.
        ContractError: Another promise is broken.

    Example:
        >>> check_loss(wg.losses.MSELoss(), np.array([1.0, 3.0]), np.array([0.5, -1.0]))
    """
    name = getattr(loss, "__name__", type(loss).__name__)
    arrays = [np.asarray(value_of(a)) for a in args]
    arrays = [a.astype("float64") if k == 0 or is_floating(a.dtype) else a for k, a in enumerate(arrays)]
    value = np.asarray(value_of(loss(*map(Tensor, arrays))))
    reduction = getattr(loss, "reduction", "mean")
    if reduction != "none" and value.shape != ():
        raise ContractError(f"{name}: not one number", given=f"shape {value.shape}", expected="shape ()")
    finite(f"value of {name}", [value], name)
    _check_reductions(name, loss, arrays)
    if order:
        mode = "full" if arrays[0].size <= 24 else "projected"
        gradcheck(lambda *a: loss(*map(_boxed, a)), *arrays, order=order, mode=mode)
    _check_compiled(name, loss, arrays)
    _check_lengths(name, loss, arrays)


def _boxed(x: Any) -> Tensor:
    return x if isinstance(x, Tensor) else Tensor(x)


def _check_reductions(name: str, loss: Any, args: list[np.ndarray]) -> None:
    if not hasattr(loss, "reduction"):
        return
    before = loss.reduction
    found = {}
    try:
        for reduction in ("none", "sum"):
            loss.reduction = reduction
            found[reduction] = np.asarray(value_of(loss(*map(Tensor, args))))
    finally:
        loss.reduction = before
    agree(
        f"{name}, reduction='sum'",
        [found["sum"]],
        [found["none"].sum()],
        name,
        witness="the sum of reduction='none'",
        rtol=1e-12,
        error=ContractError,
    )


def _check_compiled(name: str, loss: Loss, args: list[np.ndarray]) -> None:
    jax_numpy()
    import jax

    def program(*args: Any) -> list[Any]:
        value, gradient = value_and_grad(lambda *a: sum(loss(*map(_boxed, a))))(*args)
        return [value_of(value), value_of(gradient)]

    double, single = (
        [a.astype(dtype) if is_floating(a.dtype) else a for a in args] for dtype in ("float64", "float32")
    )
    agree(
        f"compiled {name}",
        jax.jit(program)(*double),
        program(*double),
        "float64",
        witness="the eager one",
        rtol=1e-9,
        error=ContractError,
    )
    text, shapes = jax.make_jaxpr(program, return_shape=True)(*single)
    for found in [*program(*single), *shapes]:
        if dtype_of(found) != np.dtype("float32"):
            raise ContractError(f"{name}: float32 in, {dtype_of(found)} out", expected="float32")
    if wide := re.search(r"f64\[\d[\d,]*\]", str(text)):
        raise ContractError(f"{name}: double precision inside a program in single", given=wide[0], expected="float32")


def _check_lengths(name: str, loss: Loss, args: list[np.ndarray]) -> None:
    target = args[-1]
    if len(args) < 2 or target.ndim == 0 or len(target) < 2:
        return
    longer = np.concatenate([target, target[:1]])
    try:
        loss(*map(Tensor, [*args[:-1], longer]))
    except WengertError:
        return
    raise ContractError(
        f"{name}: a target of another length is let through",
        given=f"{' and '.join(str(a.shape) for a in args[:-1])}, target {longer.shape}",
        expected="ShapeError",
    )
