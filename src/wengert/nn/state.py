"""Loading named arrays into tensors, all or nothing.

Knows names, shapes and how to say what does not fit. Knows no module and no file.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.errors import ArgumentError, ShapeError
from wengert.tensor import Tensor, value_of

_SHOWN = 8


def load(
    slots: Mapping[str, Tensor], state: Mapping[str, Any], strict: bool, owner: str
) -> tuple[list[str], list[str]]:
    """Rebind the tensors of `slots` to the arrays of `state`, each cast to the dtype of its tensor.

    Args:
        slots: Tensors by name.
        state: Arrays or tensors by name; they are copied.
        strict: Whether the names must be the same.
        owner: Who asks, for messages.

    Returns:
        Names without an array, and arrays without a tensor.

    Raises:
        ArgumentError: Names are missing or unknown; nothing was changed.
        ShapeError: Shapes differ; nothing was changed.

    Example:
        >>> w = Tensor(np.zeros(2))
        >>> load({"w": w}, {"w": [1, 2]}, True, "example")
        ([], [])
        >>> w
        Tensor([1., 2.])
    """
    missing = [n for n in slots if n not in state]
    unexpected = [n for n in state if n not in slots]
    if strict and (missing or unexpected):
        raise ArgumentError(
            f"{owner}: the names of the state do not fit",
            given="; ".join(_lines(missing, unexpected)),
            expected=f"{len(slots)} names: {_listed(list(slots))}",
            hint=_suggestion(missing, unexpected) or "strict=False loads what fits",
        )
    arrays = {n: value_of(state[n]) for n in slots if n in state}
    wrong = [f"{n}: {np.shape(a)} for {slots[n].shape}" for n, a in arrays.items() if np.shape(a) != slots[n].shape]
    if wrong:
        raise ShapeError(
            f"{owner}: shapes of the state do not fit",
            given=_listed(wrong),
            hint="was the model built with other sizes?",
        )
    for name, array in arrays.items():
        # asarray first: it is the one call that arrays of other libraries agree to.
        xp = namespace(array)
        slots[name].value = xp.array(xp.asarray(array), dtype=slots[name].dtype, copy=True)[()]
    return missing, unexpected


def _lines(missing: Sequence[str], unexpected: Sequence[str]) -> list[str]:
    pairs = (("missing", missing), ("unexpected", unexpected))
    return [f"{label} {_listed(names)}" for label, names in pairs if names]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _suggestion(missing: Sequence[str], unexpected: Sequence[str]) -> str | None:
    for name in unexpected:
        if close := difflib.get_close_matches(name, missing, 1):
            return f"is {name} meant to be {close[0]}?"
    return None
