"""Convolution on NumPy: windows collected into columns for one matrix product, or products added to their places.

Knows strides, dilations and padding. Knows no derivative and no tensor.
"""

from __future__ import annotations

import math

import numpy as np

Sizes = tuple[int, ...]
Pairs = tuple[tuple[int, int], ...]


def output_sizes(sizes: Sizes, kernel: Sizes, stride: Sizes, padding: Pairs, spread: Sizes, dilation: Sizes) -> Sizes:
    """The spatial sizes of a convolution.

    Example:
        >>> output_sizes((5,), (2,), (2,), ((0, 0),), (1,), (1,))
        (2,)
    """
    rows = zip(sizes, kernel, stride, padding, spread, dilation, strict=True)
    return tuple(((n - 1) * u + lo + hi - d * (k - 1)) // s + 1 for n, k, s, (lo, hi), u, d in rows)


def correlate(
    x: np.ndarray, w: np.ndarray, stride: Sizes, padding: Pairs, spread: Sizes, dilation: Sizes, groups: int
) -> np.ndarray:
    """Windows of `x` times `w`; arguments and shapes as for `convolve`.

    Example:
        >>> correlate(np.ones((1, 1, 3)), np.ones((1, 1, 2)), (1,), ((0, 0),), (1,), (1,), 1)
        array([[[2., 2.]]])
    """
    kernel, sizes = w.shape[2:], x.shape[2:]
    out = output_sizes(sizes, kernel, stride, padding, spread, dilation)
    n, o = x.shape[0], w.shape[0]
    if math.prod(out) * n * o == 0:
        return np.zeros((n, o, *(max(p, 0) for p in out)), np.result_type(x, w))
    x = np.reshape(x, (n, groups, x.shape[1] // groups, *sizes))
    w = np.reshape(w, (groups, o // groups, *w.shape[1:]))
    if any(u > 1 for u in spread) and all(s == 1 for s in stride):
        y = _scattered(x, w, padding, spread, dilation, out)
    else:
        y = _gathered(_padded(_spread(x, spread), padding), w, stride, dilation, out)
    return np.reshape(y, (n, o, *out))


def _spread(x: np.ndarray, spread: Sizes) -> np.ndarray:
    if all(u == 1 for u in spread):
        return x
    lead, sizes = x.shape[: -len(spread)], x.shape[-len(spread) :]
    out = np.zeros((*lead, *((n - 1) * u + 1 for n, u in zip(sizes, spread, strict=True))), x.dtype)
    out[(..., *(slice(None, None, u) for u in spread))] = x
    return out


def _padded(x: np.ndarray, padding: Pairs) -> np.ndarray:
    """Zeros around the last axes; negative padding crops."""
    lead = x.ndim - len(padding)
    if any(lo > 0 or hi > 0 for lo, hi in padding):
        wide = [(0, 0)] * lead + [(max(lo, 0), max(hi, 0)) for lo, hi in padding]
        x = np.pad(x, wide)
    cuts = [slice(max(-lo, 0), n - max(-hi, 0)) for (lo, hi), n in zip(padding, x.shape[lead:], strict=True)]
    return x[(..., *cuts)]


def _gathered(x: np.ndarray, w: np.ndarray, stride: Sizes, dilation: Sizes, out: Sizes) -> np.ndarray:
    """Collect the windows, then one matrix product; over the shorter of the two lists of places, windows or kernel."""
    kernel = w.shape[3:]
    n, groups, c = x.shape[:3]
    if math.prod(out) < math.prod(kernel):
        # Few windows of a large kernel: the adjoint in the weight. One product for each window, without copies of all.
        y = np.empty((n, groups, w.shape[1], *out), np.result_type(x, w))
        for place in np.ndindex(*out):
            rows = zip(place, stride, kernel, dilation, strict=True)
            window = x[(..., *(slice(p * s, p * s + d * (k - 1) + 1, d) for p, s, k, d in rows))]
            flat = np.reshape(np.moveaxis(window, 1, 0), (groups, n, -1))
            product = np.matmul(flat, np.swapaxes(np.reshape(w, (groups, w.shape[1], -1)), 1, 2))
            y[(..., *place)] = np.moveaxis(product, 0, 1)
        return y
    reach = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    axes = tuple(range(3, x.ndim))
    windows = np.lib.stride_tricks.sliding_window_view(x, reach, axes)
    steps = [slice(0, s * p, s) for s, p in zip(stride, out, strict=True)]
    windows = windows[(slice(None),) * 3 + tuple(steps) + tuple(slice(None, None, d) for d in dilation)]
    rank = len(kernel)
    order = (0, 1, 2, *range(3 + rank, 3 + 2 * rank), *range(3, 3 + rank))
    columns = np.reshape(np.transpose(windows, order), (n, groups, c * math.prod(kernel), math.prod(out)))
    return np.matmul(np.reshape(w, (groups, w.shape[1], -1)), columns)


def _scattered(x: np.ndarray, w: np.ndarray, padding: Pairs, spread: Sizes, dilation: Sizes, out: Sizes) -> np.ndarray:
    """Multiply first, then add each product to its places: nothing is multiplied by the zeros between the elements."""
    n, groups, c = x.shape[:3]
    sizes, kernel, o = x.shape[3:], w.shape[3:], w.shape[1]
    by_place = np.reshape(np.moveaxis(np.reshape(w, (groups, o, c, -1)), 3, 1), (groups, -1, c))
    products = np.reshape(np.matmul(by_place, np.reshape(x, (n, groups, c, -1))), (n, groups, -1, o, *sizes))
    wide = [(m - 1) * u + 1 + d * (k - 1) for m, u, d, k in zip(sizes, spread, dilation, kernel, strict=True)]
    y = np.zeros((n, groups, o, *wide), products.dtype)
    for index, place in enumerate(np.ndindex(*kernel)):
        rows = zip(place, kernel, dilation, sizes, spread, strict=True)
        spots = [slice((k - 1 - p) * d, (k - 1 - p) * d + (m - 1) * u + 1, u) for p, k, d, m, u in rows]
        y[(..., *spots)] += products[:, :, index]
    before = [lo - d * (k - 1) for (lo, _), d, k in zip(padding, dilation, kernel, strict=True)]
    return _padded(y, tuple((b, p - m - b) for b, p, m in zip(before, out, wide, strict=True)))
