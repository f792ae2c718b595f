"""Windows over the last axes of an array: their elements as strided slices, and the way back.

Knows NumPy, where a slice costs nothing, and XLA, where the order of the axes decides the speed. Knows no tensor and no
derivative.

XLA convolves with the channels last, so there windows are taken with the channels last too: what stands between a
convolution and a pooling is then read and written in the order it has in memory, a row of channels at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from wengert.arrays import namespace


class Windows(NamedTuple):
    """Where windows lie on the last axes.

    Attributes:
        sizes: Sizes of a window.
        stride: Steps from window to window.
        before: Padding before each axis.
        dilation: Distance between neighbours in a window.
        count: Number of windows along each axis.
    """

    sizes: tuple[int, ...]
    stride: tuple[int, ...]
    before: tuple[int, ...]
    dilation: tuple[int, ...]
    count: tuple[int, ...]

    @property
    def tile(self) -> bool:
        """Whether windows lie side by side, without gaps and without padding."""
        return self.sizes == self.stride and not any(self.before) and all(d == 1 for d in self.dilation)

    def starts(self) -> Iterator[tuple[int, ...]]:
        """For each place in the window, where it first falls on the padded axes."""
        for place in np.ndindex(*self.sizes):
            yield tuple(p * d for p, d in zip(place, self.dilation, strict=True))

    def slices(self, start: Sequence[int]) -> tuple[slice, ...]:
        """The elements at one place of every window, along the axes of the windows."""
        rows = zip(start, self.stride, self.count, strict=True)
        return tuple(slice(a, a + (n - 1) * s + 1, s) for a, s, n in rows)

    def extent(self, sizes: Sequence[int]) -> list[tuple[int, int]]:
        """Padding of each axis of the windows, so that each window is inside."""
        rows = zip(sizes, *self, strict=True)
        return [(lo, max((o - 1) * s + d * (k - 1) + 1 - n - lo, 0)) for n, k, s, lo, d, o in rows]


class Grid(NamedTuple):
    """How the axes of an array lie around those of its windows.

    Attributes:
        windows: The windows.
        xp: The array library.
        turned: Whether the axis before the windows was moved behind them.
    """

    windows: Windows
    xp: Any
    turned: bool

    @classmethod
    def of(cls, windows: Windows, *arrays: Any) -> Grid:
        """The order of axes that suits the library of `arrays`."""
        xp = namespace(*arrays)
        return cls(windows, xp, xp is not np and np.ndim(arrays[0]) > len(windows.sizes) and windows.sizes[-1] > 1)

    def turn(self, x: Any) -> Any:
        """To the order in which windows are taken. Shapes: (*b, c, *s) -> (*b, *s, c) where it turns."""
        rank = len(self.windows.sizes)
        lead = np.ndim(x) - rank - 1
        return self.xp.transpose(x, (*range(lead), *range(lead + 1, lead + 1 + rank), lead)) if self.turned else x

    def back(self, x: Any) -> Any:
        """To the order that callers know: undoes `turn`."""
        rank = len(self.windows.sizes)
        lead = np.ndim(x) - rank - 1
        return self.xp.transpose(x, (*range(lead), lead + rank, *range(lead, lead + rank))) if self.turned else x

    def key(self, slices: Sequence[Any]) -> tuple[Any, ...]:
        """An index along the axes of the windows."""
        return (..., *slices, slice(None)) if self.turned else (..., *slices)

    def lead(self, x: Any) -> int:
        """How many axes of a turned array stand before those of the windows."""
        return np.ndim(x) - len(self.windows.sizes) - self.turned

    def sizes(self, x: Any) -> tuple[int, ...]:
        """Sizes of a turned array along the axes of the windows."""
        lead = self.lead(x)
        return tuple(np.shape(x)[lead : lead + len(self.windows.sizes)])

    def places(self, x: Any, fill: Any) -> Iterator[Any]:
        """For each place in the window, its elements in all windows. Shapes: (*b, *s) -> (*b, *count) each, turned."""
        pads = self.windows.extent(self.sizes(x))
        if any(lo or hi for lo, hi in pads):
            wide = [(0, 0)] * self.lead(x) + pads + [(0, 0)] * self.turned
            x = self.xp.pad(x, wide, constant_values=fill)
        for start in self.windows.starts():
            yield x[self.key(self.windows.slices(start))]

    def put_back(self, parts: Iterable[Any], sizes: Sequence[int]) -> Any:
        """The sum of arrays put at the places they came from: the adjoint of `places`."""
        pads = self.windows.extent(sizes)
        wide = [lo + n + hi for (lo, hi), n in zip(pads, sizes, strict=True)]
        inside = self.key([slice(lo, lo + n) for (lo, _), n in zip(pads, sizes, strict=True)])
        starts = zip(self.windows.starts(), parts, strict=True)
        if self.xp is not np:
            return reduce(lambda a, b: a + b, [self._placed(part, start, wide) for start, part in starts])[inside]
        out: Any = None
        for start, part in starts:
            out = np.zeros((*part.shape[: self.lead(part)], *wide), part.dtype) if out is None else out
            out[self.key(self.windows.slices(start))] += part
        return out[inside]

    def _placed(self, part: Any, start: Sequence[int], wide: Sequence[int]) -> Any:
        """Zeros with `part` at one place of every window, on XLA. Shapes: (*b, *count) -> (*b, *wide), turned."""
        from jax import lax

        rows = zip(wide, start, self.windows.stride, self.windows.count, strict=True)
        borders = [(a, w - a - (n - 1) * s - 1, s - 1) for w, a, s, n in rows]
        none = [(0, 0, 0)]
        return lax.pad(part, part.dtype.type(0), none * self.lead(part) + borders + none * self.turned)

    def spread(
        self, value: Callable[..., Any], arrays: Sequence[Any], each: Sequence[Any], sizes: Sequence[int]
    ) -> Any:
        """At every element of tiles, `value` of the elements of `arrays` and of its window's entries of `each`; on XLA.

        One expression over tiles, where `put_back` is a sum over places. Elements behind the last whole tile get 0.

        Shapes: arrays (*b, *s), each (*b, *count) -> (*b, *s), all turned.
        """
        rank, counts, kernel = len(sizes), self.windows.count, self.windows.sizes
        tiles = [n * k for n, k in zip(counts, kernel, strict=True)]
        lead = self.lead(each[0])
        pairs = [m for pair in zip(counts, kernel, strict=True) for m in pair]
        cut = self.key([slice(0, t) for t in tiles])
        split = [self.xp.reshape(a[cut], (*a.shape[:lead], *pairs, *a.shape[lead + rank :])) for a in arrays]
        wide = [self.xp.expand_dims(e, tuple(lead + 2 * i + 1 for i in range(rank))) for e in each]
        out = value(*split, *wide)
        full = (*each[0].shape[:lead], *pairs, *each[0].shape[lead + rank :])
        out = self.xp.broadcast_to(out, full)
        out = self.xp.reshape(out, (*full[:lead], *tiles, *full[lead + 2 * rank :]))
        if tiles == list(sizes):
            return out
        rest = [(0, n - t) for n, t in zip(sizes, tiles, strict=True)]
        return self.xp.pad(out, [(0, 0)] * lead + rest + [(0, 0)] * self.turned)
