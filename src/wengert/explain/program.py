"""The program that is explained: a function as it is, or a model with loss and penalties as one scalar function.

Knows how to record it under the names people use, and which modules are in it. Knows no table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from wengert import tree
from wengert.errors import ArgumentError
from wengert.explain.naming import Statement, pretty, statements
from wengert.tensor import Tensor
from wengert.trace import Trace, name, trace
from wengert.trace.lines import Line
from wengert.trace.names import argument_names, parameters_of, surroundings
from wengert.trace.notation import subscript
from wengert.trace.scopes import Named

OUTPUT, DATA = "ŷ", "ℒ"


@dataclass
class Program:
    """A recorded program and what is known of it beside its list.

    Attributes:
        trace: The list.
        modules: Modules by the path that scopes use.
        output: The label of the model's output; empty for a plain function.
        data: The label of the loss without penalties.
        penalties: The labels of the penalties.
        file: The file of a plain function.
        statements: Its assignments.
        inputs: Paths of the data among the arguments: everything else that is floating is a parameter.
        target: The path of the target.
        loss: The loss, for its name and facts.
    """

    trace: Trace
    modules: Mapping[str, Any] = field(default_factory=dict)
    output: str = ""
    data: str = ""
    penalties: Sequence[str] = ()
    file: str = ""
    statements: Sequence[Statement] = ()
    inputs: frozenset[str] = frozenset()
    target: str = ""
    loss: Any = None

    @property
    def network(self) -> bool:
        """Whether modules are in it."""
        return bool(self.modules)


def of_function(f: Callable[..., Any], args: tuple[Any, ...]) -> Program:
    """Record a function on its arguments."""
    file, found = statements(f)
    around = [*surroundings(f), *zip(parameters_of(f, args, {}), args, strict=False)]
    modules: dict[str, Any] = {}
    for top, value in around:
        if isinstance(value, Named) and not isinstance(value, type):
            modules |= dict(value.named_modules(top))
    data = {p for top, a in zip(parameters_of(f, args, {}), args, strict=False) if not isinstance(a, Named)
            for p in tree.paths(tree.flatten(a)[1], top)}  # fmt: skip
    recorded = trace(f, *args)
    return Program(recorded, modules, file=file, statements=found, inputs=frozenset(data) if modules else frozenset())


def of_model(model: Any, args: tuple[Any, ...], target: Any, loss: Any, penalties: Sequence[Any]) -> Program:
    """Record a model, its loss and penalties as one scalar function.

    Raises:
        ArgumentError: The loss is not callable, or one of the penalties is not.
    """
    for what, f in [("loss", loss), *(("penalty", p) for p in penalties)]:
        if not callable(f):
            raise ArgumentError(f"explain: a {what} is called", given=repr(f), expected="a function or an object")
    labels = ["Ω" if len(penalties) == 1 else f"Ω{subscript(k + 1)}" for k in range(len(penalties))]
    data = "ℒ₀" if penalties else DATA
    given = () if target is None else (target,)

    # The model is seen from within, not given: a parameter that is used twice then is one quantity.
    def program(inputs: tuple[Any, ...], target: tuple[Any, ...]) -> Any:
        output = _called(model(*inputs), OUTPUT)
        total = _called(loss(output, *target), data)
        for label, penalty in zip(labels, penalties, strict=True):
            total = total + _called(penalty(model), label)
        return _called(total, DATA)

    recorded = trace(program, args, given)
    found = dict(model.named_modules("model")) if isinstance(model, Named) else {}
    tops = argument_names(cast("Callable[..., Any]", getattr(model, "forward", model)), args, {})
    _rename(recorded, tops)
    paths = frozenset(tops)
    return Program(recorded, found, OUTPUT, data, labels, inputs=paths | {"y"}, target="y", loss=loss)


def _called(x: Any, label: str) -> Any:
    """The tensor under a name; a leaf, which belongs to the caller, keeps its own."""
    if isinstance(x, Tensor) and x.step is not None and x.step.inputs:
        name(x, label)
    return x


def _rename(recorded: Trace, tops: Sequence[str]) -> None:
    """Data by the names that the model gives them, the target as y."""
    names = iter(tops)
    for line in (*recorded.lines, *recorded.constants):
        if line.origin.startswith("inputs."):
            line.origin = next(names, line.origin)
        elif line.origin == "target.0":
            line.origin = "y"


def statement_of(program: Program, line: Line) -> Statement | None:
    """The statement of the explained function in which a line was made."""
    file, _, number = line.at.rpartition(":")
    if not number.isdigit() or file != program.file:
        return None
    inside = [s for s in program.statements if s.first <= int(number) <= s.last]
    return min(inside, key=lambda s: s.last - s.first, default=None)


def shown(line: Line) -> str:
    """An input by its own name, made pretty; anything else as the list calls it."""
    return pretty(line.origin) if line.origin else pretty(line.name)
