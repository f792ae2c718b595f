"""Sweeps over a recorded list that keep every number: the adjoint, or the tangent, of each variable.

Knows which steps lie between the inputs of a list and its ends. Knows no formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays.dtypes import dtype_of
from wengert.step import Step
from wengert.trace.lines import ARGUMENT, STEP, Line
from wengert.trace.sweeps import pull_back, push_forward, segment


def like(s: Any, value: Any) -> Any:
    """A seed as an array in the shape and dtype of what it belongs to.

    Example:
        >>> like(1, np.zeros(2))
        array([1., 1.])
    """
    xp = namespace(value)
    return xp.broadcast_to(xp.asarray(s, dtype_of(value)), np.shape(value))[()]


def _between(lines: Sequence[Line], ends: Iterable[Line]) -> tuple[list[Step], set[Step]]:
    """The steps between inputs and `ends`, those of nested transforms included, and the steps at which sweeps stop."""
    stops = {line.step for line in lines if line.role != STEP and line.step is not None}
    own = [line.step.number for line in lines if line.role in (ARGUMENT, STEP) and line.step is not None]
    first = min(own, default=0)
    found = segment([line.step for line in ends if line.step is not None]).steps
    return [s for s in found if s.number >= first or s in stops], stops


def adjoints(lines: Sequence[Line], ends: Sequence[tuple[Line, Any]]) -> dict[Line, Any]:
    """The adjoint of every variable that the ends depend on.

    Args:
        lines: The list.
        ends: Variables where the sweep starts, each with its adjoint.
    """
    steps, stops = _between(lines, [line for line, _ in ends])
    start: dict[Step, Any] = {}
    for line, g in ends:
        if line.step is not None:
            start[line.step] = start[line.step] + g if line.step in start else g
    owners = {line.step: line for line in lines if line.step is not None}
    found: dict[Line, Any] = {}

    def arrived(step: Step, g: Any) -> Any:
        if step in owners:
            found[owners[step]] = g
        return g

    pull_back(steps, start, False, stops, arrived)
    return found


def tangents(lines: Sequence[Line], seeds: Mapping[Line, Any]) -> dict[Line, Any]:
    """The tangent of every variable that sweeps can reach.

    Args:
        lines: The list.
        seeds: Tangents of the inputs.
    """
    steps, _ = _between(lines, [line for line in lines if line.tracked])
    moved = push_forward(steps, {line.step: t for line, t in seeds.items() if line.step is not None}, False)
    return {line: moved[line.step] for line in lines if line.step is not None and line.step in moved}
