"""Pooling: the largest or the mean element of every window, in any number of dimensions.

Knows each as a primitive on the slices that `windows` takes, so that no window is ever copied. Knows no layer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from wengert.arrays import is_floating
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, ShapeError
from wengert.kinds import constant, general, linear
from wengert.ops.convolution import each
from wengert.ops.shape import broadcast_to
from wengert.ops.windows import Grid, Windows
from wengert.samples import case, distinct, real
from wengert.tensor import value_of


def _lowest(dtype: np.dtype) -> Any:
    return dtype.type(-np.inf) if is_floating(dtype) else np.iinfo(dtype).min


# --- sums ------------------------------------------------------------------------------------------------------------


@linear(symbol="Σ", node="AvgPool")
def window_sum(x: Any, *, windows: Windows) -> Any:
    """Sum over every window; padding counts as zero. Shapes: (*b, *s) -> (*b, *count).

    Example:
        >>> window_sum(np.arange(4.0), windows=Windows((2,), (2,), (0,), (1,), (2,)))
        array([1., 5.])
    """
    grid = Grid.of(windows, x)
    return grid.back(reduce(lambda a, b: a + b, grid.places(grid.turn(x), 0)))


window_sum.adjoint = lambda g, x_shape, windows: window_spread(g, sizes=x_shape[-len(windows.sizes) :], windows=windows)
window_sum.samples = [
    case(real(2, 5), windows=Windows((2,), (2,), (1,), (1,), (3,))),
    case(real(2, 5, 4), windows=Windows((3, 2), (1, 2), (1, 0), (1, 2), (5, 1))),
]


@linear()
def window_spread(x: Any, *, sizes: tuple[int, ...], windows: Windows) -> Any:
    """Each element added to all of its window: the adjoint of `window_sum`. Shapes: (*b, *count) -> (*b, *sizes).

    Example:
        >>> window_spread(np.array([1.0, 5.0]), sizes=(4,), windows=Windows((2,), (2,), (0,), (1,), (2,)))
        array([1., 1., 5., 5.])
    """
    grid = Grid.of(windows, x)
    x = grid.turn(x)
    if grid.xp is not np and windows.tile:
        return grid.back(grid.spread(lambda x: x, [], [x], sizes))
    return grid.back(grid.put_back([x] * math.prod(windows.sizes), sizes))


window_spread.adjoint = lambda g, windows: window_sum(g, windows=windows)
window_spread.samples = [case(real(2, 3), sizes=(5,), windows=Windows((2,), (2,), (1,), (1,), (3,)))]


# --- maxima ----------------------------------------------------------------------------------------------------------


@general(symbol="max", node="MaxPool")
def window_max(x: Any, *, windows: Windows) -> Any:
    """The largest element of every window; padding never wins; ties share. Shapes: (*b, *s) -> (*b, *count).

    Example:
        >>> window_max(np.array([1.0, 3.0, 2.0, 5.0]), windows=Windows((2,), (2,), (0,), (1,), (2,)))
        array([3., 5.])
    """
    grid = Grid.of(windows, x)
    return grid.back(reduce(grid.xp.maximum, grid.places(grid.turn(x), _lowest(dtype_of(x)))))


window_max.define(
    [lambda g, x, out, windows: share_out(g, x, out, windows=windows)],
    [lambda dx, x, out, windows: share_in(dx, x, out, windows=windows)],
)
window_max.samples = [
    case(distinct(2, 5), windows=Windows((2,), (2,), (1,), (1,), (3,))),
    case(distinct(2, 5, 4), windows=Windows((3, 2), (1, 2), (1, 0), (1, 2), (5, 1))),
]


def _winners(x: Any, out: Any, grid: Grid) -> tuple[list[Any], Any]:
    """For each place, the windows that it wins; and how many places win each window, dtype of `x`; all turned."""
    wins = [part == out for part in grid.places(x, _lowest(dtype_of(x)))]
    return wins, reduce(lambda a, b: a + b, [w.astype(x.dtype) for w in wins])


@linear()
def share_out(g: Any, x: Any, top: Any, *, windows: Windows) -> Any:
    """Each window's adjoint in equal shares to its largest elements.

    Shapes: (*b, *count), (*b, *s), (*b, *count) -> (*b, *s).

    Example:
        >>> windows = Windows((2,), (1,), (0,), (1,), (1,))
        >>> share_out(np.array([1.0]), np.array([2.0, 2.0]), np.array([2.0]), windows=windows)
        array([0.5, 0.5])
    """
    grid = Grid.of(windows, x, g)
    x, top = grid.turn(x), grid.turn(top)
    wins, count = _winners(x, top, grid)
    share = grid.turn(g) / count
    won = lambda win, share: grid.xp.where(win, share, share.dtype.type(0))
    if grid.xp is not np and windows.tile:
        into = lambda x, top, share: won(x == top, share)
        return grid.back(grid.spread(into, [x], [top, share], grid.sizes(x)))
    return grid.back(grid.put_back((won(w, share) for w in wins), grid.sizes(x)))


@linear()
def share_in(dx: Any, x: Any, top: Any, *, windows: Windows) -> Any:
    """The mean tangent of each window's largest elements.

    Shapes: (*b, *s), (*b, *s), (*b, *count) -> (*b, *count).

    Example:
        >>> windows = Windows((2,), (1,), (0,), (1,), (1,))
        >>> share_in(np.array([1.0, 3.0]), np.array([2.0, 2.0]), np.array([2.0]), windows=windows)
        array([2.])
    """
    grid = Grid.of(windows, x, dx)
    wins, count = _winners(grid.turn(x), grid.turn(top), grid)
    parts = zip(wins, grid.places(grid.turn(dx), 0), strict=True)
    return grid.back(reduce(lambda a, b: a + b, [grid.xp.where(w, t, t.dtype.type(0)) for w, t in parts]) / count)


# Which element is the largest is locally constant: nothing flows into `x` and `top`.
share_out.adjoints = (lambda g, x, top, windows: share_in(g, x, top, windows=windows), None, None)
share_in.adjoints = (lambda g, x, top, windows: share_out(g, x, top, windows=windows), None, None)
_PAIRS = Windows((2,), (1,), (0,), (1,), (3,))
_X, _TOP = np.array([1.0, 3.0, 3.0, 2.0]), np.array([3.0, 3.0, 3.0])
share_out.samples = [case(real(3), _X, _TOP, windows=_PAIRS)]
share_in.samples = [case(real(4), _X, _TOP, windows=_PAIRS)]


@constant(node="MaxPoolIndices")
def window_place(x: Any, *, windows: Windows) -> Any:
    """Where the largest element of every window stands, the first of those that tie.

    Its number in the axes of the windows, counted row by row and without padding; where there is a nan, its place.

    Shapes: (*b, *s) -> (*b, *count) of integers.

    Example:
        >>> window_place(np.array([1.0, 3.0, 2.0, 5.0]), windows=Windows((2,), (2,), (0,), (1,), (2,)))
        array([1, 3])
    """
    grid = Grid.of(windows, x)
    x = grid.turn(x)
    sizes, behind = grid.sizes(x), (1,) * grid.turned
    best = _lowest(dtype_of(x))
    at = _numbers(windows, sizes, None)[0].reshape(*windows.count, *behind)
    for start, part in zip(windows.starts(), grid.places(x, best), strict=True):
        number, inside = (a.reshape(*windows.count, *behind) for a in _numbers(windows, sizes, start))
        wins = ((part > best) | (part != part)) & inside
        best, at = grid.xp.where(wins, part, best), grid.xp.where(wins, number, at)
    return grid.back(at)


def _numbers(windows: Windows, sizes: tuple[int, ...], start: Sequence[int] | None) -> tuple[np.ndarray, np.ndarray]:
    """The number of each window's element at one place, or of its first behind the padding; and whether it is inside.

    Shapes: (*count), (*count).
    """
    number, inside = np.zeros((), np.int64), np.ones((), bool)
    for axis, (n, _, s, lo, d, o) in enumerate(zip(sizes, *windows, strict=True)):
        at = np.arange(o) * s - lo
        at = at + (-(np.minimum(at, 0) // d) * d if start is None else start[axis])
        number, inside = np.add.outer(number * n, at), np.logical_and.outer(inside, (at >= 0) & (at < n))
    return number, inside


window_place.samples = [
    case(distinct(2, 5), windows=Windows((2,), (2,), (1,), (1,), (3,))),
    case(distinct(2, 5, 4), windows=Windows((3, 2), (1, 2), (1, 0), (1, 2), (5, 1))),
]


def _leading(primitive: Callable[..., Any]) -> Callable[..., Any]:
    """A batch is one more leading axis."""

    def over_batch(args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        wide = [a if b else broadcast_to(a, (size, *a.shape)) for a, b in zip(args, batched, strict=True)]
        return primitive(*wide, **params)

    return over_batch


for _primitive in (window_sum, window_spread, window_max, share_out, share_in, window_place):
    _primitive.batch = _leading(_primitive)


# --- as people call it -----------------------------------------------------------------------------------------------


def max_pool(
    x: Any,
    window: int | Sequence[int],
    *,
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
) -> Any:
    """The largest element of every window over the last axes.

    Elements that tie share the adjoint of their window equally. Padding is -inf: it never wins.

    Args:
        x: Input, (*b, *s), with as many sizes s as the window has; (n, c, h, w) and (c, h, w) alike for images.
        window: Sizes of the window: a sequence, or a number for square windows on images (two axes).
        stride: Steps from window to window; the window's sizes when None.
        padding: Elements around each axis, at most half a window.
        dilation: Distance between neighbours in a window.
        ceil_mode: Whether a last, incomplete window counts.

    Returns:
        (*b, *p) with p = (s + 2 padding - dilation (window - 1) - 1) // stride + 1.

    Raises:
        ShapeError: The window is larger than the padded input.
        ArgumentError: An option has the wrong length, or the padding is more than half a window.

    Example:
        >>> max_pool(np.array([1.0, 3.0, 2.0, 5.0]), (2,))
        array([3., 5.])
    """
    windows = _windows("max_pool", np.shape(value_of(x)), window, stride, padding, dilation, ceil_mode)
    return window_max(x, windows=windows)


def max_places(
    x: Any,
    window: int | Sequence[int],
    *,
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
) -> Any:
    """Where the elements stand that `max_pool` gives: their numbers in the plane of the input, row by row.

    Padding is not counted, and of elements that tie it is the first. No sweep passes.

    Args:
        x: As for `max_pool`, as all arguments and errors are.
        window: Sizes of the window.
        stride: Steps from window to window.
        padding: Elements around each axis.
        dilation: Distance between neighbours in a window.
        ceil_mode: Whether a last, incomplete window counts.

    Returns:
        (*b, *p) of integers.

    Example:
        >>> max_places(np.array([1.0, 3.0, 2.0, 5.0]), (2,))
        array([1, 3])
    """
    windows = _windows("max_pool", np.shape(value_of(x)), window, stride, padding, dilation, ceil_mode)
    return window_place(x, windows=windows)


def avg_pool(
    x: Any,
    window: int | Sequence[int],
    *,
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Any:
    """The mean of every window over the last axes.

    Args:
        x: Input, (*b, *s), with as many sizes s as the window has.
        window: Sizes of the window: a sequence, or a number for square windows on images (two axes).
        stride: Steps from window to window; the window's sizes when None.
        padding: Zeros around each axis, at most half a window.
        ceil_mode: Whether a last, incomplete window counts.
        count_include_pad: Whether padding counts in the mean; what lies beyond it never does.

    Returns:
        (*b, *p) with p = (s + 2 padding - window) // stride + 1.

    Raises:
        ShapeError: The window is larger than the padded input.
        ArgumentError: An option has the wrong length, or the padding is more than half a window.

    Example:
        >>> avg_pool(np.array([1.0, 3.0, 2.0, 5.0]), (2,))
        array([2. , 3.5])
    """
    shape = np.shape(value_of(x))
    windows = _windows("avg_pool", shape, window, stride, padding, 1, ceil_mode)
    counts = _counts(shape[-len(windows.sizes) :], windows, count_include_pad)
    total = window_sum(x, windows=windows)
    if (counts == counts.flat[0]).all():
        return total / int(counts.flat[0])
    return total / counts.astype(dtype_of(value_of(total)))


def _counts(sizes: tuple[int, ...], windows: Windows, with_padding: bool) -> np.ndarray:
    """How many elements each window has. Shape: (*count)."""
    out = np.ones((), np.int64)
    for n, k, s, lo, _, o in zip(sizes, *windows, strict=True):
        first = np.arange(o) * s - lo
        low, high = (-lo, n + lo) if with_padding else (0, n)
        out = np.multiply.outer(out, np.minimum(first + k, high) - np.maximum(first, low))
    return out


def _windows(
    what: str, shape: tuple[int, ...], window: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool
) -> Windows:
    sizes = each(f"{what}: window", window, len(window) if isinstance(window, Sequence) else 2)
    rank = len(sizes)
    steps = sizes if stride is None else each(f"{what}: stride", stride, rank)
    pads = each(f"{what}: padding", padding, rank)
    gaps = each(f"{what}: dilation", dilation, rank)
    if any(2 * p > k for p, k in zip(pads, sizes, strict=True)):
        raise ArgumentError(
            f"{what}: padding is more than half a window",
            given=f"padding={pads}, window={sizes}",
            expected=f"at most {tuple(k // 2 for k in sizes)}",
        )
    counts = []
    for n, k, s, p, d in zip(shape[len(shape) - rank :], sizes, steps, pads, gaps, strict=len(shape) >= rank):
        room = n + 2 * p - d * (k - 1) - 1
        o = (-(-room // s) if ceil_mode else room // s) + 1
        # A window that would begin in the padding behind the input has nothing to look at.
        counts.append(o - 1 if ceil_mode and (o - 1) * s >= n + p else o)
    if len(counts) < rank or min(counts) < 1:
        raise ShapeError(
            f"{what}: the window is larger than the padded input",
            given=f"input {shape}, window {sizes}, padding={pads}, dilation={gaps}",
            hint="use a smaller window, or pad more",
        )
    return Windows(sizes, steps, pads, gaps, tuple(counts))
