"""Application: the function by which a primitive is applied and its step written, generated once for each primitive.

Knows tensors, steps, and the names whose values must be kept. Knows no operation and no rule.

One function with everything in its place, because calls and loops are what a small operation costs: written as methods,
a scalar step took 6.9 µs to record and sweep where the generated function takes 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.refusal import refusal
from wengert.step import Step, mode, numbers
from wengert.tensor import Tensor


class Plain(Protocol):
    """What is generated for: a primitive with a fixed number of array arguments and one output."""

    name: str
    __doc__: str | None
    forward: Callable[..., Any]
    arrays: tuple[str, ...]
    static: tuple[str, ...]
    defaults: dict[str, Any]
    saves: tuple[str, ...]
    origins: tuple[Any, ...]


def generate(
    primitive: Plain,
    sources: dict[str, str],
    readers: Sequence[set[str]],
    recorded: bool,
    untracked: Callable[..., Any],
) -> Callable[..., Any]:
    """The function `(*arrays, params) -> tensor`, or raw for raw arguments.

    Args:
        primitive: What is applied.
        sources: For each name that rules read, where it is found, in terms of `args` and `out`.
        readers: For each argument, the names that its own rules read.
        recorded: Whether any argument is differentiated, so that steps are written.
        untracked: What boxes a result that sweeps cannot reach.

    Returns:
        The function; `params` are complete static parameters; the defaults when left out.
    """
    count = len(primitive.arrays)
    places = range(count)
    options = ", **params" if primitive.static else ""
    values = ", ".join(f"v{k}" for k in places)
    arguments = ", ".join(f"a{k}" for k in places)
    steps = "".join(f"s{k}, " for k in places)
    lines = [f"def apply({arguments}, params=defaults):", " raw = True"]
    for k in places:
        lines += [f" if isinstance(a{k}, Tensor):", f"  v{k} = a{k}.value; s{k} = a{k}.step; raw = False"]
        lines += [" else:", f"  v{k} = a{k}; s{k} = None"]
    lines += [" try:", "  if raw:", f"   return forward({arguments}{options})"]
    # A view, because what rules keep is made read-only and a raw array is the caller's own.
    lines += [f"  if v{k} is a{k} and type(v{k}) is ndarray: v{k} = v{k}.view()" for k in places if count > 1]
    lines += [f"  out = forward({values}{options})", " except Exception as error:"]
    lines += [f"  raise refusal(primitive, error, ({values},), params) from error"]
    constant = " and ".join(f"s{k} is None" for k in places)
    if not recorded:
        lines += [f" return untracked(({arguments},), out, params, ({steps}))"]
    else:
        lines += [f" if ({constant}) or not mode.recording:"]
        lines += [f"  return untracked(({arguments},), out, params, ({steps}))"]
        lines += _recording(primitive, sources, readers)
    scope: dict[str, Any] = _SCOPE | {"primitive": primitive, "forward": primitive.forward}
    scope |= {"untracked": untracked, "defaults": primitive.defaults}
    # A file name of ours, so that the search for the user's own line passes these frames by.
    exec(compile("\n".join(lines), f"{__file__}: {primitive.name}", "exec"), scope)
    return scope["apply"]


def _recording(primitive: Plain, sources: dict[str, str], readers: Sequence[set[str]]) -> list[str]:
    """The lines that keep what rules read, write the step, and box the output."""
    places = range(len(primitive.arrays))
    kept = [f" k{i} = {_kept(name, sources, readers)}" for i, name in enumerate(primitive.saves)]
    freeze = [
        f"  if type(k{i}) is ndarray: k{i}.setflags(False)" for i, o in enumerate(primitive.origins) if o is not None
    ]
    return [
        *kept,
        " step = new(Step)",
        " step.primitive = primitive",
        f" step.inputs = ({''.join(f's{k}, ' for k in places)})",
        " step.params = params",
        f" step.saved = ({''.join(f'k{i}, ' for i in range(len(primitive.saves)))})",
        " if type(out) is float64:",
        "  step.shape = (); step.dtype = FLOAT64",
        " else:",
        "  if type(out) is complex: out = complex128(out)",  # what Python makes of 1j * np.float64
        *freeze,
        "  step.shape = out.shape; step.dtype = out.dtype",
        " step.kept = None",
        " step.number = next(numbers)",
        " if mode.observer is not None:",
        f"  mode.observer(step, ({''.join(f'a{k}, ' for k in places)}), out)",
        " boxed = new(Tensor)",
        " boxed.value = out",
        " boxed.step = step",
        " return boxed",
    ]


def _kept(name: str, sources: dict[str, str], readers: Sequence[set[str]]) -> str:
    """What is kept under a name: its value where a rule of a tracked argument reads it, else None."""
    places = range(len(readers))
    if sources[name] == "tracked":
        return f"({''.join(f's{k} is not None, ' for k in places)})"
    value = re.sub(r"args\[(\d+)\]", r"v\1", sources[name])
    # The step of an argument knows its shape and dtype: nobody needs to ask the array for them.
    value = re.sub(r"(shape|dtype)\(v(\d+)\)", r"(\1(v\2) if s\2 is None else s\2.\1)", value)
    asked = [k for k in places if name in readers[k]]
    if len(asked) == len(readers):
        return value
    return f"{value} if {' or '.join(f's{k} is not None' for k in asked)} else None"


_SCOPE: dict[str, Any] = {
    "FLOAT64": np.dtype("float64"),
    "Step": Step,
    "Tensor": Tensor,
    "complex128": np.complex128,
    "dtype": dtype_of,
    "float64": np.float64,
    "mode": mode,
    "ndarray": np.ndarray,
    "new": object.__new__,
    "numbers": numbers,
    "refusal": refusal,
    "shape": np.shape,
}
