"""Convolution on XLA's CPU as a sum over the places of the kernel, for the shapes at which its own is slow.

Knows three such shapes: few input channels (an image has one or three), one channel a group, and the adjoint of that in
the weight. Knows no derivative and no tensor.

Channels stand last, so that a row of them is one vector, and each place of the kernel adds one product to it. The
examples are taken in a loop of a few pieces, because what a loop gives is kept in memory: without it XLA would compute
the whole sum anew in each place that reads the result.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from wengert.arrays import jax_numpy
from wengert.ops.correlation import Pairs, Sizes, output_sizes

PLACES = 27  # of the kernel, over all channels: with more of them XLA's own way is as fast
PRODUCTS = 1024  # places times output channels: the weights must stay in the nearest cache
CHANNELS = 4  # fewer outputs make no vector
PIECES = (8, 4, 2)


class Taps(NamedTuple):
    """A convolution without spread: what is added up where.

    Attributes:
        kernel: Sizes of the kernel.
        out: Sizes of the output.
        stride: Steps from window to window.
        padding: Zeros around; negative ones crop.
        dilation: Distance between neighbours of the kernel.
    """

    kernel: Sizes
    out: Sizes
    stride: Sizes
    padding: Pairs
    dilation: Sizes

    def slices(self, place: Sizes) -> tuple[slice, ...]:
        """The elements that one place of the kernel meets, along the spatial axes of the padded input."""
        rows = zip(place, self.dilation, self.out, self.stride, strict=True)
        return tuple(slice(p * d, p * d + (q - 1) * s + 1, s) for p, d, q, s in rows)


def by_taps(
    x: Any, w: Any, stride: Sizes, padding: Pairs, spread: Sizes, dilation: Sizes, groups: int
) -> Callable[[Any, Any], Any] | None:
    """The function of `(x, w)` that convolves them faster than XLA's CPU does by itself; None for most shapes.

    Args:
        x: Input, (n, c, *s); of it and of `w` only shape and dtype are looked at.
        w: Weight, (o, c / groups, *k).
        stride: As for `convolve`, like all that follow.
        padding: Zeros around; negative ones crop.
        spread: Distance between neighbours of `x`.
        dilation: Distance between neighbours of `w`.
        groups: Parts that the channels are divided into.

    Example:
        >>> x, w = np.ones((4, 1, 8), "float32"), np.ones((16, 1, 3), "float32")
        >>> by_taps(x, w, (1,), ((1, 1),), (1,), (1,), 1) is None
        False
    """
    n, (o, c, *kernel) = x.shape[0], w.shape
    out = output_sizes(x.shape[2:], tuple(kernel), stride, padding, spread, dilation)
    if x.dtype.kind != "f" or any(u != 1 for u in spread) or min((n, o, c, *kernel, *out)) < 1:
        return None
    taps = Taps(tuple(kernel), out, stride, padding, dilation)
    places = c * math.prod(kernel)
    if groups == 1 and n > 1 and o >= CHANNELS and places <= PLACES and places * o <= PRODUCTS:
        return lambda x, w: _few_channels(x, w, taps)
    if groups == o >= CHANNELS and c == 1 and n > 1 and places <= PLACES:
        return lambda x, w: _channel_by_channel(x, w, taps)
    if groups == o >= CHANNELS and n == 1 and c > 1 and math.prod(out) <= PLACES:
        return lambda x, w: _into_weight_by_channel(x, w, taps)
    return None


def _pieces(n: int) -> int:
    """In how many equal pieces `n` examples are taken."""
    return next((m for m in PIECES if n % m == 0), n)


def _in_pieces(x: Any, body: Callable[[Any], Any]) -> Any:
    """`body` of each piece of the examples, put together again. Shapes: (n, ...) -> (n, ...)."""
    from jax import lax

    m = _pieces(x.shape[0])
    parts = x.reshape((m, x.shape[0] // m, *x.shape[1:]))
    y = lax.scan(lambda carry, part: (carry, body(part)), (), parts)[1]
    return y.reshape((x.shape[0], *y.shape[2:]))


def _padded_last(x: Any, padding: Pairs) -> Any:
    """Channels last, zeros around. Shapes: (n, c, *s) -> (n, *(s + padding), c)."""
    from jax import lax

    x = jax_numpy().moveaxis(x, 1, -1)
    return lax.pad(x, x.dtype.type(0), [(0, 0, 0), *((lo, hi, 0) for lo, hi in padding), (0, 0, 0)])


def _few_channels(x: Any, w: Any, taps: Taps) -> Any:
    """Every output channel from every input channel. Shapes: (n, c, *s), (o, c, *k) -> (n, o, *p)."""
    xp = jax_numpy()
    rows = xp.moveaxis(w, 0, -1)  # (c, *k, o)
    terms = list(product(range(w.shape[1]), np.ndindex(*taps.kernel)))

    def body(x: Any) -> Any:
        parts = (x[:, *taps.slices(place), c : c + 1] * rows[c, *place] for c, place in terms)
        return reduce(lambda a, b: a + b, parts)

    return xp.moveaxis(_in_pieces(_padded_last(x, taps.padding), body), -1, 1)


def _channel_by_channel(x: Any, w: Any, taps: Taps) -> Any:
    """Each channel by itself. Shapes: (n, c, *s), (c, 1, *k) -> (n, c, *p)."""
    xp = jax_numpy()
    rows = xp.moveaxis(w[:, 0], 0, -1)  # (*k, c)

    def body(x: Any) -> Any:
        parts = (x[:, *taps.slices(place)] * rows[place] for place in np.ndindex(*taps.kernel))
        return reduce(lambda a, b: a + b, parts)

    return xp.moveaxis(_in_pieces(_padded_last(x, taps.padding), body), -1, 1)


def _into_weight_by_channel(x: Any, w: Any, taps: Taps) -> Any:
    """The adjoint of `_channel_by_channel` in the weight: a large kernel at few places, summed over examples.

    Shapes: (1, c n, *s), (c, n, *k) -> (1, c, *p).
    """
    from jax import lax

    xp = jax_numpy()
    c, n = w.shape[:2]
    x = _padded_last(xp.moveaxis(x.reshape((c, n, *x.shape[2:])), 0, 1), taps.padding)
    # Windows and kernel change their parts: each output place is one slice of the input against the whole kernel.
    turned = Taps(taps.out, taps.kernel, taps.dilation, taps.padding, taps.stride)
    axes = tuple(range(1 + len(taps.kernel)))
    m = _pieces(n)
    in_parts = lambda a: a.reshape((m, n // m, *a.shape[1:]))

    def body(total: Any, pair: tuple[Any, Any]) -> tuple[Any, None]:
        x, w = pair
        sums = [xp.sum(x[:, *turned.slices(place)] * w, axis=axes) for place in np.ndindex(*taps.out)]
        return total + xp.stack(sums), None

    y = lax.scan(body, xp.zeros((math.prod(taps.out), c), x.dtype), (in_parts(x), in_parts(xp.moveaxis(w, 0, -1))))[0]
    return xp.moveaxis(y, -1, 0).reshape((1, c, *taps.out))
