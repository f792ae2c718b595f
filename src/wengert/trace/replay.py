"""Replaying: the lines evaluated again, all of them or from any variable on.

Knows operands and primitives. Knows no derivative, though what is replayed on tensors is recorded as everything is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ShapeError
from wengert.step import set_recording
from wengert.tensor import Tensor, value_of
from wengert.trace.lines import STEP, Line, Operand
from wengert.trace.names import name


def _as_recorded(x: Any) -> Any:
    return x


def evaluate(
    lines: Iterable[Line],
    known: Mapping[Line, Any],
    boxed: bool,
    frozen: bool = False,
    read: Callable[[Any], Any] = _as_recorded,
) -> dict[Line, Any]:
    """Evaluate lines again.

    Args:
        lines: In evaluation order; those in `known` are left as they are.
        known: Values to start from; any other variable has its recorded value.
        boxed: Whether to compute with tensors, so that the evaluation is recorded.
        frozen: Whether operands that sweeps do not follow keep their recorded values: the function that the sweeps
            differentiate, and not the one that the program computes, where the program uses `detach` and the like.
        read: What is done to recorded values before they are used.

    Returns:
        Values by variable: those of `known` and of every line that depends on one.
    """
    values = dict(known)
    for line in lines:
        if line in values or line.role != STEP or line.step is None:
            continue
        live = [o.line in values and (o.tracked or not frozen) for o in line.operands]
        if not any(live):
            continue
        args = [_argument(o, values, new, boxed, read) for o, new in zip(line.operands, live, strict=True)]
        if boxed and not line.tracked:
            with set_recording(False):
                values[line] = line.step.primitive(*args, **line.step.params)
        elif boxed:
            values[line] = line.step.primitive(*args, **line.step.params)
            if line.label is not None:
                name(values[line], line.label)
        else:
            values[line] = line.step.primitive.forward(*args, **line.step.params)
    return values


def _argument(o: Operand, values: Mapping[Line, Any], new: bool, boxed: bool, read: Callable[[Any], Any]) -> Any:
    if not new or o.line is None:
        if boxed and o.tracked and o.line is not None:
            return Tensor(o.value, o.line.step if o.line.role != STEP else None)
        return read(o.value)
    value = values[o.line]
    return value if o.tracked or not isinstance(value, Tensor) else Tensor(value.value)


def downstream(lines: Sequence[Line], sources: Collection[Line], tracked: bool = False) -> list[Line]:
    """The lines that depend on `sources`, in order; along followed operands only, when `tracked`."""
    found = set(sources)
    out = []
    for line in lines:
        if any(o.line in found and (o.tracked or not tracked) for o in line.operands):
            found.add(line)
            out.append(line)
    return out


def upstream(targets: Iterable[Line]) -> set[Line]:
    """The variables that `targets` depend on, themselves included."""
    found = set(targets)
    stack = list(found)
    while stack:
        for o in stack.pop().operands:
            if o.line is not None and o.line not in found:
                found.add(o.line)
                stack.append(o.line)
    return found


class Slice:
    """A piece of a list as a function: from some of its variables to others; all else keeps its recorded value.

    Args:
        lines: The lines of the whole list, in evaluation order.
        sources: The variables that become arguments.
        targets: What is returned.
        pack: Puts the results into their container.

    Example:
        >>> import wengert as wg
        >>> tr = wg.trace(lambda x: wg.exp(2 * x), 0.0)
        >>> tail = tr.slice(from_="v1")
        >>> tail, float(tail(0.0)), float(wg.grad(tail)(0.0))
        (<slice from v₁: 1 step>, 1.0, 1.0)
    """

    def __init__(
        self,
        lines: Sequence[Line],
        sources: Sequence[Line],
        targets: Sequence[Operand],
        pack: Callable[[list[Any]], Any],
    ) -> None:
        needed = upstream(o.line for o in targets if o.line is not None)
        self.lines = [line for line in downstream(lines, sources) if line in needed and line not in sources]
        self.sources = tuple(sources)
        self.targets = tuple(targets)
        self._pack = pack

    def __call__(self, *values: Any) -> Any:
        """Evaluate the piece; on tensors it is recorded, on raw arrays it just computes."""
        if len(values) != len(self.sources):
            raise ShapeError("slice: wrong number of arguments", given=len(values), expected=len(self.sources))
        for line, value in zip(self.sources, values, strict=True):
            if np.shape(value_of(value)) != line.shape:
                given = np.shape(value_of(value))
                raise ShapeError(f"slice: {line.name} has another shape", given=given, expected=line.shape)
        boxed = any(isinstance(v, Tensor) for v in values)
        known = {
            line: np.asarray(v, dtype_of(line.value))[()] if isinstance(v, (int, float, complex)) else v
            for line, v in zip(self.sources, values, strict=True)
        }
        found = evaluate(self.lines, known, boxed)
        return self._pack([found.get(o.line, o.value) if o.line is not None else o.value for o in self.targets])

    def __repr__(self) -> str:
        names = ", ".join(line.name for line in self.sources)
        return f"<slice from {names}: {len(self.lines)} step{'s' * (len(self.lines) != 1)}>"
