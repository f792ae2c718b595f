"""find_nonfinite: the first step that made a nan or an infinity which reaches the loss, or a gradient.

Knows the list, its adjoints and how to walk from a bad number to where it ends up. Knows the cause of none in advance:
the hint comes from the numbers that went in and from the rule that was run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays.dtypes import dtype_of, is_floating
from wengert.primitive import Parts
from wengert.tensor import Tensor, value_of
from wengert.trace import columns
from wengert.trace.expression import write
from wengert.trace.lines import STEP, Line, Operand
from wengert.trace.notation import MACRON, marked, number, value
from wengert.trace.record import Recorder, run
from wengert.trace.swept import adjoints, like


@dataclass(frozen=True)
class Nonfinite:
    """What `find_nonfinite` found; true when it reaches the loss or a gradient.

    Attributes:
        phase: `forward`, `backward`, or `` when nothing was found.
        name: The variable that is bad first, or the variable whose adjoint is.
        made: The operation that made it, as a formula.
        primitive: The name of that operation; empty for an input.
        line: The user's source line.
        reaches: Whether it gets into the loss (forward) or into a gradient (backward).
        path: The variables it passes through.
        facts: One line for each operand: name, shape, dtype, range, and what it was made from.
        place: Index of the first bad element, and the numbers that met there.
        hint: What to try.
        harmless: Other variables that hold nan or infinity which reaches nothing.
    """

    phase: str = ""
    name: str = ""
    made: str = ""
    primitive: str = ""
    line: str = ""
    reaches: bool = False
    path: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    place: str = ""
    hint: str = ""
    harmless: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return self.reaches

    def __str__(self) -> str:
        if not self.phase:
            return "every number is finite, forward and backward"
        goal = "the loss" if self.phase == "forward" else "a gradient"
        end = f"reaches {goal}" if self.reaches else f"does not reach {goal}"
        rows = [("made", self.made), ("at", self.line), *(("operand", f) for f in self.facts), ("where", self.place)]
        rows += [("path", " → ".join(self.path)), ("try", self.hint), ("harmless", ", ".join(self.harmless))]
        head = f"not finite in the {self.phase} pass: {self.name}, and it {end}"
        return "\n".join([head, *(f"  {label:<9} {fact}" for label, fact in rows if fact)])

    __repr__ = __str__


def find_nonfinite(f: Callable[..., Any], *args: Any, **options: Any) -> Nonfinite:
    """Run `f` once under observation and name the first step, forward or backward, that made a nan or an infinity.

    A bad number that a later step throws away (`where`, a slice) exists but does no harm; it is listed as such, and
    the search goes on for one that reaches the loss, or else a gradient. Nothing is changed by the search.

    Args:
        f: A function, module, compiled function or training step. The loss is what it calls `.backward()` on, else what
            it returns.
        args: Its arguments.
        options: Its keyword arguments.

    Returns:
        What was found; false when every number is finite, or what is not reaches nothing.

    Raises:
        ArgumentError: Nothing was recorded.

    Example:
        >>> import wengert as wg
        >>> found = find_nonfinite(lambda x: wg.sum(wg.log(x - 1.0)), np.array([3.0, 1.0]))
        >>> found.phase, found.name, found.primitive, found.reaches
        ('forward', 'v₂', 'log', True)
        >>> bool(find_nonfinite(lambda x: wg.log(x), 2.0))
        False
    """
    recorder, out, _ = run(f, args, options)
    lines = recorder.number()
    ends = _ends(recorder, out)
    bad = {line for line in (*lines, *recorder.constants) if not _finite(line.value)}
    users = _users(lines)
    goals = {line for line, _ in ends}
    origins = [line for line in (*recorder.constants, *lines) if line in bad and not _explained(line, bad)]
    paths = {line: _walk(line, goals, lambda at: [u for u in users.get(at, []) if u in bad]) for line in origins}
    harmless = tuple(line.name for line in origins if not paths[line])
    for line in origins:
        if paths[line]:
            return _forward(line, paths[line], harmless)
    found = _backward(lines, [(line, g) for line, g in ends if line.tracked], users, harmless)
    if found is not None and found.reaches:
        return found
    return _forward(origins[0], [], harmless[1:]) if origins else found or Nonfinite()


def _ends(recorder: Recorder, out: Any) -> list[tuple[Line, Any]]:
    """The losses with their adjoints: what was swept, else what was returned."""
    ends: list[tuple[Operand, Any]] = [(recorder.find(x), value_of(g)) for x, g in recorder.sweeps]
    if not ends:
        leaves = [x for x in tree.leaves(out) if isinstance(x, Tensor) or hasattr(x, "dtype")]
        ends = [(recorder.find(x), 1.0) for x in leaves]
    return [(o.line, like(g, o.value)) for o, g in ends if o.line is not None and o.line.floating]


def _finite(x: Any) -> bool:
    if isinstance(x, Parts):
        x = tuple(x.values())
    parts = x if isinstance(x, tuple) else (x,)
    return all(not is_floating(dtype_of(part)) or bool(np.all(np.isfinite(np.asarray(part)))) for part in parts)


def _explained(line: Line, bad: set[Line]) -> bool:
    """Whether an operand was bad already."""
    return any(o.line in bad or (o.line is None and not _finite(o.value)) for o in line.operands)


def _users(lines: Sequence[Line]) -> dict[Line, list[Line]]:
    users: dict[Line, list[Line]] = {}
    for line in lines:
        for o in line.operands:
            if o.line is not None and line not in users.setdefault(o.line, []):
                users[o.line].append(line)
    return users


def _walk(start: Line, goals: set[Line], onward: Callable[[Line], list[Line]]) -> list[Line]:
    """The shortest way from `start` to one of `goals`; empty when there is none."""
    came: dict[Line, Line | None] = {start: None}
    queue = [start]
    for at in queue:
        if at in goals:
            path: list[Line] = []
            here: Line | None = at
            while here is not None:
                path.append(here)
                here = came[here]
            return path[::-1]
        for following in onward(at):
            if following not in came:
                came[following] = at
                queue.append(following)
    return []


def _forward(line: Line, path: list[Line], harmless: tuple[str, ...]) -> Nonfinite:
    names = tuple(at.name for at in path)
    facts = tuple(_fact(o) for o in line.operands)
    if line.role != STEP:
        hint = "look at the data: it is the input itself that is not finite"
        origin = line.origin or "a constant"
        return Nonfinite(
            "forward", line.name, origin, "", line.at, bool(path), names, (_described(line.value),), "", hint, harmless
        )
    index, numbers = _first_bad(line)
    primitive = line.primitive
    place = (
        f"element {index}: {', '.join(map(number, numbers))} give {number(_at(line.value, index))}" if numbers else ""
    )
    return Nonfinite(
        "forward",
        line.name,
        f"{line.name} = {columns.made(line)}",
        primitive.name if primitive is not None else "",
        line.at,
        bool(path),
        names,
        facts,
        place,
        _advice(numbers, line.value),
        harmless,
    )


def _first_bad(line: Line) -> tuple[tuple[int, ...], list[Any]]:
    """The index of the first bad element, and the operands' elements that met there, where they line up with it."""
    value = line.value[0] if isinstance(line.value, tuple) else line.value
    value = np.asarray(value)
    index = tuple(int(k) for k in np.argwhere(~np.isfinite(value))[0]) if not np.isfinite(value).all() else ()
    if line.primitive is None or not line.primitive.broadcasts:
        return index, []
    return index, [np.broadcast_to(np.asarray(o.value), value.shape)[index] for o in line.operands]


