"""Bare rules: what a pullback and a pushforward give before a sweep sums, casts or broadcasts it.

Knows how a recorded step's rules are called. Judges nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wengert.primitive import Parts
from wengert.step import Step
from wengert.tensor import value_of
from wengert.testing.calls import Call
from wengert.transforms.lift import fresh


class Contribution(NamedTuple):
    """What one rule gave for one argument.

    Attributes:
        rule: `vjp` or `jvp`.
        argument: The moving argument's place among all arguments.
        value: The raw contribution.
        like: What it must be summed or broadcast to: the argument, or the output.
    """

    rule: str
    argument: int
    value: Any
    like: Any


def record(call: Call) -> tuple[Step, Any]:
    """Record one call; its step and its output as tensors."""
    args: list[Any] = list(call.args)
    for k in call.moving:
        args[k] = fresh(args[k], call.primitive.name)
    out = call.primitive(*args, **call.params)
    step = out[0].step.inputs[0] if call.primitive.outputs else out.step
    return step, out


def contributions(call: Call) -> list[Contribution]:
    """Every rule of one call, applied once to a random adjoint or tangent, as silently as in a sweep."""
    with np.errstate(all="ignore"):
        return _contributions(call)


def _contributions(call: Call) -> list[Contribution]:
    p = call.primitive
    step, out = record(call)
    outputs = [value_of(o) for o in (out if p.outputs else [out])]
    seeds = [g if k in call.kept else None for k, g in enumerate(map(np.asarray, call.random_like(outputs)))]
    g = tuple(seeds) if p.outputs else seeds[0]
    tangents = {k: call.random_like([call.args[k]])[0] for k in call.moving}
    found = []
    if p.joint_pullback is not None and p.joint_pushforward is not None:
        pulled = p.joint_pullback(g, step.saved, step.params)
        found += [Contribution("vjp", k, pulled[k], call.args[k]) for k in call.moving]
        moved = p.joint_pushforward(tuple(tangents.get(k) for k in range(len(call.args))), step.saved, step.params)
        return found + _parts(moved, 0, outputs, call)
    for k, t in tangents.items():
        pull, push = p.pullbacks[k], p.pushforwards[k]
        if pull is not None:
            value = pull(g, step.saved, step.params)
            found += [Contribution("vjp", k, v, call.args[k]) for v in ([value] if type(value) is not Parts else [])]
        if push is not None:
            found += _parts(push(t, step.saved, step.params), k, outputs, call)
    return found


def _parts(moved: Any, argument: int, outputs: list[Any], call: Call) -> list[Contribution]:
    parts = moved if call.primitive.outputs else [moved]
    pairs = zip(parts, outputs, strict=True)
    return [Contribution("jvp", argument, part, out) for part, out in pairs if part is not None]
