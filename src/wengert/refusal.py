"""Refusals: what an array library would not do, said in the library's own words.

Knows the complaints of NumPy and JAX, and our classes for them. Knows no particular operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from wengert.errors import ArgumentError, ConcretizationError, ConvergenceError, DtypeError, ShapeError, WengertError

UNKNOWN_VALUE = (
    "ConcretizationTypeError",
    "TracerArrayConversionError",
    "TracerBoolConversionError",
    "TracerIntegerConversionError",
)

# A piece of a complaint about shapes, and what it means. JAX raises TypeError for some of them.
MEANINGS = {
    "mismatch in its core dimension": "inner sizes differ",
    "contracting dimensions": "inner sizes differ",
    "not aligned": "inner sizes differ",
    "could not be broadcast": "shapes do not broadcast",
    "for broadcasting": "shapes do not broadcast",
}


class Operation(Protocol):
    """What refused: its name, and its docstring with the shapes it takes."""

    name: str
    __doc__: str | None


def refusal(operation: Operation, error: Exception, values: Sequence[Any], params: dict[str, Any]) -> WengertError:
    """Our error for what the array library refused; an error of ours as it is.

    Args:
        operation: What was applied.
        error: The complaint.
        values: The raw arguments.
        params: Static parameters.

    Returns:
        The error to raise, with shapes given and shapes expected.

    Example:
        >>> from wengert.ops import matmul
        >>> print(str(refusal(matmul, ValueError("contracting dimensions"), [np.ones(4), np.ones((3, 2))], {})))
        ... # doctest: +ELLIPSIS
        matmul: inner sizes differ
          given     ((4,), (3, 2))
          expected  (*b, m, k), (*b, k, n) -> (*b, m, n).
          ...
    """
    if isinstance(error, WengertError):
        return error
    shapes = ", ".join(str(np.shape(v)) if hasattr(v, "shape") else repr(v)[:60] for v in values)
    given = f"({shapes}{''.join(f', {k}={v!r}'[:80] for k, v in params.items())})"
    if type(error).__name__ in UNKNOWN_VALUE:
        return ConcretizationError(
            f"{operation.name}: needs a value that is not known while compiling",
            given=given,
            hint="use wg.where, wg.cond or wg.while_loop; pass sizes and axes as plain numbers",
        )
    fact = str(error).strip().split("\n")[0]
    meaning = next((meaning for piece, meaning in MEANINGS.items() if piece in fact), None)
    kind, hint = _kind(error) if meaning is None else (ShapeError, None)
    lines = (operation.__doc__ or "").split("\n")
    expected = next((line.partition("Shapes:")[2].strip() for line in lines if "Shapes:" in line), None)
    return kind(f"{operation.name}: {meaning or fact}", given=given, expected=expected, hint=hint)


def _kind(error: Exception) -> tuple[type[WengertError], str | None]:
    """Our class for a refusal, and what to try. Matrices can be refused for their values."""
    if isinstance(error, TypeError):
        return DtypeError, None
    if not isinstance(error, np.linalg.LinAlgError) or "dimension" in str(error):
        return ShapeError, None
    if "converge" in str(error):
        return ConvergenceError, "look for nan or inf in the matrix"
    return ArgumentError, "look at the singular values (wg.svdvals); adding a small multiple of the identity may help"
