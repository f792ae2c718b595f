"""The recurrence of gated units.

Knows its derivatives as loops that are linear in what moves: the slopes of all gates are computed at once, before them.
Knows no input weight, and no bias but the one inside the reset gate's reach: the others are in z.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wengert.arrays import for_cpu, namespace
from wengert.arrays.mesh import on_several
from wengert.arrays.shapes import size_of
from wengert.kinds import general
from wengert.nn.recurrence.turns import before, over_batch, over_turns, rewriting, turns
from wengert.ops import concat, matmul, matrix_transpose
from wengert.ops import sum as total
from wengert.samples import case, real
from wengert.transforms.structured import zeros_like


def _cost(shapes: Any, out: Any, params: Any) -> float:
    del out, params
    return float(size_of(shapes[0])) * (2 * shapes[1][-1] + 6)


@general(
    outputs=("h", "r", "u", "n", "m"),
    source="Cho et al. 2014, with the reset after the product as in cuDNN",
    cost=_cost,
)
def gru_turns(z: Any, h0: Any, w: Any, b: Any) -> Any:
    """States h = n + u (h - n), and gates r, u = σ(z + h wᵀ), n = tanh(z + r m), m = h wᵀ + b.

    Shapes: (t, *n, b, 3h), (*n, b, h), (*n, 3h, h), (*n, 1, h) -> five times (t, *n, b, h).

    Example:
        >>> h, r, u, n, m = gru_turns(np.zeros((2, 1, 3)), np.ones((1, 1)), np.zeros((3, 1)), np.zeros((1, 1)))
        >>> h.ravel(), float(r[0, 0, 0]), float(n[0, 0, 0])
        (array([0.5 , 0.25]), 0.5, 0.0)
    """
    xp, k = namespace(z, h0, w, b), w.shape[-1]
    # σ(x) = (1 + tanh(x/2)) / 2, as NumPy's tanh is several times as fast as its exponential.
    half = np.repeat(np.array([0.5, 0.5, 1.0], z.dtype), k)
    wt = xp.swapaxes(w, -1, -2) * half

    def turn(carry: Any, row: Any) -> Any:
        (h,), (to_r, to_u, to_n) = carry, row[:3]
        by_r, by_u, by_m = _gates(h @ wt)
        r, u, m = 0.5 * xp.tanh(to_r + by_r) + 0.5, 0.5 * xp.tanh(to_u + by_u) + 0.5, by_m + b
        n = xp.tanh(to_n + r * m)
        h = n + u * (h - n)
        return (h,), (r, u, n, h, m)

    # The gates are rows of their own, there and back: XLA reads slices of a row in a loop one number at a time.
    rows = _gates(z * half)
    if for_cpu(z):
        empty = xp.zeros(rows[0].shape, z.dtype)
        r, u, n, h, m = rewriting(turn, (h0,), (*rows, empty, empty))[1]
    else:
        r, u, n, h, m = turns(turn, (h0,), rows)[1]
    return h, r, u, n, m


def _gates(x: Any) -> tuple[Any, Any, Any]:
    """The three parts of the last axis. Shapes: (*s, 3k) -> three times (*s, k)."""
    k = x.shape[-1] // 3
    return x[..., :k], x[..., k : 2 * k], x[..., 2 * k :]


class _Slopes(NamedTuple):
    """Local slopes of one turn, for all turns.

    Attributes:
        keep: Of h in the h before, by itself.
        entry: Of h in the arguments of r and u, and in m.
        inner: Of h in the argument of n.
        reset, update, new: Of the gates in their arguments.
    """

    keep: Any
    entry: Any
    inner: Any
    reset: Any
    update: Any
    new: Any


def _slopes(h: Any, r: Any, u: Any, n: Any, m: Any, h0: Any) -> _Slopes:
    reset, update, new = r * (1 - r), u * (1 - u), 1 - n * n
    inner = (1 - u) * new
    entry = concat([inner * m * reset, (before(h0, h) - n) * update, inner * r], axis=-1)
    return _Slopes(u, entry, inner, reset, update, new)


def _pull(g: Any, h: Any, r: Any, u: Any, n: Any, m: Any, h0: Any, w: Any, tracked: Any) -> Any:
    by_h, *by_gates = g
    gates, idle = (r, u, n, m), all(part is None for part in by_gates)
    if idle and all(map(for_cpu, (by_h, n, w))) and w.shape[-1] <= h.shape[-2] and not on_several():
        return _pull_in_program(by_h, h, gates, h0, w, tracked)
    s = _slopes(h, *gates, h0)
    to_n, to_w = (None, None) if idle else _at_arguments(by_gates, s, r, m)
    given = {name: row for name, row in (("h", by_h), ("w", to_w)) if row is not None}

    def turn(carry: Any, row: Any) -> Any:
        (gh,), (keep, entry, *arriving) = carry, row
        arrives = dict(zip(given, arriving, strict=True))
        gh = gh + arrives["h"] if "h" in arrives else gh
        moved = concat([gh, gh, gh], axis=-1) * entry
        moved = moved + arrives["w"] if "w" in arrives else moved
        return (gh * keep + matmul(moved, w),), (gh, moved)

    (first,), (gh, moved) = turns(turn, (zeros_like(h0),), (s.keep, s.entry, *given.values()), (w,), reverse=True)
    in_r, in_u, in_m = _gates(moved)
    by_z = concat([in_r, in_u, _plus(to_n, gh * s.inner)], axis=-1)
    by_w = over_turns(moved, before(h0, h)) if tracked[2] else None
    return by_z, first, by_w, total(in_m, axis=(0, -2), keepdims=True)[0] if tracked[3] else None


def _pull_in_program(by_h: Any, h: Any, gates: tuple[Any, ...], h0: Any, w: Any, tracked: Any) -> Any:
    """`_pull` with slopes and sums over the turns inside the loop.

    A program makes them in one pass with what moves. The sum over turns of the weight's adjoint stays in the cache
    while the weight is small beside a batch of states: while there are no more units than rows. On several devices it
    would have to meet at every turn.
    """

    def turn(carry: Any, row: Any) -> Any:
        (gh, by_w, by_b), (r, u, n, m, state, arrives) = carry, row
        gh = gh + arrives
        inner = gh * (1 - u) * (1 - n * n)
        in_m, in_r, in_u = inner * r, inner * m * r * (1 - r), gh * (state - n) * u * (1 - u)
        moved = concat([in_r, in_u, in_m], axis=-1)
        by_w = by_w + matmul(matrix_transpose(moved), state)
        by_b = by_b + total(in_m, axis=-2, keepdims=True)
        return (gh * u + matmul(moved, w), by_w, by_b), (in_r, in_u, inner)

    start = (zeros_like(h0), zeros_like(w), zeros_like(h0[..., :1, :]))
    (first, by_w, by_b), by_z = rewriting(turn, start, gates[:3], (gates[3], before(h0, h), by_h), reverse=True)
    return concat(by_z, axis=-1), first, by_w if tracked[2] else None, by_b if tracked[3] else None


def _at_arguments(by_gates: Any, s: _Slopes, r: Any, m: Any) -> tuple[Any, Any]:
    """Adjoints of gates as those of the argument of n, and of (r, u, m) as what h wᵀ adds to."""
    to_r, to_u, to_n, to_m = (zeros_like(r) if part is None else part for part in by_gates)
    to_n = to_n * s.new
    return to_n, concat([(to_n * m + to_r) * s.reset, to_u * s.update, to_n * r + to_m], axis=-1)


def _push(dx: Any, h: Any, r: Any, u: Any, n: Any, m: Any, h0: Any, w: Any) -> Any:
    dz, dh, dw, db = dx
    s, wt, states = _slopes(h, r, u, n, m, h0), matrix_transpose(w), before(h0, h)
    own = None if dw is None else matmul(states, matrix_transpose(dw))  # what m and the gates gain beside h
    if db is not None:
        own = _plus(own, concat([zeros_like(db), zeros_like(db), db], axis=-1))
    source = None if own is None else _summed(s.entry * own)
    if dz is not None:
        to_r, to_u, _ = _gates(s.entry)
        source = _plus(source, _summed(concat([to_r, to_u, s.inner], axis=-1) * dz))
    rows = (s.keep, s.entry) if source is None else (s.keep, s.entry, source)

    def turn(carry: Any, row: Any) -> Any:
        (dh,), (keep, entry, *moving) = carry, row
        dh = sum(moving, start=keep * dh + _summed(entry * matmul(dh, wt)))
        return (dh,), (dh,)

    start = zeros_like(h0) if dh is None else dh
    dh = turns(turn, (start,), rows, (w,))[1][0]
    moved = _plus(own, matmul(before(start, dh), wt))
    in_r, in_u, _ = _gates(moved if dz is None else moved + dz)
    dr, du, dm = in_r * s.reset, in_u * s.update, _gates(moved)[2]
    in_n = dr * m + r * dm
    return dh, dr, du, (in_n if dz is None else in_n + _gates(dz)[2]) * s.new, dm


def _plus(x: Any, y: Any) -> Any:
    return y if x is None else x + y


def _summed(x: Any) -> Any:
    """The three parts of the last axis added. Shapes: (*s, 3k) -> (*s, k)."""
    first, second, third = _gates(x)
    return first + second + third


gru_turns.define_joint(_pull, _push)
gru_turns.batch = over_batch(gru_turns, weights=(2, 3))
gru_turns.samples = [case(real(3, 2, 3), real(2, 1), real(3, 1), real(1, 1))]
