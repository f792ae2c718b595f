"""Padding with the argument order of PyTorch: pairs from the last axis backwards.

Knows modes by PyTorch's names, and that negative widths crop. The border itself is `wengert.pad`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert import ops
from wengert.errors import ArgumentError, ShapeError, unknown

MODES = {"constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def pad(x: Any, pad: Sequence[int], mode: str = "constant", value: float = 0.0) -> Any:
    """`x` with a border on its last axes.

    A convolution without padding of an input padded with `circular` commutes with every shift of the input, exactly;
    with zeros it does so only away from the border.

    Args:
        x: (*b, *s).
        pad: (before, after) of the last axis, then of the one before it, and so on; negative numbers crop.
        mode: `constant`, `reflect` (without the border itself), `replicate` (the border) or `circular`.
        value: Of a constant border.

    Returns:
        (*b, *s + before + after).

    Raises:
        ArgumentError: The mode is unknown, or the widths are no pairs.
        ShapeError: There are more pairs than axes, or nothing to reflect.

    Example:
        >>> pad(np.array([1.0, 2.0, 3.0]), (1, 1), mode="circular")
        array([3., 1., 2., 3., 1.])
    """
    if mode not in MODES:
        raise unknown("padding mode", mode, list(MODES))
    widths = tuple(int(p) for p in pad)
    rank = len(np.shape(x))
    if len(widths) % 2:
        raise ArgumentError("pad: widths come in pairs", given=widths, expected="(before, after) for each axis")
    if len(widths) > 2 * rank:
        raise ShapeError("pad: more pairs than axes", given=f"{len(widths) // 2} pairs for shape {tuple(np.shape(x))}")
    pairs = [(0, 0)] * (rank - len(widths) // 2) + [(widths[k], widths[k + 1]) for k in range(len(widths) - 2, -1, -2)]
    if any(w > 0 for w in widths):
        grown = [(max(lo, 0), max(hi, 0)) for lo, hi in pairs]
        x = ops.pad(x, grown, mode=MODES[mode], constant_values=value)
    if any(w < 0 for w in widths):
        x = x[tuple(slice(max(-lo, 0), n - max(-hi, 0)) for n, (lo, hi) in zip(np.shape(x), pairs, strict=True))]
    return x
