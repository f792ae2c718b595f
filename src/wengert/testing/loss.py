"""check_loss: the contract of a loss, ours and yours alike.

Knows a loss as a function of output and target. Knows no formula.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wengert.arrays import is_floating, jax_numpy
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ContractError, WengertError
from wengert.tensor import Tensor, value_of
from wengert.testing.agreement import agree, finite
from wengert.transforms.gradcheck import gradcheck

Loss = Callable[[Any, Any], Any]


def check_loss(loss: Loss, output: Any, target: Any, order: int = 2) -> None:
    """Hold a loss to the contract of all losses, at one output and target.

    * it is one finite real number, or, with `reduction="none"`, numbers whose sum is that of `reduction="sum"`;
    * its derivatives in output and floating target agree with finite differences in float64, up to `order`;
    * compiled, it gives what it gives eagerly; float32 gives float32;
    * a target of another length is refused.

    Args:
        loss: A function of output and target, or a loss object.
        output: What a network gave: real floating, away from kinks.
        target: What was wanted.
        order: How many derivatives are checked.

    Raises:
        GradientError: A derivative is wrong; the message names the worst entry.
        ContractError: Another promise is broken.

    Example:
        >>> check_loss(wg.losses.MSELoss(), np.array([1.0, 3.0]), np.array([0.5, -1.0]))
    """
    name = getattr(loss, "__name__", type(loss).__name__)
    output, target = (np.asarray(value_of(a)) for a in (output, target))
    output = output.astype("float64")
    target = target.astype("float64") if is_floating(target.dtype) else target
    value = np.asarray(value_of(loss(Tensor(output), Tensor(target))))
    reduction = getattr(loss, "reduction", "mean")
    if reduction != "none" and value.shape != ():
        raise ContractError(f"{name}: not one number", given=f"shape {value.shape}", expected="shape ()")
    finite(f"value of {name}", [value], name)
    _check_reductions(name, loss, output, target)
    mode = "full" if output.size <= 60 else "projected"
    gradcheck(lambda o, t: loss(_boxed(o), _boxed(t)), output, target, order=order, mode=mode)
    _check_compiled(name, loss, output, target)
    _check_lengths(name, loss, output, target)


def _boxed(x: Any) -> Tensor:
    return x if isinstance(x, Tensor) else Tensor(x)


def _check_reductions(name: str, loss: Any, output: np.ndarray, target: np.ndarray) -> None:
    if not hasattr(loss, "reduction"):
        return
    before = loss.reduction
    found = {}
    try:
        for reduction in ("none", "sum"):
            loss.reduction = reduction
            found[reduction] = np.asarray(value_of(loss(Tensor(output), Tensor(target))))
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


def _check_compiled(name: str, loss: Loss, output: np.ndarray, target: np.ndarray) -> None:
    jax_numpy()
    import jax

    program = lambda o, t: value_of(loss(Tensor(o), Tensor(t)))
    for dtype, rtol in (("float64", 1e-9), ("float32", 1e-4)):
        o, t = (a.astype(dtype) if is_floating(a.dtype) else a for a in (output, target))
        eager = program(o, t)
        agree(
            f"compiled {name}",
            [jax.jit(program)(o, t)],
            [eager],
            dtype,
            witness="the eager one",
            rtol=rtol,
            error=ContractError,
        )
        if dtype_of(eager) != np.dtype(dtype):
            raise ContractError(f"{name}: {dtype} in, {dtype_of(eager)} out", expected=dtype)


def _check_lengths(name: str, loss: Loss, output: np.ndarray, target: np.ndarray) -> None:
    if target.ndim == 0 or len(target) < 2:
        return
    longer = np.concatenate([target, target[:1]])
    try:
        loss(Tensor(output), Tensor(longer))
    except WengertError:
        return
    raise ContractError(
        f"{name}: a target of another length is let through",
        given=f"output {output.shape}, target {longer.shape}",
        expected="ShapeError",
    )
