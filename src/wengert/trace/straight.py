"""The list as a straight-line Python program: recorded once, run as often as one likes.

Knows how a line is written in Python. Knows no derivative: the gradient of a function is a function, and its list,
both sweeps and all, is written out like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays.scalars import FUNCTIONS
from wengert.primitive import pick
from wengert.trace.program import Line, Program, record

# How a primitive is written with Python's own notation; `{0}`, `{1}` are its arguments.
NOTATION = {
    "add": "{0} + {1}",
    "subtract": "{0} - {1}",
    "multiply": "{0} * {1}",
    "negative": "-{0}",
    "square": "{0} * {0}",
    "matmul": "{0} @ {1}",
    "less": "{0} < {1}",
    "less_equal": "{0} <= {1}",
    "greater": "{0} > {1}",
    "greater_equal": "{0} >= {1}",
    "equal": "{0} == {1}",
    "not_equal": "{0} != {1}",
}
ARRAYS_ONLY = {"divide": "{0} / {1}", "power": "{0} ** {1}"}
_PLAIN = (int, float, bool, str, type(None))


class StraightLine:
    """A straight-line program: call it, or read it in `source`. Made by `straight_line`.

    Attributes:
        source: The program as Python text.
        program: The list it was written from.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._scope: dict[str, Any] = {}
        values = [*program.examples, *(t.value for t in program.captured), *program.constants]
        self._scalar = all(isinstance(v, (float, int, np.generic)) and np.ndim(v) == 0 for v in values)
        self._names = self._name_slots()
        self.source = self._write()
        exec(compile(self.source, "<straight line>", "exec"), self._scope)
        self._run: Callable[..., Any] = self._scope["straight_line"]
        flat = [child is tree.LEAF for child in program.in_structure.children]
        self._flat = all(flat) and _flat_tuple(program.out_structure)

    def __call__(self, *args: Any) -> Any:
        """The result for arguments of the shapes it was recorded with."""
        if self._flat:
            return self._run(*args)
        leaves = self._run(*tree.leaves(args))
        return tree.unflatten(self.program.out_structure, leaves if isinstance(leaves, tuple) else (leaves,))

    def _name_slots(self) -> list[str]:
        """v₋₁, v₀ for inputs as v_1, v0 would clash with v1: inputs are x1, x2, ...; lines are v1, v2, ..."""
        p = self.program
        names = [f"x{k + 1}" for k in range(p.arity)] + [f"w{k + 1}" for k in range(len(p.captured))]
        for k, value in enumerate(p.constants):
            if isinstance(value, (float, int, np.floating, np.integer)) and np.isfinite(value):
                names.append(repr(value.item() if isinstance(value, np.generic) else value))
            else:
                self._scope[f"c{k + 1}"] = value
                names.append(f"c{k + 1}")
        names = [f"({n})" if n.startswith("-") else n for n in names]
        return names + [f"v{k + 1}" for k in range(len(p.lines))]

    def _write(self) -> str:
        p = self.program
        inputs = ", ".join(self._names[: p.arity])
        body = []
        for k, t in enumerate(p.captured):
            self._scope[f"tensor{k + 1}"] = t
            body.append(f"w{k + 1} = tensor{k + 1}.value")
        body += [f"{self._names[line.slot]} = {self._expression(line)}" for line in p.lines]
        results = ", ".join(self._names[k] for k in p.outputs)
        if p.out_structure is not tree.LEAF:
            results = f"{results}," if len(p.outputs) == 1 else results
        return "\n    ".join([f"def straight_line({inputs}):", *body, f"return {results or '()'}"]) + "\n"

    def _expression(self, line: Line) -> str:
        name = line.primitive.name
        arguments = [self._names[k] for k in line.operands]
        notation = NOTATION.get(name) or (None if self._scalar else ARRAYS_ONLY.get(name))
        if notation is not None:
            return notation.format(*arguments)
        if line.primitive is pick:
            return f"{arguments[0]}[{line.params['index']}]"
        if line.primitive.name == "alias":
            return arguments[0]
        scalar = FUNCTIONS.get(name) if self._scalar else None
        self._scope[name] = scalar or line.primitive.forward
        options = [f"{key}={self._param(line, key, value)}" for key, value in line.params.items()]
        return f"{name}({', '.join([*arguments, *options])})"

    def _param(self, line: Line, key: str, value: Any) -> str:
        """A static parameter as text, or as a name when it has no short text."""
        if isinstance(value, _PLAIN) or (isinstance(value, tuple) and all(isinstance(v, _PLAIN) for v in value)):
            return repr(value)
        name = f"{key}{line.slot}"
        self._scope[name] = value
        return name

    def __repr__(self) -> str:
        return self.source


def _flat_tuple(structure: tree.Structure) -> bool:
    """Whether a result is one leaf, or a plain tuple of leaves."""
    return structure is tree.LEAF or (structure.kind is tuple and all(c is tree.LEAF for c in structure.children))


def straight_line(f: Callable[..., Any], *examples: Any) -> StraightLine:
    """Record `f` once and write its list out as Python, for programs so small that recording costs more than computing.

    Python code in `f` runs once, on the examples; its decisions must not depend on values. Scalars are computed as
    Python floats. For large arrays and long loops `compile` is the faster way.

    Args:
        f: Any function; a gradient too, whose list then holds the forward and the reverse sweep.
        examples: Arguments that fix the shapes.

    Returns:
        The program: called like `f`; `source` is its text.

    Raises:
        ConcretizationError: `f` asked for the number of a value that depends on its arguments.

    References:
        Wengert (1964): the list is written once and evaluated again at every point.

    Example:
        >>> import wengert as wg
        >>> program = straight_line(wg.grad(lambda x: wg.sin(x) * x), 1.0)
        >>> print(program.source)
        def straight_line(x1):
            v1 = sin(x1)
            v2 = 1.0 * x1
            v3 = 1.0 * v1
            v4 = cos(x1)
            v5 = v2 * v4
            v6 = v3 + v5
            return v6
        <BLANKLINE>
        >>> program(0.0)
        0.0
    """
    return StraightLine(record(f, *examples))
