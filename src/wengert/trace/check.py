"""The specification of a list, as code: what must hold of every trace.

Knows what may be read where. `every_trace` makes each recording end with this check; the tests switch it on.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from wengert.arrays import is_traced
from wengert.arrays.dtypes import dtype_of
from wengert.errors import GraphError, MutationError
from wengert.trace.lines import STEP, Line, Operand


class _Setting:
    always = False


@contextmanager
def every_trace() -> Generator[None, None, None]:
    """Within the block, every trace that is recorded is checked.

    Example:
        >>> import wengert as wg
        >>> with every_trace():
        ...     tr = wg.trace(lambda x: x * x, 3.0)
    """
    before = _Setting.always
    _Setting.always = True
    try:
        yield
    finally:
        _Setting.always = before


def wanted() -> bool:
    """Whether recordings end with a check now."""
    return _Setting.always


def check(lines: Sequence[Line], constants: Sequence[Line], outputs: Sequence[Operand]) -> None:
    """Hold a list to its specification.

    Every read is an input, a declared capture or constant, or an earlier line; every line is new (so nothing depends on
    itself); every output was written; and each step, applied again to what it read, gives what it gave.

    Args:
        lines: Inputs, then steps in evaluation order.
        constants: Declared arrays from outside.
        outputs: What the function returned.

    Raises:
        GraphError: The list breaks a rule; the message names the line.
        MutationError: An array of the list was changed after it was used.
    """
    seen = set(constants)
    everything = {*lines, *constants}
    for line in lines:
        if line in seen:
            raise GraphError(f"check: {line.name} is written twice", given=repr(line), expected="every line is new")
        if line.role == STEP:
            _check_reads(line, seen, everything)
            _check_value(line)
        seen.add(line)
    for o in outputs:
        if o.line is not None and o.line not in seen:
            raise GraphError(f"check: the output {o.line.name} was never written", given=repr(o.line))


def _check_reads(line: Line, seen: set[Line], everything: set[Line]) -> None:
    for o in line.operands:
        if o.line is None or o.line in seen:
            continue
        if o.line is line:
            raise GraphError(f"check: {line.name} depends on itself", given=repr(line))
        if o.line in everything:
            raise GraphError(
                f"check: {line.name} reads {o.line.name} before it is written",
                given=repr(line),
                expected="an input, a declared capture or an earlier line",
                at=line.at,
            )
        raise GraphError(
            f"check: {line.name} reads {o.line.origin or o.line.name}, which is not declared",
            given=repr(line),
            expected="an input, a declared capture or an earlier line",
            at=line.at,
        )


def _check_value(line: Line) -> None:
    """Apply the step again to what it read."""
    if line.step is None or any(is_traced(v) for v in _parts(line.value)):
        return
    with np.errstate(all="ignore"):
        again = line.step.primitive.forward(*(o.value for o in line.operands), **line.step.params)
    for old, new in zip(_parts(line.value), _parts(again), strict=True):
        if np.shape(old) != np.shape(new) or dtype_of(old) != dtype_of(new):
            raise GraphError(
                f"check: {line.name} replays to another shape or dtype",
                given=f"{np.shape(new)}, {dtype_of(new)}",
                expected=f"{np.shape(old)}, {dtype_of(old)}",
                at=line.at,
            )
        if not _equal(old, new):
            raise MutationError(
                f"check: {line.name} replays to another value",
                given=repr(line),
                expected="arrays that stay what they were when they were used",
                at=line.at,
                hint="an array that the function read was changed in place",
            )


def _parts(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _equal(a: Any, b: Any) -> bool:
    a, b = np.asarray(a), np.asarray(b)
    return bool(np.array_equal(a, b, equal_nan=a.dtype.kind in "fc"))
