"""Counts of steps that parameters share for as long as they step together.

Knows which state tensors count, who shares which, and when somebody has to leave. Knows no method.

Thirty parameters that step together need one counter, not thirty: a program then corrects a bias once and carries one
number. A parameter that has no gradient stands still, and so must its counter, so it leaves with one of its own.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from wengert.tensor import Tensor

Slots = dict[str, Tensor]


class Count(np.int32):
    """A number of steps, as `Update.init` gives it: after every step it is one more, whatever the gradients are.

    Example:
        >>> int(Count(0) + 1)
        1
    """


class _Counter(NamedTuple):
    """One counter of one parameter: the place of the parameter, its state tensors, and which of them counts."""

    owner: int
    slots: Slots
    name: str

    @property
    def tensor(self) -> Tensor:
        return self.slots[self.name]


class Counts:
    """The counters of some parameters.

    Args:
        slots: State tensors by name, one dict a parameter.
        names: Which of them count.

    Attributes:
        layout: For each counter the first that is the same tensor: programs whose state is laid out otherwise differ.

    Example:
        >>> shared = Tensor(Count(3))
        >>> slots = [{"step": shared}, {"step": shared}]
        >>> counts = Counts(slots, [("step",), ("step",)])
        >>> counts.leavers([False, True])
        [1]
        >>> counts.part([1])
        >>> slots[0]["step"] is slots[1]["step"], counts.layout
        (False, (0, 1))
    """

    def __init__(self, slots: Sequence[Slots] = (), names: Sequence[Iterable[str]] = ()) -> None:
        pairs = enumerate(zip(slots, names, strict=True))
        self._counters = [_Counter(k, own, name) for k, (own, counting) in pairs for name in counting]
        self._note()

    def _note(self) -> None:
        first: dict[int, int] = {}
        self.layout = tuple(first.setdefault(id(c.tensor), k) for k, c in enumerate(self._counters))

    def leavers(self, still: Sequence[bool]) -> list[int]:
        """The places of those who stand still and share a counter with somebody who steps.

        Args:
            still: Whether a parameter stands still, one for each.
        """
        moving = {id(c.tensor) for c in self._counters if not still[c.owner]}
        return sorted({c.owner for c in self._counters if still[c.owner] and id(c.tensor) in moving})

    def part(self, leavers: Iterable[int]) -> None:
        """Give those who leave counters of their own; leavers who shared one share the new one.

        Args:
            leavers: Places of parameters.
        """
        leaving = frozenset(leavers)
        new: dict[int, Tensor] = {}
        for c in self._counters:
            if c.owner in leaving:
                c.slots[c.name] = new.setdefault(id(c.tensor), Tensor(c.tensor.value))
        self._note()

    @contextmanager
    def apart(self) -> Generator[None, None, None]:
        """Within the block every parameter has counters of its own; after it those that agree share one as before."""
        before = [c.tensor for c in self._counters]
        for c in self._counters:
            c.slots[c.name] = Tensor(c.tensor.value)
        try:
            yield
        finally:
            first: dict[tuple[int, int], Tensor] = {}
            for c, old in zip(self._counters, before, strict=True):
                c.slots[c.name] = first.setdefault((id(old), int(c.tensor.value)), c.tensor)
            self._note()
