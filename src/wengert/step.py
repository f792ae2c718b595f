"""Step: one line of the Wengert list; and the mode that says whether lines are written.

Knows what a line holds. Knows no mathematics and no derivative: those belong to the step's primitive.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wengert.primitive import Primitive

numbers = itertools.count()
_new = object.__new__


class Step:
    """One line of the list: what was applied to what, and what its rules need.

    While recording for training a step keeps only `saved`: what the rules of its primitive read by name. Values and
    source lines are kept (in `kept`) only where somebody observes, as `trace` does.

    Args:
        primitive: What was applied.
        inputs: The steps that made its array arguments; None for constants.
        params: Static arguments: axis, shape and the like.
        saved: What the rules read, in the order of `primitive.saves`; None where no tracked argument needs it.
        shape: Shape of the output (None for a tuple of outputs).
        dtype: Dtype of the output (None for a tuple of outputs).
    """

    __slots__ = ("__weakref__", "dtype", "inputs", "kept", "number", "params", "primitive", "saved", "shape")

    def __init__(
        self,
        primitive: Primitive,
        inputs: tuple[Step | None, ...],
        params: dict[str, Any],
        saved: tuple[Any, ...],
        shape: Any,
        dtype: Any,
    ) -> None:
        self.primitive = primitive
        self.inputs = inputs
        self.params = params
        self.saved = saved
        self.shape = shape
        self.dtype = dtype
        self.kept: Any = None
        self.number = next(numbers)

    @property
    def node(self) -> str:
        """The name PyTorch users know: `AddBackward0`, `SigmoidBackward0`, ..."""
        return self.primitive.node

    def name(self) -> str:
        """The node's name, as a call: `loss.grad_fn.name()`."""
        return self.primitive.node

    @property
    def next_functions(self) -> tuple[tuple[Step | None, int], ...]:
        """The steps that made the arguments, as pairs (step, 0); empty for a leaf. Constants give (None, 0)."""
        return tuple((p, 0) for p in self.inputs)

    @property
    def exemplary(self) -> bool:
        """Whether the value is only an example, because a program is being recorded."""
        return mode.examples_since is not None and self.number >= mode.examples_since

    def __repr__(self) -> str:
        return f"<{self.primitive.node}>"


def write(
    primitive: Primitive,
    inputs: tuple[Step | None, ...],
    params: dict[str, Any],
    saved: tuple[Any, ...],
    shape: tuple[int, ...],
    dtype: Any,
) -> Step:
    """A new step, as `Step(...)` gives. Without `__init__` a quarter faster, on the hottest path there is."""
    step = _new(Step)
    step.primitive = primitive
    step.inputs = inputs
    step.params = params
    step.saved = saved
    step.shape = shape
    step.dtype = dtype
    step.kept = None
    step.number = next(numbers)
    return step


class Mode(threading.local):
    """What this thread does with a new step.

    `recording`: write it down. `observer`: whom to show it, if anyone. `examples_since`: values made since that number
    are only examples, so no decision may be taken on them (None: values are real). `compiling`: who watches the program
    that is being compiled, if one is.
    """

    recording = True
    observer: Any = None
    examples_since: int | None = None
    compiling: Any = None


mode = Mode()


def now() -> int:
    """A number greater than that of every step so far: what comes later was made later.

    Example:
        >>> now() < now()
        True
    """
    return next(numbers)


class set_recording:
    """Within the block, write steps down or not. `no_grad` and `enable_grad` are made of this.

    A class and not a generator: entering costs a third, and every sweep enters one.

    Args:
        on: Whether to record.
    """

    __slots__ = ("before", "on")

    def __init__(self, on: bool) -> None:
        self.on = on

    def __enter__(self) -> None:
        self.before = mode.recording
        mode.recording = self.on

    def __exit__(self, *_: object) -> None:
        mode.recording = self.before


@contextmanager
def observed(observer: Any) -> Generator[None, None, None]:
    """Within the block, `observer(step, args, out)` sees every step, and steps are recorded for constants too.

    An outer observer sees the steps as well: nested traces lose nothing.
    """
    before = mode.observer, mode.recording
    mode.observer, mode.recording = observer, True
    try:
        yield
    finally:
        mode.observer, mode.recording = before
