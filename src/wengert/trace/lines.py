"""Lines: the variables of a list with everything that was seen of them.

Knows what one variable is and which others it was made from. Knows no sweep and no formula.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wengert.arrays import is_floating
from wengert.arrays.dtypes import dtype_of
from wengert.primitive import Primitive
from wengert.step import Step
from wengert.trace.notation import subscript

ARGUMENT, CAPTURED, CONSTANT, STEP = "argument", "captured", "constant", "step"


class Operand(NamedTuple):
    """One array argument of a line.

    Attributes:
        line: The variable that is read; None for a number written in the program.
        value: Its raw value when it was read.
        tracked: Whether sweeps follow it: not through `detach`, not through `no_grad`.
    """

    line: Line | None
    value: Any
    tracked: bool


class Line:
    """One variable of the list.

    Args:
        role: `argument`, `captured` (a tensor from outside that requires grad), `constant` (an array from outside) or
            `step`.
        value: Its raw value; a tuple for several outputs.
        step: The step that made it; for inputs, the step that sweeps end at; None for constants.
        operands: What it was made from.
        at: The user's source line.
        origin: For inputs: the name of the argument or of the captured tensor.

    Attributes:
        scope: For steps: the dotted path of the module they were made in; empty outside of modules.
    """

    __slots__ = ("at", "index", "label", "operands", "origin", "role", "scope", "step", "value")

    def __init__(
        self,
        role: str,
        value: Any,
        step: Step | None,
        operands: tuple[Operand, ...] = (),
        at: str = "",
        origin: str = "",
    ) -> None:
        self.role = role
        self.value = value
        self.step = step
        self.operands = operands
        self.at = at
        self.origin = origin
        self.index = 0
        self.label: str | None = None
        self.scope = ""

    @property
    def primitive(self) -> Primitive | None:
        """What was applied; None for inputs."""
        return self.step.primitive if self.role == STEP and self.step is not None else None

    @property
    def params(self) -> dict[str, Any]:
        """Static arguments of the step."""
        return self.step.params if self.role == STEP and self.step is not None else {}

    @property
    def name(self) -> str:
        """v₋₁, v₅, or what `wg.name` called it; c₁ for a constant."""
        return self.label or ("c" if self.role == CONSTANT else "v") + subscript(self.index)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the value; of a tuple, its length."""
        return (len(self.value),) if isinstance(self.value, tuple) else np.shape(self.value)

    @property
    def floating(self) -> bool:
        """Whether the value has derivatives; a tuple has when any of its parts does."""
        parts = self.value if isinstance(self.value, tuple) else (self.value,)
        return any(is_floating(dtype_of(part)) for part in parts)

    @property
    def tracked(self) -> bool:
        """Whether sweeps end at it or pass through it."""
        if self.role in (ARGUMENT, CAPTURED):
            return self.step is not None
        return any(o.tracked for o in self.operands)

    def __repr__(self) -> str:
        made = self.origin if self.primitive is None else self.primitive.name
        return f"<{self.name} = {made}>"
