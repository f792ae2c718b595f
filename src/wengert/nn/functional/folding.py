"""Unfold and fold: an image as columns of its windows, and columns added back to where they came from.

Knows that the two are adjoints: one gathers at an address, the other adds there. Keeps no parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.nn.functional.padding import pad
from wengert.ops import reshape, take
from wengert.ops.convolution import each
from wengert.ops.correlation import output_sizes
from wengert.ops.indexing import scatter_add

Sizes = int | Sequence[int]
Pair = tuple[int, ...]


def _address(what: str, sizes: Pair, kernel: Sizes, dilation: Sizes, padding: Sizes, stride: Sizes) -> Any:
    """For each place in a window, where it lies in the flattened padded image, window by window.

    Returns:
        The padding, the padded sizes, and the address, (places in a window, windows).
    """
    k, d = each(f"{what}: kernel_size", kernel, 2), each(f"{what}: dilation", dilation, 2)
    p, s = each(f"{what}: padding", padding, 2), each(f"{what}: stride", stride, 2)
    counts = output_sizes(sizes, k, s, tuple((q, q) for q in p), (1, 1), d)
    if min(counts) < 1:
        raise ShapeError(
            f"{what}: the window is larger than the padded image", given=f"kernel_size={k}, image {sizes}, padding={p}"
        )
    wide = tuple(n + 2 * q for n, q in zip(sizes, p, strict=True))
    rows, columns = (
        np.add.outer(np.arange(size) * gap, np.arange(count) * step)
        for size, gap, count, step in zip(k, d, counts, s, strict=True)
    )
    places = rows[:, None, :, None] * wide[1] + columns[None, :, None, :]
    return p, wide, places.reshape(k[0] * k[1], -1)


def unfold(x: Any, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1) -> Any:
    """The windows of an image as columns.

    Args:
        x: (n, c, h, w) or (c, h, w).
        kernel_size: Size of the window.
        dilation: Distance between neighbours in a window.
        padding: Zeros on both sides.
        stride: Steps from window to window.

    Returns:
        (n, c k l, windows), or without n.

    Raises:
        ShapeError: The rank differs, or the window is larger than the padded image.

    Example:
        >>> unfold(np.arange(6.0).reshape(1, 1, 2, 3), 2)[0].T
        array([[0., 1., 3., 4.],
               [1., 2., 4., 5.]])
    """
    shape = tuple(np.shape(x))
    if len(shape) not in (3, 4):
        raise ShapeError("unfold: takes images", given=f"shape {shape}", expected="(n, c, h, w) or (c, h, w)")
    p, wide, places = _address("unfold", shape[-2:], kernel_size, dilation, padding, stride)
    x = pad(x, (p[1], p[1], p[0], p[0])) if any(p) else x
    flat = reshape(x, (*shape[:-2], wide[0] * wide[1]))
    columns = take(flat, places, axis=-1)
    return reshape(columns, (*shape[:-3], shape[-3] * len(places), places.shape[1]))


def fold(
    x: Any, output_size: Sizes, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1
) -> Any:
    """Columns added to the windows of an image: the adjoint of `unfold`, not its inverse where windows overlap.

    Args:
        x: (n, c k l, windows), or without n.
        output_size: Sizes of the image.
        kernel_size: Size of the window.
        dilation: Distance between neighbours in a window.
        padding: What `unfold` added, cut off here.
        stride: Steps from window to window.

    Returns:
        (n, c, h, w), or without n.

    Raises:
        ShapeError: The number of rows or columns is not that of these windows.

    Example:
        >>> fold(np.ones((1, 4, 2)), (2, 3), 2)
        array([[[[1., 2., 1.],
                 [1., 2., 1.]]]])
    """
    shape = tuple(np.shape(x))
    h, w = each("fold: output_size", output_size, 2)
    p, wide, places = _address("fold", (h, w), kernel_size, dilation, padding, stride)
    if len(shape) not in (2, 3) or shape[-2] % len(places) or shape[-1] != places.shape[1]:
        raise ShapeError(
            "fold: the columns are not those of these windows",
            given=f"shape {shape}",
            expected=f"(n, c·{len(places)}, {places.shape[1]})",
        )
    lead = (*shape[:-2], shape[-2] // len(places))
    parts = reshape(x, (*lead, *places.shape))
    flat = scatter_add(parts, places[None], shape=(*lead, wide[0] * wide[1]), axes=(len(lead),))
    return reshape(flat, (*lead, *wide))[..., p[0] : p[0] + h, p[1] : p[1] + w]
