"""The recurrence of long short-term memory.

Knows its derivatives as loops that are linear in what moves: the slopes of all gates are computed at once, before them,
but in a program for the CPU, which makes them where it needs them.
Knows no input weight and no bias: they are in z.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wengert.arrays import for_cpu, namespace
from wengert.arrays.products import parallel_product
from wengert.arrays.shapes import size_of
from wengert.kinds import general
from wengert.nn.recurrence.turns import before, over_batch, over_turns, rewriting, turns
from wengert.ops import concat, matmul, matrix_transpose, tanh
from wengert.samples import case, real
from wengert.transforms.structured import zeros_like

# σ(x) = (1 + tanh(x/2)) / 2: one call for all gates, and NumPy's tanh is several times as fast as its exponential.
_HALF, _REST = (0.5, 0.5, 1.0, 0.5), (0.5, 0.5, 0.0, 0.5)


def _cost(shapes: Any, out: Any, params: Any) -> float:
    del out, params
    return float(size_of(shapes[0])) * (2 * shapes[1][-1] + 6)


@general(
    outputs=("h", "c", "i", "f", "g", "o"),
    source="Gers, Schmidhuber & Cummins 2000, without peepholes",
    cost=_cost,
)
def lstm_turns(z: Any, h0: Any, c0: Any, w: Any) -> Any:
    """States h = o tanh(c), cells c = f c + i g, and gates i, f, g, o = σ, σ, tanh, σ(z + h wᵀ).

    Shapes: (t, *n, b, 4h), twice (*n, b, h), (*n, 4h, h) -> six times (t, *n, b, h).

    Example:
        >>> h, c, i, f, g, o = lstm_turns(np.zeros((2, 1, 4)), np.ones((1, 1)), np.ones((1, 1)), np.zeros((4, 1)))
        >>> c.ravel(), float(f[0, 0, 0]), float(g[0, 0, 0])
        (array([0.5 , 0.25]), 0.5, 0.0)
    """
    if for_cpu(z) and w.ndim == 2:
        return _run_in_program(z, h0, c0, w)
    xp, n = namespace(z, h0, c0, w), w.shape[-1]
    half, rest = (np.repeat(np.array(of_each, z.dtype), n) for of_each in (_HALF, _REST))
    wt = xp.swapaxes(w, -1, -2) * half

    def turn(carry: Any, row: Any) -> Any:
        h, c = carry
        i, f, g, o = _parts(xp.tanh(row[0] + h @ wt) * half + rest)
        c = f * c + i * g
        h = o * xp.tanh(c)
        return (h, c), (h, c, i, f, g, o)

    return turns(turn, (h0, c0), (z * half,))[1]


def _run_in_program(z: Any, h0: Any, c0: Any, w: Any) -> Any:
    """The turns with each gate in an array of its own, written over its part of z, and the product on all cores.

    XLA reads slices of a row in a loop one number at a time, and an array more is one more that leaves the cache.
    """
    import jax

    xp, n = jax.numpy, w.shape[-1]
    wide = w * np.repeat(np.array(_HALF, z.dtype), n)[:, None]
    empty = xp.zeros((*z.shape[:-1], n), z.dtype)

    def turn(carry: Any, row: Any) -> Any:
        h, c = carry
        arguments = xp.split(parallel_product(wide, h.T), 4)
        i, f, g, o = (xp.tanh(z + a.T) * k + r for z, a, k, r in zip(row, arguments, _HALF, _REST, strict=False))
        c = f * c + i * g
        h = o * xp.tanh(c)
        return (h, c), (i, f, g, o, h, c)

    parts = [part * k for part, k in zip(_parts(z), _HALF, strict=True)]
    _, (i, f, g, o, h, c) = rewriting(turn, (h0, c0), (*parts, empty, empty))
    return h, c, i, f, g, o


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


def _slopes(c: Any, i: Any, f: Any, g: Any, o: Any, c0: Any) -> _Slopes:
    squashed = tanh(c)
    own = concat([i * (1 - i), f * (1 - f), 1 - g * g, o * (1 - o)], axis=-1)
    return _Slopes(f, concat([g, before(c0, c), i, squashed], axis=-1) * own, o * (1 - squashed * squashed), own)


def _pull(by: Any, h: Any, c: Any, i: Any, f: Any, g: Any, o: Any, h0: Any, c0: Any, w: Any, tracked: Any) -> Any:
    given = {name: row for name, row in zip("hc", by, strict=False) if row is not None}
    gates, idle = (i, f, g, o), all(part is None for part in by[2:])
    if idle and all(map(for_cpu, (*given.values(), h, w))) and w.ndim == 2:
        moved, first = _pull_in_program(given, c, gates, c0, w)
    else:
        slopes = _slopes(c, *gates, c0)
        if not idle:
            by_gates = [zeros_like(c) if part is None else part for part in by[2:]]
            given["z"] = concat(by_gates, axis=-1) * slopes.gates
        moved, first = _pull_turns(given, slopes, h0, c0, w)
    return moved, *first, over_turns(moved, before(h0, h)) if tracked[3] else None


def _arrived(carry: tuple[Any, ...], arrives: dict[str, Any], out: Any) -> tuple[Any, Any]:
    """Adjoints of h and c with what arrives at this turn from outside, and from h at c by its slope `out`."""
    gh = carry[0] + arrives["h"] if "h" in arrives else carry[0]
    gc = carry[1] + gh * out
    return gh, gc + arrives["c"] if "c" in arrives else gc


def _pull_turns(given: dict[str, Any], slopes: _Slopes, h0: Any, c0: Any, w: Any) -> Any:
    """Adjoints of z and of the first states, from those `given` of h, of c and of the gates' arguments."""

    def turn(carry: Any, row: Any) -> Any:
        forget, entry, out, *arriving = row
        arrives = dict(zip(given, arriving, strict=True))
        gh, gc = _arrived(carry, arrives, out)
        moved = concat([gc, gc, gc, gh], axis=-1) * entry
        moved = moved + arrives["z"] if "z" in arrives else moved
        return (matmul(moved, w), gc * forget), (moved,)

    rows = (slopes.forget, slopes.entry, slopes.out, *given.values())
    first, (moved,) = turns(turn, (zeros_like(h0), zeros_like(c0)), rows, (w,), reverse=True)
    return moved, first


