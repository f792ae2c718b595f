"""The plain recurrence: h = φ(z + h wᵀ), turn after turn.

Knows its derivatives as loops that are linear in what moves. Knows no input weight and no bias: they are in z.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import namespace
from wengert.errors import ArgumentError
from wengert.kinds import general
from wengert.nn.recurrence.turns import before, over_batch, over_turns, turns
from wengert.ops import astype, greater, matmul, matrix_transpose
from wengert.samples import case, real
from wengert.transforms.structured import zeros_like


def _cost(shapes: Any, out: Any, params: Any) -> float:
    del params
    size = 1.0
    for n in out:
        size *= n
    return size * (2 * shapes[1][-1] + 2)


@general(source="Elman 1990", cost=_cost)
def elman(z: Any, h0: Any, w: Any, *, nonlinearity: str = "tanh") -> Any:
    """All states h = φ(z + h wᵀ). Shapes: (t, *n, b, h), (*n, b, h), (*n, h, h) -> (t, *n, b, h).

    Example:
        >>> elman(np.ones((2, 1, 1)), np.zeros((1, 1)), np.ones((1, 1)), nonlinearity="relu").ravel()
        array([1., 2.])
    """
    xp = namespace(z, h0, w)
    if nonlinearity not in ("tanh", "relu"):
        raise ArgumentError("rnn: unknown nonlinearity", given=repr(nonlinearity), expected="'tanh' or 'relu'")
    wt = xp.swapaxes(w, -1, -2)

    def turn(carry: Any, row: Any) -> Any:
        h = row[0] + carry[0] @ wt
        h = xp.tanh(h) if nonlinearity == "tanh" else xp.maximum(h, 0)
        return (h,), (h,)

    return turns(turn, (h0,), (z,))[1][0]


def _slope(out: Any, nonlinearity: str) -> Any:
    return 1 - out * out if nonlinearity == "tanh" else astype(greater(out, 0), dtype=out.dtype)


def _pull(g: Any, out: Any, h0: Any, w: Any, nonlinearity: str, tracked: Any) -> Any:
    def turn(carry: Any, row: Any) -> Any:
        slope, arriving = row
        moved = slope * (arriving + carry[0])
        return (matmul(moved, w),), (moved,)

    (first,), (moved,) = turns(turn, (zeros_like(h0),), (_slope(out, nonlinearity), g), (w,), reverse=True)
    return moved, first, over_turns(moved, before(h0, out)) if tracked[2] else None


def _push(dx: Any, out: Any, h0: Any, w: Any, nonlinearity: str) -> Any:
    dz, dh, dw = dx
    slope, wt = _slope(out, nonlinearity), matrix_transpose(w)
    given = [t for t in (dz, None if dw is None else matmul(before(h0, out), matrix_transpose(dw))) if t is not None]

    def turn(carry: Any, row: Any) -> Any:
        slope, *moving = row
        h = slope * sum(moving, start=matmul(carry[0], wt))
        return (h,), (h,)

    return turns(turn, (zeros_like(h0) if dh is None else dh,), (slope, *given), (w,))[1][0]


elman.define_joint(_pull, _push)
elman.batch = over_batch(elman, weights=(2,))
elman.samples = [
    case(real(3, 2, 2), real(2, 2), real(2, 2)),
    case(real(3, 2, 2, 1), real(2, 2, 1), real(2, 1, 1)),
    case(real(2, 1, 3), real(1, 3), real(3, 3), nonlinearity="relu"),
]
elman.rejects = [
    (case(real(2, 1, 1), real(1, 1), real(1, 1), nonlinearity="elu"), ArgumentError, "unknown nonlinearity")
]
