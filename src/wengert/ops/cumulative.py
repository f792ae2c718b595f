"""Running sums, products, extremes and log-sums along an axis, and the recurrence their derivatives are made of.

Knows that all of them are first-order recurrences, whose derivatives are recurrences again. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace, scans
from wengert.arrays.dtypes import dtype_of
from wengert.batching import along
from wengert.errors import ShapeError
from wengert.kinds import general, linear
from wengert.ops.comparison import equal
from wengert.ops.dtype import astype, conj
from wengert.ops.elementwise import exp
from wengert.ops.joining import concat
from wengert.ops.movement import flip
from wengert.ops.selection import where
from wengert.ops.shape import axes_of
from wengert.ops.slicing import part
from wengert.samples import case, complexes, distinct, real
from wengert.tensor import value_of


def _edge(x: Any, axis: int, value: float) -> Any:
    """One slice full of `value`, as wide as `x` across `axis`; none when `x` is empty along it."""
    shape = list(np.shape(x))
    shape[axis] = min(shape[axis], 1)
    return namespace(value_of(x)).full(shape, value, dtype_of(x))


def shifted(x: Any, axis: int, value: float) -> Any:
    """`x` one place later along `axis`, with `value` first. Shapes: (*s) -> (*s).

    Example:
        >>> shifted(np.array([1.0, 2.0]), 0, 0.0)
        array([0., 1.])
    """
    return concat([_edge(x, axis, value), part(x, axis, 0, -1)], axis=axis)


def advanced(x: Any, axis: int, value: float) -> Any:
    """`x` one place earlier along `axis`, with `value` last. Shapes: (*s) -> (*s).

    Example:
        >>> advanced(np.array([1.0, 2.0]), 0, 0.0)
        array([2., 0.])
    """
    return concat([part(x, axis, 1, np.shape(x)[axis]), _edge(x, axis, value)], axis=axis)


@general(cost=lambda shapes, *_: 4.0 * float(np.prod(shapes[0], dtype=float)))
def recurrence(a: Any, b: Any, *, axis: int) -> Any:
    """out[i] = a[i] · out[i-1] + b[i] along `axis`, starting from 0. Shapes: (*s), (*s) -> (*s).

    Its tangent and its adjoint are recurrences again, so every order is exact, zeros included.

    Example:
        >>> recurrence(np.array([5.0, 2.0, 2.0]), np.ones(3), axis=0)
        array([1., 3., 7.])
    """
    return scans.recur(a, b, axis)


def backward_recurrence(a: Any, g: Any, axis: int) -> Any:
    """h[i] = g[i] + a[i+1] · h[i+1]: the adjoint of `recurrence` in `b`. Shapes: (*s), (*s) -> (*s)."""
    return flip(recurrence(flip(advanced(a, axis, 0), axis), flip(g, axis), axis=axis), axis)


recurrence.define(
    [
        lambda g, a, out, axis: backward_recurrence(conj(a), g, axis) * conj(shifted(out, axis, 0)),
        lambda g, a, axis: backward_recurrence(conj(a), g, axis),
    ],
    [
        lambda da, a, out, axis: recurrence(a, da * shifted(out, axis, 0), axis=axis),
        lambda db, a, axis: recurrence(a, db, axis=axis),
    ],
)
recurrence.batch = along(recurrence, "axis")
recurrence.samples = [
    case(real(5), real(5), axis=0),
    case(real(2, 4, 3), real(2, 4, 3), axis=-2),
    case(complexes(3), complexes(3), axis=0),
    case(real(1), real(1), axis=0),
    case(np.array([0.5, 0.0, 2.0]), real(3), axis=0),
]


def _line(x: Any, axis: int | None, who: str) -> int:
    """The axis to run along; may be left out when there is only one."""
    if axis is None and len(np.shape(x)) != 1:
        raise ShapeError(f"{who}: say along which axis", given=f"shape {np.shape(x)}", hint="axis=0, or flatten first")
    (axis,) = axes_of(x, 0 if axis is None else axis, who)
    return axis


@linear(symbol="Σ")
def cumsum(x: Any, *, axis: int) -> Any:
    """Running sum. Shapes: (*s) -> (*s).

    Example:
        >>> cumsum(np.ones(3), axis=0)
        array([1., 2., 3.])
    """
    return namespace(x).cumsum(x, axis=axis)


cumsum.adjoint = lambda g, axis: flip(cumsum(flip(g, axis), axis=axis), axis)
cumsum.batch = along(cumsum, "axis")
cumsum.samples = [case(real(4), axis=0), case(real(2, 3), axis=-1), case(complexes(3), axis=0), case(real(0), axis=0)]


def cumulative_sum(x: Any, axis: int | None = None, dtype: Any = None, include_initial: bool = False) -> Any:
    """Running sum along `axis`.

    Args:
        x: (*a, n, *b).
        axis: Which axis; may be None only when there is one.
        dtype: In which dtype; that of `x` when None.
        include_initial: Whether the empty sum, 0, comes first.

    Returns:
        (*a, n, *b), or (*a, n + 1, *b).

    Raises:
        ShapeError: `axis` is out of range or missing.

    Example:
        >>> cumulative_sum(np.ones(3), include_initial=True)
        array([0., 1., 2., 3.])
    """
    axis = _line(x, axis, "cumulative_sum")
    out = cumsum(x if dtype is None else astype(x, dtype=dtype), axis=axis)
    return concat([_first(out, axis, 0), out], axis=axis) if include_initial else out


def _first(out: Any, axis: int, value: float) -> Any:
    shape = np.shape(out)
    return namespace(value_of(out)).full((*shape[:axis], 1, *shape[axis + 1 :]), value, dtype_of(out))


@general(symbol="Π")
def cumprod(x: Any, *, axis: int) -> Any:
    """Running product. Shapes: (*s) -> (*s).

    Example:
        >>> cumprod(np.array([2.0, 3.0]), axis=0)
        array([2., 6.])
    """
    return namespace(x).cumprod(x, axis=axis)


cumprod.define(
    [lambda g, x, out, axis: backward_recurrence(conj(x), g, axis) * conj(shifted(out, axis, 1))],
    [lambda dx, x, out, axis: recurrence(x, dx * shifted(out, axis, 1), axis=axis)],
)
cumprod.batch = along(cumprod, "axis")
cumprod.samples = [
    case(real(4), axis=0),
    case(real(2, 3), axis=-1),
    case(np.array([2.0, 0.0, 3.0, 0.0, 5.0]), axis=0),
    case(complexes(3), axis=0),
    case(real(0), axis=0),
]


def cumulative_prod(x: Any, axis: int | None = None, dtype: Any = None, include_initial: bool = False) -> Any:
    """Running product along `axis`; derivatives are exact where factors are 0, to any order.

    Args:
        x: (*a, n, *b).
        axis: Which axis; may be None only when there is one.
        dtype: In which dtype; that of `x` when None.
        include_initial: Whether the empty product, 1, comes first.

    Returns:
        (*a, n, *b), or (*a, n + 1, *b).

    Raises:
        ShapeError: `axis` is out of range or missing.

    Example:
        >>> cumulative_prod(np.array([2.0, 3.0]), include_initial=True)
        array([1., 2., 6.])
    """
    axis = _line(x, axis, "cumulative_prod")
    out = cumprod(x if dtype is None else astype(x, dtype=dtype), axis=axis)
    return concat([_first(out, axis, 1), out], axis=axis) if include_initial else out


@general(node="Cummax")
def cummax(x: Any, *, axis: int) -> Any:
    """The largest so far; those that attain it share its derivative equally. Shapes: (*s) -> (*s).

    Example:
        >>> cummax(np.array([1.0, 3.0, 2.0]), axis=0)
        array([1., 3., 3.])
    """
    return scans.running_max(x, axis)


@general(node="Cummin")
def cummin(x: Any, *, axis: int) -> Any:
    """The smallest so far; those that attain it share its derivative equally. Shapes: (*s) -> (*s).

    Example:
        >>> cummin(np.array([3.0, 1.0, 2.0]), axis=0)
        array([3., 1., 1.])
    """
    return scans.running_min(x, axis)


def _holders(x: Any, out: Any, axis: int) -> tuple[Any, Any, Any]:
    """Runs of one extreme: 1 where the run goes on, 1 where `x` attains it, and how many have attained it so far."""
    goes_on = astype(equal(out, shifted(out, axis, 0)), dtype=x.dtype)
    goes_on = concat([part(goes_on, axis, 0, 1) * 0, part(goes_on, axis, 1, x.shape[axis])], axis=axis)
    attains = astype(equal(x, out), dtype=x.dtype)
    return goes_on, attains, recurrence(goes_on, attains, axis=axis)


def _pull_extreme(g: Any, x: Any, out: Any, axis: int) -> Any:
    goes_on, attains, count = _holders(x, out, axis)
    return attains * backward_recurrence(goes_on, g / count, axis)


def _push_extreme(dx: Any, x: Any, out: Any, axis: int) -> Any:
    goes_on, attains, count = _holders(x, out, axis)
    return recurrence(goes_on, attains * dx, axis=axis) / count


cummax.define(
    [lambda g, x, out, axis: _pull_extreme(g, x, out, axis)],
    [lambda dx, x, out, axis: _push_extreme(dx, x, out, axis)],
)
cummax.batch = along(cummax, "axis")
cummax.samples = [case(distinct(6), axis=0), case(distinct(2, 4), axis=-1), case(distinct(4, 2), axis=0)]
cummin.define(
    [lambda g, x, out, axis: _pull_extreme(g, x, out, axis)],
    [lambda dx, x, out, axis: _push_extreme(dx, x, out, axis)],
)
cummin.batch = along(cummin, "axis")
cummin.samples = [case(distinct(6), axis=0), case(distinct(2, 4), axis=-1), case(distinct(4, 2), axis=0)]


def cumulative_max(x: Any, axis: int | None = None) -> Any:
    """The largest so far along `axis` (None: the only one); ties share equally. Shapes: (*s) -> (*s).

    Raises:
        ShapeError: `axis` is out of range or missing.

    Example:
        >>> cumulative_max(np.array([1.0, 3.0, 2.0]))
        array([1., 3., 3.])
    """
    return cummax(x, axis=_line(x, axis, "cumulative_max"))


def cumulative_min(x: Any, axis: int | None = None) -> Any:
    """The smallest so far along `axis` (None: the only one); ties share equally. Shapes: (*s) -> (*s).

    Raises:
        ShapeError: `axis` is out of range or missing.

    Example:
        >>> cumulative_min(np.array([3.0, 1.0, 2.0]))
        array([3., 1., 1.])
    """
    return cummin(x, axis=_line(x, axis, "cumulative_min"))


@general()
def logcumsumexp(x: Any, *, axis: int = -1) -> Any:
    """Log of the running sum of exponentials, without overflow. Shapes: (*s) -> (*s). Real.

    Example:
        >>> logcumsumexp(np.zeros(2)).round(3)
        array([0.   , 0.693])
    """
    return scans.running_logsumexp(x, axis)


def _weights(x: Any, out: Any, axis: int) -> tuple[Any, Any]:
    """exp(out[i-1] - out[i]) and exp(x[i] - out[i]): what the sum so far and the new term contribute."""
    finite = where(equal(out, -np.inf), 0, out)
    return exp(shifted(out, axis, -np.inf) - finite), exp(x - finite)


def _pull_logs(g: Any, x: Any, out: Any, axis: int) -> Any:
    keeps, adds = _weights(x, out, axis)
    return adds * backward_recurrence(keeps, g, axis)


def _push_logs(dx: Any, x: Any, out: Any, axis: int) -> Any:
    keeps, adds = _weights(x, out, axis)
    return recurrence(keeps, adds * dx, axis=axis)


logcumsumexp.define(
    [lambda g, x, out, axis: _pull_logs(g, x, out, axis)],
    [lambda dx, x, out, axis: _push_logs(dx, x, out, axis)],
)
logcumsumexp.batch = along(logcumsumexp, "axis")
logcumsumexp.samples = [case(real(4)), case(real(2, 3), axis=0), case(real(3, low=-300, high=300))]


def diff(x: Any, axis: int = -1, n: int = 1, prepend: Any = None, append: Any = None) -> Any:
    """Differences of neighbours along `axis`, taken `n` times.

    Args:
        x: (*a, m, *b).
        axis: Which axis.
        n: How many times.
        prepend: Joined in front of `x` first, if given.
        append: Joined behind `x` first, if given.

    Returns:
        (*a, m - n, *b).

    Raises:
        ShapeError: `axis` is out of range, or `n` is negative.

    Example:
        >>> diff(np.array([1.0, 3.0, 7.0])), diff(np.array([1.0, 3.0, 7.0]), n=2)
        (array([2., 4.]), array([2.]))
    """
    (axis,) = axes_of(x, axis, "diff")
    if n < 0:
        raise ShapeError("diff: taken a negative number of times", given=f"n={n}")
    ends = [e for e in (prepend, x, append) if e is not None]
    x = concat(ends, axis=axis) if len(ends) > 1 else x
    for _ in range(n):
        x = part(x, axis, 1, np.shape(x)[axis]) - part(x, axis, 0, -1)
    return x
