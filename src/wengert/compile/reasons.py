"""Reasons: why a program was compiled, and what it cost.

Knows how two compilations differ. Knows no XLA.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.compile.signature import Form, Mark

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Recompile:
    """One compilation.

    Args:
        reason: What differs from the compilation before, each with its old and new kind; `first call` for the first.
        seconds: What it cost: tracing, compiling and the first run.
    """

    reason: str
    seconds: float

    def __str__(self) -> str:
        return f"{self.reason} ({self.seconds:.2f} s)"


def facts(form: Form, inputs: Sequence[Any], values: Sequence[Any], gradients: dict[int, Any]) -> dict[str, str]:
    """All that a compilation depends on, by name.

    Args:
        form: What the arguments are.
        inputs: Inputs as the program sees them.
        values: Values of the state.
        gradients: Gradients that the program reads, by place in the state.

    Returns:
        For each argument and tensor its kind: dtype and shape, or the value of a fixed argument.
    """
    arrays = iter(inputs)
    out = {}
    for path, mark in zip(form.paths(), form.marks, strict=True):
        if isinstance(mark, Mark):
            out[f"argument {path}"] = "state" if mark.name == "state" else kind(next(arrays))
        else:
            out[f"argument {path}"] = repr(mark[1])
    out |= {f"state {k}": kind(v) for k, v in enumerate(values)}
    return out | {f"gradient of state {k}": "None" if g is None else kind(g) for k, g in gradients.items()}


def difference(before: dict[str, str], after: dict[str, str], other: str) -> str:
    """The difference in words.

    Args:
        before: The facts of the compilation before.
        after: Those of this one.
        other: What is known besides, or what to say when nothing differs.

    Returns:
        One clause for each fact that changed, at most four.

    Example:
        >>> difference({"argument x": "float32[3]"}, {"argument x": "float32[4]"}, "")
        'argument x: float32[3] -> float32[4]'
    """
    names = [n for n in {**before, **after} if before.get(n) != after.get(n)]
    changed = [f"{n}: {before.get(n, 'absent')} -> {after.get(n, 'absent')}" for n in names[:_SHOWN]]
    more = [f"and {len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
    return "; ".join([*changed, *more]) or other


def kind(value: Any) -> str:
    """Dtype and shape; for a Python number its type, since it takes the precision of what it meets.

    Example:
        >>> kind(np.ones((2, 3)))
        'float64[2, 3]'
    """
    if getattr(value, "weak_type", False) or isinstance(value, (int, float, complex)):
        return {"i": "a Python int", "f": "a Python float"}.get(dtype_of(value).kind, "a Python number")
    return f"{dtype_of(value)}{list(np.shape(value))}"
