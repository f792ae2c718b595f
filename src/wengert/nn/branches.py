"""Modules side by side: Residual, Parallel; and Lambda, a function among modules.

Knows how results are put together. Knows no layer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wengert.errors import ArgumentError
from wengert.nn.containers import checked
from wengert.nn.module import Module
from wengert.ops import concat


class Residual(Module):
    """x + f(x), or s(x) + f(x) with a module s on the way past.

    Args:
        module: f, whose output has the shape of x, or of s(x).
        shortcut: s; x itself when None.

    Raises:
        ArgumentError: Something is no module.

    References:
        He, Zhang, Ren & Sun (2016), Deep residual learning for image recognition.

    Example:
        >>> Residual(wg.nn.ReLU())(np.array([-1.0, 2.0]))
        array([-1.,  4.])
    """

    def __init__(self, module: Module, shortcut: Module | None = None) -> None:
        super().__init__()
        self.module = checked(module, "Residual")
        self.shortcut = shortcut if shortcut is None else checked(shortcut, "Residual")

    def forward(self, x: Any) -> Any:
        """Shapes: those of the input -> those of the module's output."""
        return (x if self.shortcut is None else self.shortcut(x)) + self.module(x)


def _side_by_side(results: list[Any]) -> Any:
    return concat(results, axis=-1)


class Parallel(Module):
    """Modules that read the same input, and one value made of their outputs.

    Args:
        modules: The modules, under the names 0, 1, 2, ...
        combine: From the list of outputs to the value: `sum`, `tuple`, or any function. The outputs one after the other
            along the last axis, when not given.

    Raises:
        ArgumentError: Something is no module, or there is none.

    Example:
        >>> Parallel(wg.nn.ReLU(), wg.nn.Identity())(np.array([-1.0, 2.0]))
        array([ 0.,  2., -1.,  2.])
        >>> Parallel(wg.nn.ReLU(), wg.nn.Identity(), combine=sum)(np.array([-1.0, 2.0]))
        array([-1.,  4.])
    """

    def __init__(self, *modules: Module, combine: Callable[[list[Any]], Any] = _side_by_side) -> None:
        super().__init__()
        if not modules:
            raise ArgumentError("Parallel: there is no module", expected="one or more")
        for k, module in enumerate(modules):
            setattr(self, str(k), checked(module, "Parallel"))
        self.combine = combine

    def forward(self, x: Any) -> Any:
        """Shapes: those of the modules' inputs -> that of what is made of their outputs."""
        return self.combine([module(x) for module in self.children()])


class Lambda(Module):
    """A function without parameters as a module, so that it can stand in a `Sequential`.

    Args:
        function: From one value to another.

    Raises:
        ArgumentError: It cannot be called.

    Example:
        >>> wg.nn.Sequential(Lambda(lambda x: x * 2), wg.nn.ReLU())(np.array([-1.0, 2.0]))
        array([0., 4.])
    """

    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__()
        if not callable(function):
            raise ArgumentError(
                "Lambda: needs a function", given=type(function).__name__, expected="what can be called"
            )
        self.function = function

    def forward(self, x: Any) -> Any:
        """Shapes: those of the function."""
        return self.function(x)

    def extra_repr(self) -> str:
        """The function's name."""
        return getattr(self.function, "__name__", type(self.function).__name__)
