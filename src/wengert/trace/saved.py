"""Saved tensors: what each step keeps for the sweeps, how many bytes it takes, and which rule asks for it.

Knows what rules read by name. Knows no sweep.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays import is_array
from wengert.arrays.dtypes import dtype_of
from wengert.primitive import Primitive
from wengert.rules import reads
from wengert.trace.lines import STEP, Line
from wengert.trace.table import Column, Table


@dataclass(frozen=True, slots=True)
class Saved:
    """One thing that one step keeps.

    Attributes:
        step: The variable whose step keeps it.
        name: The variable that is kept, or what is known of it, such as `v₀ shape`.
        shape: Its shape; None when only a fact is kept.
        dtype: Its dtype; None when only a fact is kept.
        nbytes: Bytes; 0 for a fact.
        rules: The rules that read it.
        key: The same for things that share one piece of memory.
    """

    step: str
    name: str
    shape: tuple[int, ...] | None
    dtype: Any
    nbytes: int
    rules: tuple[str, ...]
    key: int


class SavedTensors(Sequence[Saved]):
    """Everything that a list keeps for its reverse sweep.

    Attributes:
        total: Bytes, each piece of memory counted once however many steps keep it.
        inference: Bytes that an evaluation without sweeps holds at its fullest moment.
    """

    def __init__(self, entries: Sequence[Saved], inference: int) -> None:
        self._entries = tuple(entries)
        self.total = sum({e.key: e.nbytes for e in entries}.values())
        self.inference = inference

    def __getitem__(self, k: Any) -> Any:
        return self._entries[k]

    def __len__(self) -> int:
        return len(self._entries)

    def table(self) -> Table:
        """The entries as a table."""
        width = max((len(e.step) for e in self._entries), default=0)
        rows = [(f"{e.step.ljust(width)}  keeps {e.name}", _size(e)) for e in self._entries]
        needed = [("; ".join(e.rules), "") for e in self._entries]
        foot = [f"total {self.total} bytes for the reverse sweep; inference holds {self.inference} bytes at most"]
        return Table([Column("saved", rows, 20), Column("needed by", needed, 20)], foot)

    def __repr__(self) -> str:
        return str(self.table())

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def _size(e: Saved) -> str:
    return "a fact" if e.shape is None else f"{e.shape} {e.dtype} {e.nbytes} bytes"


def saved_by(line: Line) -> Iterator[Saved]:
    """What the step of one variable keeps."""
    if line.role != STEP or line.step is None or not line.tracked:
        return
    p = line.step.primitive
    for name, origin, value in zip(p.saves, p.origins, line.step.saved, strict=True):
        if value is None:
            continue
        rules = _readers(p, name)
        if origin == "args":
            for o, part in zip(line.operands, value, strict=True):
                if np.shape(part):
                    yield _entry(line, "a constant" if o.line is None else o.line.name, part, rules)
        elif origin is None:
            yield Saved(line.name, _fact(line, p, name), None, None, 0, rules, id(value))
        elif isinstance(origin, int):
            source = line.operands[origin].line
            yield _entry(line, "a number" if source is None else source.name, value, rules)
        else:
            yield _entry(line, line.name if origin == "out" else f"{line.name}[{origin[1]}]", value, rules)


def _entry(line: Line, name: str, value: Any, rules: tuple[str, ...]) -> Saved:
    if not is_array(value):
        return Saved(line.name, name, None, None, 0, rules, id(value))
    shape, dtype = np.shape(value), dtype_of(value)
    key = id(getattr(value, "base", None)) if getattr(value, "base", None) is not None else id(value)
    return Saved(line.name, name, shape, dtype, _nbytes(value), rules, key)


def _fact(line: Line, p: Primitive, name: str) -> str:
    """A shape or a dtype, in the name of the variable it belongs to."""
    owner, _, fact = name.rpartition("_")
    if owner in p.arrays:
        source = line.operands[p.arrays.index(owner)].line
        return f"{fact} of {'a number' if source is None else source.name}"
    return name


def _readers(p: Primitive, name: str) -> tuple[str, ...]:
    """The rules of a primitive that read a name: `partial in x`, `adjoint in y`, `pullback`."""
    found = []
    for kind, rules in p.rules.items():
        for k, rule in enumerate(rules):
            if callable(rule) and name in reads(rule):
                place = f" in {p.arrays[k]}" if len(rules) == len(p.arrays) and k < len(p.arrays) else ""
                found.append(f"{p.name}: {kind}{place}")
    return tuple(found) or (f"{p.name}: pushforward",)


def _nbytes(value: Any) -> int:
    if isinstance(value, tuple):
        return sum(_nbytes(part) for part in value)
    return int(np.prod(np.shape(value), dtype=np.int64)) * dtype_of(value).itemsize


def inference_bytes(lines: Sequence[Line], outputs: Sequence[Line]) -> int:
    """Bytes of step values alive at the fullest moment, when each is freed after its last use and nothing is saved."""
    last: dict[Line, int] = {}
    for k, line in enumerate(lines):
        for o in line.operands:
            if o.line is not None:
                last[o.line] = k
    ends = set(outputs)
    alive = most = 0
    dying: dict[int, int] = {}
    for k, line in enumerate(lines):
        if line.role != STEP:
            continue
        alive += _nbytes(line.value)
        most = max(most, alive)
        if line not in ends:
            place = last.get(line, k)
            dying[place] = dying.get(place, 0) + _nbytes(line.value)
        alive -= dying.get(k, 0)
    return most
