"""Switching the recording of steps off and on: no_grad, enable_grad, set_grad_enabled.

Knows the mode of this thread. Knows no tensor: whether a layer trains or evaluates is another matter altogether.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ContextDecorator
from types import TracebackType
from typing import Any, Self, TypeVar, overload

from wengert.step import mode

F = TypeVar("F", bound=Callable[..., Any])


class Recording(ContextDecorator):
    """A `with` block, or a decorator, in which steps are recorded or not.

    Args:
        on: Whether steps are recorded inside.

    Example:
        >>> with Recording(False):
        ...     is_grad_enabled()
        False
    """

    def __init__(self, on: bool) -> None:
        self.on = on
        self._before: list[bool] = []  # a stack: one object may be entered again while it is active

    def __enter__(self) -> Self:
        self._before.append(mode.recording)
        mode.recording = self.on
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        mode.recording = self._before.pop()


class _Immediate(Recording):
    """Recording that takes effect when it is built, and lasts unless it is used as a block or a decorator."""

    def __init__(self, on: bool) -> None:
        super().__init__(on)
        self._outside = mode.recording
        mode.recording = on

    def __enter__(self) -> Self:
        self._before.append(self._outside)
        mode.recording = self.on
        return self

    def __call__(self, func: F) -> F:
        mode.recording = self._outside
        return Recording(self.on)(func)


def is_grad_enabled() -> bool:
    """Whether steps are recorded now.

    Example:
        >>> is_grad_enabled()
        True
    """
    return mode.recording


@overload
def no_grad() -> Recording: ...
@overload
def no_grad(function: F) -> F: ...
def no_grad(function: Any = None) -> Any:
    """Within the block, or within the decorated function, nothing is recorded: values only, nothing saved.

    Args:
        function: A function, when used as a bare decorator.

    Returns:
        A context manager that is also a decorator; the decorated function when one is given.

    Example:
        >>> import wengert as wg
        >>> x = wg.tensor(3.0, requires_grad=True)
        >>> with no_grad():
        ...     y = x * x
        >>> y.requires_grad
        False
    """
    return Recording(False) if function is None else Recording(False)(function)


@overload
def enable_grad() -> Recording: ...
@overload
def enable_grad(function: F) -> F: ...
def enable_grad(function: Any = None) -> Any:
    """Within the block, or within the decorated function, steps are recorded again: the opposite of `no_grad`.

    Args:
        function: A function, when used as a bare decorator.

    Returns:
        A context manager that is also a decorator; the decorated function when one is given.

    Example:
        >>> with no_grad(), enable_grad():
        ...     is_grad_enabled()
        True
    """
    return Recording(True) if function is None else Recording(True)(function)


def set_grad_enabled(mode: bool) -> Recording:
    """Record steps from now on, or not; as a block or a decorator, only inside it.

    Args:
        mode: Whether to record.

    Returns:
        A context manager that is also a decorator; it restores what was before the call.

    Example:
        >>> with set_grad_enabled(False):
        ...     is_grad_enabled()
        False
        >>> is_grad_enabled()
        True
    """
    return _Immediate(mode)