def _at(value: Any, index: tuple[int, ...]) -> Any:
    return np.asarray(value[0] if isinstance(value, tuple) else value)[index]


def _advice(numbers: Sequence[Any], out: Any) -> str:
    """What to try, from the numbers that went in and the one that came out."""
    real = [float(np.real(x)) for x in numbers if not isinstance(x, (bool, np.bool_))]
    if any(x == 0 for x in real):
        return "an operand is 0: add a small number, or choose a safe operand with wg.where before this step"
    if any(x < 0 for x in real) and np.isnan(np.asarray(out[0] if isinstance(out, tuple) else out)).any():
        return "an operand is negative where the operation is not defined: clip it, or choose with wg.where before"
    if any(abs(x) > 50 for x in real):
        return (
            "an operand is large and the result overflows: rescale, or use log_softmax, logsumexp, softplus; or float64"
        )
    return "print(wg.trace(f, ...)) shows where the operands came from"


def _fact(o: Operand) -> str:
    name = "a number" if o.line is None else o.line.name
    source = "" if o.line is None else f" = {columns.made(o.line)}"
    at = f" at {o.line.at}" if o.line is not None and o.line.at else ""
    return f"{name}: {_described(o.value)}{source}{at}"


def _described(x: Any) -> str:
    """Shape, dtype, and the range of the finite elements."""
    if isinstance(x, tuple):
        return ", ".join(map(_described, x))
    array = np.asarray(x)
    kind = f"shape {array.shape}, {array.dtype}"
    if array.dtype.kind not in "fiu" or not array.size:
        return kind
    finite = array[np.isfinite(array)]
    bad = array.size - finite.size
    span = f", {number(finite.min())} to {number(finite.max())}" if finite.size else ""
    return f"{kind}{span}" + (f", {bad} of {array.size} not finite" if bad else "")


