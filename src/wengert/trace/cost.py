"""Cost: floating-point operations and bytes, step by step.

Knows what primitives say of their cost. Measures no time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.trace.lines import STEP, Line
from wengert.trace.notation import number
from wengert.trace.table import Column, Table


@dataclass(frozen=True, slots=True)
class StepCost:
    """What one step costs.

    Attributes:
        step: The variable.
        primitive: The name of the operation.
        flops: Floating-point operations; one for each element of the output unless the primitive says otherwise.
        nbytes: Bytes read and written.
    """

    step: str
    primitive: str
    flops: float
    nbytes: int


class Cost(Sequence[StepCost]):
    """What one evaluation of a list costs.

    Attributes:
        flops: Floating-point operations of all steps.
        nbytes: Bytes read and written by all steps.
    """

    def __init__(self, steps: Sequence[StepCost]) -> None:
        self._steps = tuple(steps)
        self.flops = sum(s.flops for s in steps)
        self.nbytes = sum(s.nbytes for s in steps)

    def __getitem__(self, k: Any) -> Any:
        return self._steps[k]

    def __len__(self) -> int:
        return len(self._steps)

    def table(self) -> Table:
        """The steps as a table."""
        operations = [(f"{s.step}  {s.primitive}", number(s.flops)) for s in self._steps]
        moved = [("", f"{s.nbytes}") for s in self._steps]
        foot = [f"total {number(self.flops)} operations, {self.nbytes} bytes moved"]
        return Table([Column("operations", operations, 20), Column("bytes moved", moved, 0)], foot)

    def __repr__(self) -> str:
        return str(self.table())

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def cost_of(lines: Sequence[Line]) -> Cost:
    """The cost of every step of a list."""
    return Cost([_one(line) for line in lines if line.role == STEP])


def _one(line: Line) -> StepCost:
    p = line.primitive
    assert p is not None
    shapes = tuple(np.shape(o.value) if not isinstance(o.value, tuple) else () for o in line.operands)
    out = np.shape(line.value) if not isinstance(line.value, tuple) else tuple(np.shape(v) for v in line.value)
    if p.cost is not None:
        flops = float(p.cost(shapes, out, line.params))
    else:
        flops = float(sum(np.size(v) for v in (line.value if isinstance(line.value, tuple) else (line.value,))))
    moved = [o.value for o in line.operands] + [line.value]
    return StepCost(line.name, p.name, flops, sum(_nbytes(v) for v in moved))


def _nbytes(value: Any) -> int:
    if isinstance(value, tuple):
        return sum(_nbytes(v) for v in value)
    return int(np.prod(np.shape(value), dtype=np.int64)) * dtype_of(value).itemsize
