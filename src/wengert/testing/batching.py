"""Batching: a primitive under `vmap` does to every example what it does to one.

Knows batches of calls. Knows no rule.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ContractError
from wengert.primitive import Primitive
from wengert.tensor import value_of
from wengert.testing.agreement import agree
from wengert.testing.calls import Call, draw
from wengert.transforms.reverse import vjp
from wengert.transforms.vmap import vmap

_SIZE = 2


def check_batching(p: Primitive) -> None:
    """Value and pullback of every sample, with all arrays batched and with each of them alone.

    Raises:
        ContractError: A batch gives other numbers than its examples one by one.
    """
    others = draw(p, again=1)
    for call, other in zip(draw(p), others, strict=True):
        places = [k for k, a in enumerate(call.args) if isinstance(a, (np.ndarray, np.generic))]
        patterns = [places, *([k] for k in places if len(places) > 1)]
        for pattern in patterns:
            _check_batch(call, other, pattern)


def _check_batch(call: Call, other: Call, pattern: list[int]) -> None:
    mixed = [other.args[k] if k in pattern else a for k, a in enumerate(call.args)]
    batch = [np.stack([a, mixed[k]]) if k in pattern else a for k, a in enumerate(call.args)]
    axes = tuple(0 if k in pattern else None for k in range(len(batch)))
    seeds = call.random_like(call.values(*call.primals)) if call.kept and call.moving else []

    def value_and_adjoints(*args: Any) -> list[Any]:
        out = call.outputs(*args)
        if not seeds:
            return out
        f = lambda *xs: call.f(*xs, args=args)
        return [*out, *vjp(f, *(args[k] for k in call.moving))[1](seeds)]

    wanted = [value_and_adjoints(*args) for args in (call.args, mixed)]
    found = vmap(value_and_adjoints, in_axes=axes)(*batch)
    stacked = [np.stack([np.asarray(value_of(a)), np.asarray(value_of(b))]) for a, b in zip(*wanted, strict=True)]
    what = f"vmap of `{call.primitive.name}`, batched in arguments {pattern}"
    agree(what, found, stacked, call.label, witness="its examples one by one", rtol=1e-9, error=ContractError)
