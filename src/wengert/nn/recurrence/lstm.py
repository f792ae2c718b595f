"""The recurrence of long short-term memory.

Knows its derivatives as loops that are linear in what moves: the slopes of all gates are computed at once, before them.
Knows no input weight and no bias: they are in z.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wengert.arrays import namespace
from wengert.arrays.shapes import size_of
from wengert.kinds import general
from wengert.nn.recurrence.turns import before, over_batch, over_turns, turns
from wengert.ops import concat, matmul, matrix_transpose, tanh
from wengert.samples import case, real
from wengert.transforms.structured import zeros_like


def _cost(shapes: Any, out: Any, params: Any) -> float:
    del out, params
    return float(size_of(shapes[0])) * (2 * shapes[1][-1] + 6)


@general(outputs=("h", "c", "gates"), source="Gers, Schmidhuber & Cummins 2000, without peepholes", cost=_cost)
def lstm_turns(z: Any, h0: Any, c0: Any, w: Any) -> Any:
    """States h, cells c and gates i, f, g, o = σ, σ, tanh, σ(z + h wᵀ); c = f c + i g; h = o tanh(c).

    Shapes: (t, *n, b, 4h), twice (*n, b, h), (*n, 4h, h) -> twice (t, *n, b, h), (t, *n, b, 4h).

    Example:
        >>> h, c, gates = lstm_turns(np.zeros((2, 1, 4)), np.ones((1, 1)), np.ones((1, 1)), np.zeros((4, 1)))
        >>> c.ravel(), gates[0]
        (array([0.5 , 0.25]), array([[0.5, 0.5, 0. , 0.5]]))
    """
    xp, n = namespace(z, h0, c0, w), w.shape[-1]
    # σ(x) = (1 + tanh(x/2)) / 2: one call for all gates, and NumPy's tanh is several times as fast as its exponential.
    half = np.repeat(np.array([0.5, 0.5, 1.0, 0.5], z.dtype), n)
    rest = np.repeat(np.array([0.5, 0.5, 0.0, 0.5], z.dtype), n)
    wt = xp.swapaxes(w, -1, -2) * half

    def turn(carry: Any, row: Any) -> Any:
        h, c = carry
        gates = xp.tanh(row[0] + h @ wt) * half + rest
        i, f, g, o = _parts(gates)
        c = f * c + i * g
        h = o * xp.tanh(c)
        return (h, c), (h, c, gates)

    return turns(turn, (h0, c0), (z * half,))[1]


def _parts(gates: Any) -> tuple[Any, ...]:
    n = gates.shape[-1] // 4
    return tuple([gates[..., k * n : (k + 1) * n] for k in range(4)])


class _Slopes(NamedTuple):
    """Local slopes of one turn, for all turns.

    Attributes:
        forget: Of c in the c before.
        entry: Of c in the arguments of i, f, g, and of h in that of o.
        out: Of h in c.
        gates: Of the gates in their arguments.
    """

    forget: Any
    entry: Any
    out: Any
    gates: Any


def _slopes(c: Any, gates: Any, c0: Any) -> _Slopes:
    i, f, g, o = _parts(gates)
    squashed = tanh(c)
    own = concat([i * (1 - i), f * (1 - f), 1 - g * g, o * (1 - o)], axis=-1)
    return _Slopes(f, concat([g, before(c0, c), i, squashed], axis=-1) * own, o * (1 - squashed * squashed), own)


def _pull(g: Any, h: Any, c: Any, gates: Any, h0: Any, c0: Any, w: Any, tracked: Any) -> Any:
    by_h, by_c, by_gates = g
    slopes = _slopes(c, gates, c0)
    given = {"h": by_h, "c": by_c, "z": None if by_gates is None else by_gates * slopes.gates}
    given = {name: row for name, row in given.items() if row is not None}

    def turn(carry: Any, row: Any) -> Any:
        gh, gc = carry
        forget, entry, out, *arriving = row
        arrives = dict(zip(given, arriving, strict=True))
        gh = gh + arrives["h"] if "h" in arrives else gh
        gc = gc + gh * out
        gc = gc + arrives["c"] if "c" in arrives else gc
        moved = concat([gc, gc, gc, gh], axis=-1) * entry
        moved = moved + arrives["z"] if "z" in arrives else moved
        return (matmul(moved, w), gc * forget), (moved,)

    rows = (slopes.forget, slopes.entry, slopes.out, *given.values())
    first, (moved,) = turns(turn, (zeros_like(h0), zeros_like(c0)), rows, (w,), reverse=True)
    return moved, *first, over_turns(moved, before(h0, h)) if tracked[3] else None


def _push(dx: Any, h: Any, c: Any, gates: Any, h0: Any, c0: Any, w: Any) -> Any:
    dz, dh, dc, dw = dx
    slopes, wt = _slopes(c, gates, c0), matrix_transpose(w)
    given = [t for t in (dz, None if dw is None else matmul(before(h0, h), matrix_transpose(dw))) if t is not None]

    def turn(carry: Any, row: Any) -> Any:
        forget, entry, out, *moving = row
        moved = sum(moving, start=matmul(carry[0], wt))
        i, f, g, o = _parts(moved * entry)
        dc = forget * carry[1] + i + f + g
        dh = o + out * dc
        return (dh, dc), (dh, dc, moved)

    start = (zeros_like(h0) if dh is None else dh, zeros_like(c0) if dc is None else dc)
    _, (dh, dc, moved) = turns(turn, start, (slopes.forget, slopes.entry, slopes.out, *given), (w,))
    return dh, dc, moved * slopes.gates


lstm_turns.define_joint(_pull, _push)
lstm_turns.batch = over_batch(lstm_turns, weights=(3,))
lstm_turns.samples = [case(real(3, 2, 4), real(2, 1), real(2, 1), real(4, 1))]
