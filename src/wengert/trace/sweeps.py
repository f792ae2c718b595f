"""Sweeps over the list: tangents first to last, adjoints last to first.

Knows steps, their pullbacks and pushforwards, and whether the sweep itself must be recorded. Knows no user function.
Sweeps are loops over sorted steps, never recursion, so a list may be as long as memory allows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from wengert.arrays import is_traced
from wengert.ops.shape import broadcast_to
from wengert.primitive import pick
from wengert.step import Step, mode, set_recording
from wengert.tensor import Tensor
from wengert.trace.contribution import contributor

_number = attrgetter("number")


class Segment(NamedTuple):
    """A stretch of the list.

    Attributes:
        steps: In evaluation order.
        open: Whether it reads steps made before it: then sweeps over it must be recorded for an outer sweep.
        leaves: Its steps without inputs: captured leaves.
    """

    steps: list[Step]
    open: bool
    leaves: list[Step]


def segment(outputs: Iterable[Step], since: int = -1) -> Segment:
    """The steps that `outputs` depend on, down to the first one numbered `since`, in evaluation order.

    Args:
        outputs: Steps to start from.
        since: Older steps are left out; a constant to this stretch of the list.

    Returns:
        The steps, whether any of them reads an older one, and the leaves among them.
    """
    found = list({s for s in outputs if s.number >= since})
    seen = set(found)
    leaves = []
    reaches_out = False
    for step in found:  # which grows as it is read
        inputs = step.inputs
        if not inputs:
            leaves.append(step)
        for parent in inputs:
            if parent is None or parent in seen:
                continue
            if parent.number < since:
                reaches_out = True
                continue
            seen.add(parent)
            found.append(parent)
    found.sort(key=_number)
    return Segment(found, reaches_out, leaves)


def moving(found: Segment, inputs: Collection[Step]) -> list[Step]:
    """The steps of a segment that depend on `inputs`.

    A step is written only if one of its inputs is tracked, so in a closed stretch without other leaves every step
    moves, and nothing needs to be looked at.
    """
    if not found.open and not found.leaves and mode.observer is None:
        return found.steps
    return active(found.steps, inputs)


def active(steps: Iterable[Step], inputs: Iterable[Step]) -> list[Step]:
    """Those of `steps` that depend on `inputs` through differentiable arguments; the rest are structural zeros."""
    live = set(inputs)
    out = []
    for step in steps:
        if step in live or (step.primitive.differentiable and any(p in live for p in step.inputs)):
            live.add(step)
            out.append(step)
    return out


def recall(step: Step) -> tuple[Any, ...]:
    """What `step` saved, as tensors that remember where they came from: for sweeps that are recorded."""
    return tuple(_rebox(step, origin, value) for origin, value in zip(step.primitive.origins, step.saved, strict=True))


def _rebox(step: Step, origin: Any, value: Any) -> Any:
    if origin is None or value is None:
        return value
    if origin == "out":
        return Tensor(value, step)
    if origin == "args":
        return tuple(v if p is None else Tensor(v, p) for v, p in zip(value, step.inputs, strict=True))
    if isinstance(origin, tuple):
        part = Step(pick, (step,), {"index": origin[1]}, (), np.shape(value), value.dtype)
        return Tensor(value, part)
    parent = step.inputs[origin]
    return value if parent is None else Tensor(value, parent)


Hook = Callable[[Step, Any], Any]


def pull_back(
    steps: Sequence[Step],
    seeds: Mapping[Step, Any],
    record: bool,
    stops: Collection[Step] = (),
    arrived: Hook | None = None,
    linked: bool = True,
) -> dict[Step, Any]:
    """The reverse sweep: adjoints last to first.

    Args:
        steps: In evaluation order; only these are visited.
        seeds: Adjoints of the outputs, by step.
        record: Whether the sweep is itself recorded (for a higher order); adjoints then are tensors.
        stops: Steps at which the sweep ends: the inputs of a transform.
        linked: Whether a recorded sweep remembers where kept values came from. False when no outer sweep can reach
            them: the sweep is then linear in the seeds, and what was kept is constant.
        arrived: Called with each step and its finished adjoint; gives the adjoint to go on with.

    Returns:
        Adjoints of `stops` and of leaves (steps without inputs); the rest are freed on the way.
    """
    adjoints = dict(seeds)
    within = set(steps)
    linked = record and linked
    gated = False  # from the last selection down, a zero adjoint may be a branch not taken (0003)
    with set_recording(record), np.errstate(all="ignore"):
        for step in reversed(steps):
            g = adjoints.pop(step, None)
            if g is None:
                continue
            if arrived is not None:
                g = arrived(step, g)
            if not step.inputs or step in stops:
                adjoints[step] = g
                continue
            primitive = step.primitive
            if gated or primitive.selects:
                gated = True
                contribute = primitive.contribute_gated or contributor(primitive, gated)
            else:
                contribute = primitive.contribute or contributor(primitive)
            contribute(step, g, recall(step) if linked else step.saved, adjoints, within)
    return adjoints


def push_forward(
    steps: Sequence[Step], seeds: Mapping[Step, Any], record: bool, linked: bool = True
) -> dict[Step, Any]:
    """The forward sweep: tangents first to last.

    Args:
        steps: In evaluation order.
        seeds: Tangents of the inputs, by step.
        record: Whether the sweep is itself recorded; tangents then are tensors.
        linked: As for `pull_back`.

    Returns:
        The tangent of every step that moves; a missing one is a zero.
    """
    tangents = dict(seeds)
    with set_recording(record), np.errstate(all="ignore"):
        for step in steps:
            if step in tangents or not step.inputs:
                continue
            arriving = [tangents.get(p) if p is not None else None for p in step.inputs]
            if all(t is None for t in arriving):
                continue
            out = _push_step(step, arriving, recall(step) if record and linked else step.saved)
            if out is not None:
                tangents[step] = out
    return tangents


def _together(x: Any, y: Any) -> Any:
    """X + y; between tracers of one kind by what JAX's `+` calls in the end, which takes a third as long to trace."""
    if is_traced(x) and is_traced(y) and x.shape == y.shape and x.dtype == y.dtype:
        from jax import lax

        return lax.add(x, y)
    return x + y


def _push_step(step: Step, arriving: list[Any], saved: tuple[Any, ...]) -> Any:
    """The tangent of one step; None when it does not move."""
    primitive = step.primitive
    if primitive.joint_pushforward is not None:
        return primitive.joint_pushforward(tuple(arriving), saved, step.params)
    out = None
    for t, push in zip(arriving, primitive.pushforwards, strict=False):
        if t is not None and push is not None:
            c = push(t, saved, step.params)
            out = c if out is None or c is None else _together(out, c)
    if out is not None and step.shape is not None and out.shape != step.shape:
        out = broadcast_to(out, step.shape)
    return out