def _backward(
    lines: Sequence[Line], ends: Sequence[tuple[Line, Any]], users: Mapping[Line, list[Line]], harmless: tuple[str, ...]
) -> Nonfinite | None:
    """The first bad adjoint of the reverse sweep that gets into the adjoint of an input."""
    if not ends:
        return None
    found = adjoints(lines, ends)
    bad = {line for line, g in found.items() if not _finite(g)}
    leaves = {line for line in bad if line.role != STEP}
    first: Nonfinite | None = None
    for line in reversed(lines):
        if line not in bad or any(u in bad for u in users.get(line, [])):
            continue
        path = _walk(line, leaves, lambda at: [o.line for o in at.operands if o.line is not None and o.line in bad])
        report = _pulled(line, found, users, path, harmless)
        if path:
            return report
        first = first or report
    return first


def _pulled(
    line: Line, found: Mapping[Line, Any], users: Mapping[Line, list[Line]], path: list[Line], harmless: tuple[str, ...]
) -> Nonfinite:
    """The report on a bad adjoint: the user of the variable whose rule made it."""
    names = tuple(marked(at.name, MACRON) for at in path)
    name = marked(line.name, MACRON)
    for user in users.get(line, []):
        if user not in found or not user.tracked:
            continue
        terms = columns.contributions(user, found[user], marked(user.name, MACRON), {})
        for o, (term, contribution) in zip(user.operands, terms, strict=True):
            if o.line is not line or term is None or _finite(contribution):
                continue
            made = f"{write(term)}, the pullback of {user.name} = {columns.made(user)}"
            facts = (f"{marked(user.name, MACRON)}: {_described(found[user])}", *map(_fact, user.operands))
            facts += (f"{user.name}: {_described(user.value)}",)
            numbers = _met(contribution, [*(p.value for p in user.operands), user.value])
            primitive = user.primitive
            return Nonfinite(
                "backward",
                name,
                made,
                primitive.name if primitive is not None else "",
                user.at,
                bool(path),
                names,
                facts,
                ", ".join(map(number, numbers)),
                _advice(numbers, contribution),
                harmless,
            )
    hint = "the adjoint that the sweep starts from, or a sum of finite contributions, is not finite"
    return Nonfinite("backward", name, "", "", line.at, bool(path), names, (value(found[line]),), "", hint, harmless)


def _met(contribution: Any, values: Sequence[Any]) -> list[Any]:
    """The elements of `values` at the first bad element of a contribution of the same shape."""
    bad = np.argwhere(~np.isfinite(np.asarray(contribution)))
    if not len(bad):
        return []
    index = tuple(bad[0])
    return [np.asarray(v)[index] for v in values if not isinstance(v, tuple) and np.shape(v) == np.shape(contribution)]
