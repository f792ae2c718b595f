"""Every error the library raises, as one tree.

Knows how a message is laid out (given, expected, at, try) and where the user's own code stands. Knows no arrays.

    WengertError
    ├── ShapeError            sizes do not fit                                (also ValueError)
    ├── DtypeError            an integer or boolean where a real is needed    (also TypeError)
    ├── ArgumentError         an option or a name nobody knows                (also ValueError)
    ├── GraphError            the list cannot be swept as asked               (also RuntimeError)
    │   ├── ConcretizationError   a number was asked of a value not known yet
    │   └── MutationError         an array that a rule still needs was changed
    ├── ConvergenceError      an iteration did not settle                     (also ArithmeticError)
    ├── GradientError         a derivative failed its check                   (also AssertionError)
    ├── ContractError         a part breaks a promise that all parts keep     (also AssertionError)
    ├── DataError             a file or a data set cannot be read             (also ValueError)
    ├── ResourceError         an answer that would not fit                    (also MemoryError)
    └── DeviceError           a device that is not there                      (also RuntimeError)
"""

from __future__ import annotations

import difflib
import inspect
import os
from collections.abc import Iterable
from pathlib import Path
from types import FrameType

_PACKAGE = str(Path(__file__).parent) + os.sep
_GALLERY = str(Path(_PACKAGE, "explain", "gallery")) + os.sep  # worked examples: programs of users that travel with us
_PASSED_BY = tuple(str(Path("site-packages", name)) + os.sep for name in ("jax", "numpy"))


def user_frame() -> FrameType | None:
    """The innermost call frame outside the library and those it calls through; None when there is none.

    Example:
        >>> user_frame() is not None
        True
    """
    frame = inspect.currentframe()
    while frame is not None and not _is_users(frame):
        frame = frame.f_back
    return frame


def _is_users(frame: FrameType) -> bool:
    name = frame.f_code.co_filename
    ours = name.startswith((_PACKAGE, "<frozen")) and not name.startswith(_GALLERY)
    return not ours and not any(part in name for part in _PASSED_BY)


def origin(error: BaseException) -> str:
    """The user's own line on which an error arose, as `file.py:12`.

    Example:
        >>> origin(ValueError("never raised"))
        '<unknown>'
    """
    place, trace = "<unknown>", error.__traceback__
    while trace is not None:
        if _is_users(trace.tb_frame):
            place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def user_line() -> str:
    """The innermost source line outside the library, as `file.py:12`.

    Returns:
        File name and line number, or `<unknown>` when every frame is ours.

    Example:
        >>> isinstance(user_line(), str)
        True
    """
    frame = user_frame()
    return "<unknown>" if frame is None else f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"


def message(
    headline: str, *, given: object = None, expected: object = None, at: object = None, hint: object = None
) -> str:
    """Lay out an error message: one headline, then what was given, what was expected, where, and what to try.

    Args:
        headline: One line: who complains about what.
        given: What arrived.
        expected: What would have been right.
        at: Where in the user's program; the calling line when None.
        hint: What to try.

    Returns:
        The message, one fact a line.

    Example:
        >>> print(message("matmul: inner sizes differ", given="(3, 4) @ (5, 2)", at="model.py:41"))
        matmul: inner sizes differ
          given     (3, 4) @ (5, 2)
          at        model.py:41
    """
    rows = [("given", given), ("expected", expected), ("at", user_line() if at is None else at), ("try", hint)]
    return "\n".join([headline, *(f"  {label:<9} {fact}" for label, fact in rows if fact is not None)])


class WengertError(Exception):
    """Root of the tree. Built from a headline and the four facts of `message`."""

    def __init__(
        self, headline: str, *, given: object = None, expected: object = None, at: object = None, hint: object = None
    ) -> None:
        super().__init__(message(headline, given=given, expected=expected, at=at, hint=hint))


class ShapeError(WengertError, ValueError):
    """Sizes do not fit."""


class DtypeError(WengertError, TypeError):
    """An integer or a boolean stands where a real or complex floating value is needed."""


class ArgumentError(WengertError, ValueError):
    """An option, a name or a value that nobody knows."""


class GraphError(WengertError, RuntimeError):
    """The list cannot be swept as asked."""


class ConcretizationError(GraphError):
    """A number was asked of a value that is not known yet (inside `compile` or `vmap`)."""


class MutationError(GraphError):
    """An array that a rule still needs was changed in place."""


class ConvergenceError(WengertError, ArithmeticError):
    """An iteration did not settle within its budget."""


class GradientError(WengertError, AssertionError):
    """A derivative disagrees with finite differences."""


class ContractError(WengertError, AssertionError):
    """A primitive, module, loss or optimizer breaks a promise that all of its kind keep."""


class DataError(WengertError, ValueError):
    """A file or a data set that cannot be read as asked."""


class ResourceError(WengertError, MemoryError):
    """An answer that would not fit in memory."""


class DeviceError(WengertError, RuntimeError):
    """A device that is not there."""


def unknown(what: str, name: str, known: Iterable[str]) -> ArgumentError:
    """The error for a name that is not among `known`, with the nearest ones as a suggestion.

    Args:
        what: What the name should have named.
        name: The name given.
        known: The names there are.

    Returns:
        The error, to be raised.

    Example:
        >>> print(str(unknown("optimizer", "adm", ["adam", "sgd"])).splitlines()[-1])
          try       did you mean adam?
    """
    names = list(known)
    close = difflib.get_close_matches(name, names, 3, 0.5)
    hint = f"did you mean {' or '.join(close)}?" if close else None
    return ArgumentError(f"unknown {what}: {name}", given=name, expected=", ".join(names), hint=hint)
