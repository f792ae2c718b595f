"""check_optimizer: the contract of an optimizer, ours and yours alike.

Knows two functions to minimise and what must survive a save. Knows no method.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.compile import compile as compiled
from wengert.errors import ContractError
from wengert.nn import Module, Parameter
from wengert.tensor import Tensor, value_of
from wengert.testing.agreement import agree

Make = Callable[[list[Parameter]], Any]


class Point(Module):
    """A parameter that is moved, one that takes part in nothing, and the function that is minimised.

    Args:
        start: Where the first one starts.
        function: From the parameter to one number.
        dtype: Of both parameters.
    """

    def __init__(self, start: list[float], function: Callable[[Any], Any], dtype: str = "float64") -> None:
        super().__init__()
        self.w = Parameter(np.array(start, dtype))
        self.idle = Parameter(np.ones(2, dtype))
        self.function = function

    def forward(self) -> Any:
        """The number."""
        return self.function(self.w)


def quadratic(w: Any) -> Any:
    """An ellipse: 3/2 x² + 1/2 y². Shapes: (2) -> ()."""
    return 1.5 * w[0] * w[0] + 0.5 * w[1] * w[1]


def valley(w: Any) -> Any:
    """Rosenbrock's curved valley, a gentle one: (1 - x)² + 5 (y - x²)². Shapes: (2) -> ().

    References:
        Rosenbrock (1960), Comput. J. 3(3), 175-184.
    """
    along, across = 1 - w[0], w[1] - w[0] * w[0]
    return along * along + 5 * across * across


STARTS: dict[Callable[[Any], Any], list[float]] = {quadratic: [1.0, -2.0], valley: [-0.5, 0.5]}


def check_optimizer(make: Make, steps: int = 500, share: float = 1e-2) -> None:
    """Hold an optimizer to the contract of all optimizers.

    * within `steps` steps it brings an ellipse and Rosenbrock's curved valley to `share` of where they started;
    * a parameter without gradient is left alone; `zero_grad` leaves None; float32 stays float32;
    * saved in the middle and loaded into a new one, it goes on exactly as it would have;
    * compiled, it takes the steps that it takes eagerly.

    Args:
        make: From a list of parameters to the optimizer, with options that suit functions of curvature 1 to 20.
        steps: How many steps it may take.
        share: How much of the first value may be left.

    Raises:
        ContractError: A promise is broken.

    Example:
        >>> check_optimizer(lambda params: wg.optim.Adam(params, lr=0.05))
    """
    for function in STARTS:
        _check_descent(make, function, steps, share)
    _check_none(make)
    _check_float32(make)
    _check_resumed(make)
    _check_compiled(make)


def _start(function: Callable[[Any], Any], make: Make, dtype: str = "float64") -> tuple[Point, Any]:
    point = Point(STARTS[function], function, dtype)
    return point, make(list(point.parameters()))


def _name(optimizer: Any) -> str:
    return type(optimizer).__name__


def _step(point: Point, optimizer: Any) -> Any:
    optimizer.zero_grad()
    loss = point()
    loss.backward()
    optimizer.step()
    return loss


def _check_descent(make: Make, function: Callable[[Any], Any], steps: int, share: float) -> None:
    point, optimizer = _start(function, make)
    first = point().item()
    for _ in range(steps):
        _step(point, optimizer)
    last = point().item()
    if not math.isfinite(last) or last > share * first:
        raise ContractError(
            f"{_name(optimizer)}: does not minimise the {function.__name__}",
            given=f"{last:.4g} after {steps} steps from {first:.4g}",
            expected=f"at most {share * first:.4g}",
            hint="options for functions of curvature 1 to 20; steps=, share=",
        )


def _check_none(make: Make) -> None:
    point, optimizer = _start(quadratic, make)
    _step(point, optimizer)
    if not np.array_equal(np.asarray(value_of(point.idle)), np.ones(2)):
        raise ContractError(f"{_name(optimizer)}: moves a parameter that has no gradient", given=point.idle)
    optimizer.zero_grad()
    before = np.array(value_of(point.w))
    optimizer.step()
    if point.w.grad is not None or not np.array_equal(np.asarray(value_of(point.w)), before):
        raise ContractError(f"{_name(optimizer)}: moves after zero_grad()", expected="gradients None, parameters still")


def _tensors(tree: Any) -> list[Tensor]:
    if isinstance(tree, Tensor):
        return [tree]
    if isinstance(tree, dict):
        tree = list(tree.values())
    return [t for branch in tree for t in _tensors(branch)] if isinstance(tree, (list, tuple)) else []


def _check_float32(make: Make) -> None:
    point, optimizer = _start(quadratic, make, "float32")
    _step(point, optimizer)
    for what in (point.w, *_tensors(optimizer.state_dict())):
        if dtype_of(value_of(what)).name == "float64":
            raise ContractError(
                f"{_name(optimizer)}: float64 in a float32 program", given=f"a tensor of shape {what.shape}"
            )


def _check_resumed(make: Make) -> None:
    point, optimizer = _start(valley, make)
    for _ in range(3):
        _step(point, optimizer)
    again, other = _start(valley, make)
    again.load_state_dict({n: np.array(value_of(t)) for n, t in point.state_dict().items()})
    other.load_state_dict(optimizer.state_dict())
    for _ in range(3):
        _step(point, optimizer)
        _step(again, other)
    name = f"{_name(optimizer)}, saved and loaded"
    agree(name, [again.w], [point.w], name, witness="what it would have been", rtol=0.0, error=ContractError)


def _check_compiled(make: Make) -> None:
    point, optimizer = _start(valley, make)
    again, other = _start(valley, make)
    step = compiled(lambda: _step(again, other), state=(again, other))
    for _ in range(3):
        _step(point, optimizer)
        step()
    name = f"compiled {_name(optimizer)}"
    agree(name, [again.w], [point.w], name, witness="the eager one", rtol=1e-9, error=ContractError)
