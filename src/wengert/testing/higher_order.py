"""Higher order: the sweeps over a primitive, differentiated again, against finite differences of the sweeps.

Knows second and third derivatives as derivatives of the two sweeps. Knows no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert.errors import GradientError
from wengert.primitive import Primitive
from wengert.tensor import value_of
from wengert.testing.agreement import agree, finite, inner
from wengert.testing.calls import Call, direction, draw
from wengert.transforms.differences import along
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import vjp

Sweep = Callable[..., Sequence[Any]]


def check_second_order(p: Primitive) -> None:
    """Each sweep differentiated by each sweep, on each sample: four second derivatives.

    Raises:
        GradientError: One of them differs from finite differences of the sweep.
        ContractError: One of them is not finite.
    """
    for call in draw(p):
        if call.moving and call.kept:
            for name, sweep, primals in _sweeps(call):
                _check_sweep(f"{name} of `{p.name}`", sweep, primals, call)


def check_third_order(p: Primitive) -> None:
    """A third derivative, forward over forward over reverse, on the first sample that moves.

    Raises:
        GradientError: It differs from finite differences of the second.
        ContractError: It is not finite.
    """
    call = next((c for c in draw(p) if c.moving and c.kept), None)
    if call is None:
        return
    _, sweep, primals = _sweeps(call)[0]
    v = [direction(x, call.rng) for x in primals]

    def second(*xs: Any) -> list[Any]:
        return jvp(lambda *ys: list(sweep(*ys)), xs, v)[1]

    _check_sweep(f"jvp of vjp of `{p.name}`", second, primals, call)


def _sweeps(call: Call) -> list[tuple[str, Sweep, list[Any]]]:
    """The two sweeps as functions of the primals and of what is swept: (name, function, where)."""
    count = len(call.moving)
    seeds = call.random_like(call.values(*call.primals))
    tangents = call.random_like(call.primals)
    reverse = lambda *xs: list(vjp(call.f, *xs[:count])[1](list(xs[count:])))
    forward = lambda *xs: jvp(call.f, xs[:count], xs[count:])[1]
    return [("vjp", reverse, [*call.primals, *seeds]), ("jvp", forward, [*call.primals, *tangents])]


def _check_sweep(name: str, sweep: Sweep, primals: list[Any], call: Call) -> None:
    """Both derivatives of one sweep against its differences."""
    values = lambda *xs: [np.asarray(value_of(o)) for o in sweep(*xs)]
    v = [direction(x, call.rng) for x in primals]
    numeric = along(values, primals, v)
    _, tangents = jvp(lambda *xs: list(sweep(*xs)), primals, v)
    finite(f"jvp of {name}", tangents, call.label)
    agree(f"jvp of {name}", tangents, numeric, call.label)
    outputs, pull = vjp(lambda *xs: list(sweep(*xs)), *primals)
    u = [direction(o, call.rng) for o in outputs]
    adjoints = pull(u)
    finite(f"vjp of {name}", adjoints, call.label)
    there, here = inner(adjoints, v), inner(u, tangents)
    size = inner([np.abs(a) for a in u], [np.abs(np.asarray(t)) for t in tangents])
    if not abs(there - here) <= 1e-9 * (1 + size):
        raise GradientError(
            f"vjp of {name}: is not the adjoint of its jvp",
            given=f"<pull(u), v> = {there:.9g}",
            expected=f"<u, push(v)> = {here:.9g}",
            at=call.label,
        )
