"""Variable: one line of a trace with everything that is known of it.

Knows whom to ask: the line for what was recorded, the trace for what its sweeps found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import GraphError
from wengert.trace import columns
from wengert.trace.lines import Line
from wengert.trace.notation import value
from wengert.trace.saved import Saved, saved_by

if TYPE_CHECKING:
    from wengert.trace.listing import Trace


class Variable:
    """One variable of a trace, with everything known of it.

    Args:
        trace: The trace it belongs to.
        entry: The line of the list.
    """

    def __init__(self, trace: Trace, entry: Line) -> None:
        self.trace = trace
        self.entry = entry

    @property
    def name(self) -> str:
        """`v₅`, or what `wg.name` called it."""
        return self.entry.name

    @property
    def value(self) -> Any:
        """The raw value."""
        return self.entry.value

    @property
    def made(self) -> str:
        """What it was made from, as printed: `v₄ − v₃`."""
        return columns.made(self.entry)

    @property
    def line(self) -> str:
        """The user's source line, as file and number; empty for inputs."""
        return self.entry.at

    @property
    def inputs(self) -> tuple[Variable, ...]:
        """The variables it was made from."""
        return tuple(Variable(self.trace, o.line) for o in self.entry.operands if o.line is not None)

    @property
    def users(self) -> tuple[Variable, ...]:
        """The variables made from it."""
        return tuple(v for v in self.trace if any(o.line is self.entry for o in v.entry.operands))

    @property
    def saved(self) -> tuple[Saved, ...]:
        """What its step keeps for the sweeps: names, bytes, and the rules that read it."""
        return tuple(saved_by(self.entry))

    @property
    def adjoint(self) -> Any:
        """∂y/∂v of the last `adjoint()`, which is asked for when there was none; 0 where there is no influence."""
        if self.trace.adjoints is None:
            self.trace.adjoint()
        return _or_zero((self.trace.adjoints or {}).get(self.entry), self.entry)

    @property
    def tangent(self) -> Any:
        """The derivative along the seeds of the last `tangent(...)`; 0 where nothing moves.

        Raises:
            GraphError: No direction was given yet.
        """
        if self.trace.tangents is None:
            raise GraphError(
                "tangent: no direction was given yet", hint="tr.tangent(1, 0) first: one seed for each input"
            )
        return _or_zero(self.trace.tangents.get(self.entry), self.entry)

    def __repr__(self) -> str:
        return f"{self.name} = {self.made} = {value(self.value)}"


def _or_zero(x: Any, line: Line) -> Any:
    return np.zeros(line.shape, dtype_of(line.value))[()] if x is None else x
