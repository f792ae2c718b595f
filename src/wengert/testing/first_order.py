"""First order: the pushforward against finite differences, the pullback as its adjoint, and broadcasting.

Knows one derivative of one primitive. Knows no second one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import GradientError
from wengert.kinds import Constant
from wengert.primitive import Primitive
from wengert.testing.agreement import agree, finite, inner
from wengert.testing.bare import contributions
from wengert.testing.calls import Call, draw
from wengert.transforms.differences import along
from wengert.transforms.forward import linearize
from wengert.transforms.reverse import vjp


def check_first_order(p: Primitive) -> None:
    """Both modes, in each argument by itself, on each sample.

    Raises:
        GradientError: The pushforward differs from finite differences, or the pullback is not its adjoint.
        ContractError: A value or a derivative is not finite.
    """
    for call in draw(p):
        finite(f"value of `{p.name}`", call.values(*call.primals), call.label)
        check_call(call)


def check_broadcasting(p: Primitive) -> None:
    """Both modes again, with each argument in turn of size 1, or a scalar, where it was an axis.

    Raises:
        GradientError: A pullback is not summed over the axes that were repeated.
    """
    if not p.broadcasts or isinstance(p, Constant):
        return
    call = next((c for c in draw(p) if len(c.args) > 1 and all(np.ndim(c.args[k]) for k in c.moving)), None)
    if call is None:
        return
    for k in call.moving:
        first = call.args[k][:1]
        for narrow in (first, first.reshape(-1)[0]):
            args = list(call.args)
            args[k] = np.asarray(narrow)
            check_call(Call(p, args, call.params, f"{call.label} with argument {k} of shape {np.shape(narrow)}"))


def check_call(call: Call) -> None:
    """Both modes of one call.

    Raises:
        GradientError: As for `check_first_order`.
    """
    name = call.primitive.name
    _check_shapes(call)
    outputs, push = linearize(call.f, *call.primals)
    _, pull = vjp(call.f, *call.primals)
    w = call.random_like(outputs)
    adjoints = pull(w)
    finite(f"vjp of `{name}`", adjoints, call.label)
    for k, (x, adjoint) in enumerate(zip(call.primals, adjoints, strict=True)):
        v = [np.zeros(np.shape(y), y.dtype) for y in call.primals]
        v[k] = call.random_like([x])[0]
        tangents = push(*v)
        finite(f"jvp of `{name}`", tangents, call.label)
        agree(f"jvp of `{name}` in {call.name(k)}", tangents, along(call.values, call.primals, v), call.label)
        there, here = inner([adjoint], [v[k]]), inner(w, tangents)
        if not abs(there - here) <= 1e-9 * (1 + abs(here) + _size(w, tangents)):
            _blame(call, k, adjoint, w)


def _check_shapes(call: Call) -> None:
    """The bare rules: a sweep sums a pullback over repeated axes and repeats a pushforward, and reshapes neither."""
    for found in contributions(call) if call.moving and call.kept else []:
        shape, wanted = np.shape(found.value), np.shape(found.like)
        narrow, wide = (wanted, shape) if found.rule == "vjp" else (shape, wanted)
        if len(narrow) > len(wide) or any(n not in (1, m) for n, m in zip(narrow[::-1], wide[::-1], strict=False)):
            raise GradientError(
                f"{found.rule} of `{call.primitive.name}` in argument {found.argument}: wrong shape",
                given=shape,
                expected=f"{wanted}, or what broadcasting makes of it",
                at=call.label,
            )


def _size(left: Any, right: Any) -> float:
    """What the inner product would be if nothing cancelled: the scale of its rounding."""
    return inner([np.abs(a) for a in left], [np.abs(np.asarray(b)) for b in right])


def _blame(call: Call, k: int, adjoint: Any, w: list[Any]) -> None:
    """The identity fails: find the worst entry of the adjoint, by the pushforward along each coordinate."""
    _, push = linearize(call.f, *call.primals)
    x = call.primals[k]
    wanted = np.zeros(np.shape(x), x.dtype)
    for index in np.ndindex(np.shape(x)):
        for unit in (1, 1j) if x.dtype.kind == "c" else (1,):
            v = [np.zeros(np.shape(y), y.dtype) for y in call.primals]
            v[k][index] = unit
            wanted[index] += unit * inner(w, push(*v))
    what = f"vjp of `{call.primitive.name}` in {call.name(k)}"
    agree(what, [adjoint], [wanted], call.label, witness="the adjoint of its jvp", rtol=1e-9)
    raise GradientError(f"{what}: is not the adjoint of its jvp", at=call.label)