def _pull_in_program(given: dict[str, Any], c: Any, gates: tuple[Any, ...], c0: Any, w: Any) -> Any:
    """`_pull_turns` with the slopes inside the loop and the adjoints written over the gates."""

    def turn(carry: Any, row: Any) -> Any:
        i, f, g, o, c, past, *arriving = row
        squashed = tanh(c)
        gh, gc = _arrived(carry, dict(zip(given, arriving, strict=True)), o * (1 - squashed * squashed))
        moved = gc * g * i * (1 - i), gc * past * f * (1 - f), gc * i * (1 - g * g), gh * squashed * o * (1 - o)
        return (parallel_product(concat(moved, axis=-1), w), gc * f), moved

    beside = (c, before(c0, c), *given.values())
    first, moved = rewriting(turn, (zeros_like(c0), zeros_like(c0)), gates, beside, reverse=True)
    return concat(moved, axis=-1), first


def _push(dx: Any, h: Any, c: Any, i: Any, f: Any, g: Any, o: Any, h0: Any, c0: Any, w: Any) -> Any:
    dz, dh, dc, dw = dx
    slopes, wt = _slopes(c, i, f, g, o, c0), matrix_transpose(w)
    given = [t for t in (dz, None if dw is None else matmul(before(h0, h), matrix_transpose(dw))) if t is not None]

    def turn(carry: Any, row: Any) -> Any:
        forget, entry, out, *moving = row
        moved = sum(moving, start=matmul(carry[0], wt))
        to_c = _parts(moved * entry)
        dc = forget * carry[1] + to_c[0] + to_c[1] + to_c[2]
        dh = to_c[3] + out * dc
        return (dh, dc), (dh, dc, moved)

    start = (zeros_like(h0) if dh is None else dh, zeros_like(c0) if dc is None else dc)
    _, (dh, dc, moved) = turns(turn, start, (slopes.forget, slopes.entry, slopes.out, *given), (w,))
    return dh, dc, *_parts(moved * slopes.gates)


lstm_turns.define_joint(_pull, _push)
lstm_turns.batch = over_batch(lstm_turns, weights=(3,))
lstm_turns.samples = [case(real(3, 2, 4), real(2, 1), real(2, 1), real(4, 1))]
