"""Watching a trace: which tensors from outside the program holds as constants, and that none of them is changed.

Knows every tensor that was alive before. Knows no XLA.

A program computes what the function computes as long as nothing it took for a constant changes. Tensors can be watched;
other things the function reads (globals, attributes) are as they were when it was compiled.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Any, NamedTuple, Self

from wengert.arrays import is_traced
from wengert.errors import GraphError
from wengert.step import Step, mode
from wengert.tensor import Tensor


class Capture(NamedTuple):
    """A tensor from outside and what the program holds of it."""

    tensor: Tensor
    value: Any
    step: Step | None


class Watch:
    """Within the block every step is seen, and the tensors outside `state` must stay as they are.

    Args:
        state: Tensors that the function may change.

    Attributes:
        captured: What the program took for constants, complete at the end of the block.
    """

    def __init__(self, state: Sequence[Tensor]) -> None:
        own = {id(t) for t in state}
        outside = [t for t in _alive() if id(t) not in own and not is_traced(t.value)]
        # Held until the end, so that an id keeps its meaning.
        self._before = {id(t): (t, t.value, t.step, getattr(t, "_grad", None)) for t in outside}
        self._read: dict[int, Capture] = {}
        self.captured: list[Capture] = []

    def __enter__(self) -> Self:
        self._outer = mode.observer, mode.recording, mode.compiling
        mode.observer, mode.recording, mode.compiling = self, True, self
        return self

    def __call__(self, step: Step, args: Sequence[Any], out: Any) -> None:
        """Called with every step of the trace."""
        for a in args:
            if isinstance(a, Tensor) and id(a) in self._before:
                self._read.setdefault(id(a), Capture(*self._before[id(a)][:3]))
        if self._outer[0] is not None:
            self._outer[0](step, args, out)

    def drawn(self, counter: Tensor) -> None:
        """Called by a random generator that hands out a key which does not come from the program's inputs.

        Raises:
            GraphError: The generator is from outside: the program would draw the same numbers at every call.
        """
        if id(counter) in self._before:
            raise GraphError(
                "compile: the function draws from a random generator that is not in its state",
                given="a generator whose counter would stand still",
                expected="every generator that is drawn from to be listed",
                hint="wg.compile(step, state=(model, optimizer, generator))",
            )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        mode.observer, mode.recording, mode.compiling = self._outer
        changed = self._put_back()
        self._before.clear()
        self.captured = list(self._read.values())
        if kind is None and changed:
            raise GraphError(
                "compile: the function changes a tensor that is not in its state",
                given=f"{len(changed)} of them, the first of shape {changed[0].shape}: updated, or given a gradient",
                expected="every tensor that changes to be listed",
                hint="wg.compile(step, state=(model, optimizer))",
            )

    def _put_back(self) -> list[Tensor]:
        """Give changed tensors back what they held, and name them."""
        # Another thread may meanwhile rebind tensors of its own; then only what is traced was changed by this function.
        alone = threading.active_count() == 1
        changed = []
        for t, value, step, g in self._before.values():
            new = getattr(t, "_grad", None)
            if (t.value is not value and (alone or is_traced(t.value))) or (
                new is not g and new is not None and is_traced(new.value)
            ):
                changed.append(t)
                t.value, t.step, t._grad = value, step, g
        return changed


def _alive() -> list[Tensor]:
    """Every tensor there is. Asking the garbage collector costs some 10 ms, once for each compilation."""
    kinds: list[type] = [Tensor]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return [t for t in gc.get_referrers(*kinds) if isinstance(t, Tensor)]
