"""Explanation: one object from which every view, form and drawing of a recorded program is made.

Knows the views by name and their order. Knows no rule and no markup; each method is a view in a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from wengert.errors import ArgumentError
from wengert.explain import passes
from wengert.explain.digits import Digits
from wengert.explain.entry import Entry
from wengert.explain.program import Program
from wengert.explain.subject import Subject
from wengert.explain.table import Table
from wengert.explain.views import gradients, steps, traces
from wengert.trace import Trace


class Explanation:
    """What a program did, step by step: made by `wg.explain`.

    Attributes:
        subject: The list in stages, with adjoints and symbols.
        lr: The learning rate for views of the update; None when none was given.
    """

    def __init__(self, program: Program, seed: Any = None, lr: float | None = None, digits: int = 7) -> None:
        self.subject = Subject(program, seed, Digits(digits))
        self.lr = lr

    # --- what it is made from --------------------------------------------------------------------------------------

    @property
    def trace(self) -> Trace:
        """The Wengert list behind everything."""
        return self.subject.trace

    @cached_property
    def forward_entries(self) -> list[Entry]:
        """The steps of the forward pass, in order."""
        return passes.forward(self.subject)

    @cached_property
    def backward_entries(self) -> list[Entry]:
        """The steps of the backward pass, in order."""
        return passes.backward(self.subject)

    @property
    def entries(self) -> list[Entry]:
        """Forward and backward steps; the number of a step is its place, from 1."""
        return [*self.forward_entries, *self.backward_entries]

    def __getitem__(self, name: str) -> Any:
        """The number or array of a quantity, by its symbol as printed or typed: `e["z1"]`, `e["dL/dW1"]`."""
        for table in (self.forward, self.backward, self.gradients):
            try:
                return table().value(name)
            except ArgumentError:
                continue
        known = ", ".join(e.symbol for e in self.entries)
        raise ArgumentError("explain: no quantity of that name", given=name, expected=known[:400])

    # --- views -----------------------------------------------------------------------------------------------------

    def tangent(self, *seeds: Any) -> Table:
        """The list beside its tangents along the seeds, one for each argument."""
        return traces.tangent(self.trace, seeds, self.subject.digits)

    def adjoint(self) -> Table:
        """The list beside its adjoints, in the order of the reverse sweep."""
        return traces.adjoint(self.trace, self.subject.seed, self.subject.digits)

    def forward(self) -> Table:
        """The forward pass: step, quantity, formula, numbers, value, and where it comes from."""
        return steps.forward(self.forward_entries, self.subject.digits, self.subject.program.network)

    def compact(self) -> Table:
        """The forward pass without its parameters, the arithmetic shown."""
        return steps.compact(self.forward_entries, self.subject.digits)

    def backward(self, first: int | None = None) -> Table:
        """The backward pass by layer, with where each value comes from and what finite differences say.

        Args:
            first: The number of its first step; the one after the forward pass when None.
        """
        return steps.backward(self.forward_entries, self.backward_entries, self.subject.digits, first)

    def gradients(self) -> Table:
        """The gradient of every parameter, and of the inputs."""
        return gradients.gradients(self.subject)

    def accumulation(self, name: str | None = None) -> Table:
        """Where a quantity feeds several steps: each path's contribution before the sum.

        Args:
            name: The quantity; all of them when None.
        """
        wanted = None if name is None else f"∂{self.subject.end}/∂{self.subject.symbols[self.subject.line(name)]}"
        return gradients.accumulation(self.backward_entries, self.subject.digits, wanted)

    # --- all of it -------------------------------------------------------------------------------------------------

    @property
    def views(self) -> dict[str, Callable[[], Table]]:
        """The views that need no argument, by name, in the order of reading."""
        return {"forward": self.forward, "backward": self.backward, "gradients": self.gradients,
                "accumulation": self.accumulation}  # fmt: skip

    def tables(self) -> list[Table]:
        """Every table, in the order of reading; empty ones are left out."""
        return [table for table in (view() for view in self.views.values()) if len(table)]

    def __repr__(self) -> str:
        return f"<explanation of {self.subject.end}>"
