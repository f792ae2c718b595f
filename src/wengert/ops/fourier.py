"""Discrete Fourier transforms.

Knows that each is a linear map, and its Hermitian adjoint: a transform the other way, in the other normalization. Knows
no sweep.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import is_complex, namespace, normalize_axes, real_dtype
from wengert.arrays.dtypes import dtype_of
from wengert.arrays.scatter import Span
from wengert.arrays.shapes import size_of
from wengert.batching import along, later
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.kinds import linear
from wengert.ops.dtype import conj
from wengert.ops.slicing import embed, subarray
from wengert.samples import case, complexes, real

Sizes = Sequence[int] | None
Shape = tuple[int, ...]

# The adjoint of a transform is the inverse one, scaled as the transform is: what "forward" scales, "backward" does not.
DUAL = {"backward": "forward", "forward": "backward", "ortho": "ortho"}


def _cost(shapes: Any, out: Any, params: Any) -> float:
    n = max(size_of(tuple(shapes[0])), size_of(tuple(out)), 2)
    return (5.0 if params["norm"] == "backward" else 6.0) * n * math.log2(n)


def _plan(shape: Shape, s: Sizes, axes: Sizes, norm: str, half: bool = False) -> tuple[Shape, Shape]:
    """The axes to transform and the length along each; `half`: the last one comes as half a spectrum."""
    if norm not in DUAL:
        raise ArgumentError("fft: unknown normalization", given=repr(norm), expected="'backward', 'ortho' or 'forward'")
    count = len(shape) if s is None else len(s)
    chosen = normalize_axes(tuple(range(-count, 0)) if axes is None else tuple(axes), len(shape))
    if not chosen or (s is not None and len(s) != len(chosen)):
        raise ShapeError("fft: as many lengths as axes, and at least one", given=f"s={s}, axes={axes}, shape {shape}")
    sizes = [shape[a] for a in chosen] if s is None else [int(n) for n in s]
    if s is None and half:
        sizes[-1] = 2 * (sizes[-1] - 1)
    if min(sizes) < 1:
        raise ShapeError("fft: a length is at least 1", given=f"s={s}, axes={axes}, shape {shape}")
    return chosen, tuple(sizes)


def _one_later(batch: Any, s: Sizes, axes: Sizes, norm: str) -> dict[str, Any]:
    """The same parameters once a batch axis stands in front."""
    rank = len(batch.shape) - 1
    chosen = range(-(rank if s is None else len(s)), 0) if axes is None else axes
    return {"s": s, "axes": later(tuple(chosen), rank), "norm": norm}


def _resized(x: Any, shape: Shape) -> Any:
    """`x` cut off or continued by zeros at the end of each axis."""
    common = tuple(min(m, n) for m, n in zip(x.shape, shape, strict=True))
    key = tuple(Span(0, n, 1) for n in common)
    inside = x if x.shape == common else subarray(x, key=key)
    return inside if common == shape else embed(inside, shape=shape, key=key)


def _weighted(x: Any, axis: int, n: int, inner: float) -> Any:
    """Half a spectrum of length n, times `inner` where a frequency stands for its negative one too."""
    weights = np.full(n // 2 + 1, inner, real_dtype(x.dtype))
    weights[0] = 1
    if n % 2 == 0:
        weights[-1] = 1
    return x * weights.reshape((-1, *[1] * (len(x.shape) - 1 - axis)))


@linear(node="FftC2C", cost=_cost, source="Cooley & Tukey 1965")
def fftn(x: Any, *, s: Sizes = None, axes: Sizes = None, norm: str = "backward") -> Any:
    """Fourier transform over several axes. Shapes: (*n) -> (*n) complex, `s` along `axes`.

    `x` is cut off or continued by zeros to the lengths `s`. `axes` are all, or the last ones if `s` is given.

    Example:
        >>> fftn(np.array([1.0, 0.0]))
        array([1.+0.j, 1.+0.j])
    """
    axes, sizes = _plan(x.shape, s, axes, norm)
    return namespace(x).fft.fftn(x, sizes, axes, norm)


fftn.adjoint = lambda g, x_shape, s, axes, norm: _resized(
    ifftn(g, axes=_plan(x_shape, s, axes, norm)[0], norm=DUAL[norm]), x_shape
)
fftn.batch = lambda args, batched, params, size: fftn(args[0], **_one_later(args[0], **params))
fftn.samples = [
    case(complexes(3, 4)),
    case(real(3, 4), axes=(0,), norm="ortho"),
    case(real(2, 4, 3), s=(3, 6), norm="forward"),
    case(complexes(2, 4), s=(3,), axes=(-1,)),
]
fftn.rejects = [
    (case(real(3), norm="unit"), ArgumentError, "normalization"),
    (case(real(3), s=(2, 2), axes=(0,)), ShapeError, "as many lengths"),
    (case(real(3), axes=(1,)), ShapeError, "out of range"),
]


@linear(node="FftC2C", cost=_cost, source="Cooley & Tukey 1965")
def ifftn(x: Any, *, s: Sizes = None, axes: Sizes = None, norm: str = "backward") -> Any:
    """Inverse Fourier transform over several axes. Shapes: (*n) -> (*n) complex, `s` along `axes`.

    Example:
        >>> ifftn(np.array([1.0, 1.0]))
        array([1.+0.j, 0.+0.j])
    """
    axes, sizes = _plan(x.shape, s, axes, norm)
    return namespace(x).fft.ifftn(x, sizes, axes, norm)


ifftn.adjoint = lambda g, x_shape, s, axes, norm: _resized(
    fftn(g, axes=_plan(x_shape, s, axes, norm)[0], norm=DUAL[norm]), x_shape
)
ifftn.batch = lambda args, batched, params, size: ifftn(args[0], **_one_later(args[0], **params))
ifftn.samples = fftn.samples
ifftn.rejects = fftn.rejects


@linear(node="FftR2C", cost=_cost, source="Cooley & Tukey 1965")
def rfftn(x: Any, *, s: Sizes = None, axes: Sizes = None, norm: str = "backward") -> Any:
    """Fourier transform of real numbers: half the spectrum along the last axis. Shapes: (*a, n) -> (*a, n // 2 + 1).

    Example:
        >>> rfftn(np.array([1.0, 0.0, 0.0]))
        array([1.+0.j, 1.+0.j])
    """
    if is_complex(dtype_of(x)):
        raise DtypeError("rfftn: needs real numbers", given=dtype_of(x), expected="real", hint="use wg.fftn")
    axes, sizes = _plan(x.shape, s, axes, norm)
    return namespace(x).fft.rfftn(x, sizes, axes, norm)


def _rfftn_adjoint(g: Any, x_shape: Shape, s: Sizes, axes: Sizes, norm: str) -> Any:
    """The frequencies that were left out count half of the others: irfftn would supply them."""
    axes, sizes = _plan(x_shape, s, axes, norm)
    half = _weighted(g, axes[-1], sizes[-1], 0.5)
    return _resized(irfftn(half, s=sizes, axes=axes, norm=DUAL[norm]), x_shape)


rfftn.adjoint = _rfftn_adjoint
rfftn.batch = lambda args, batched, params, size: rfftn(args[0], **_one_later(args[0], **params))
rfftn.samples = [
    case(real(3, 4)),
    case(real(3, 5), axes=(0,), norm="ortho"),
    case(real(2, 4, 3), s=(3, 6), norm="forward"),
    case(real(2, 4), s=(3,), axes=(-1,)),
]
rfftn.rejects = [(case(complexes(3)), DtypeError, "real"), (case(real(3), norm="unit"), ArgumentError, "normalization")]


@linear(node="FftC2R", cost=_cost, source="Cooley & Tukey 1965")
def irfftn(x: Any, *, s: Sizes = None, axes: Sizes = None, norm: str = "backward") -> Any:
    """Inverse of `rfftn`, of even length n if `s` does not say. Shapes: (*a, n // 2 + 1) -> (*a, n) real.

    Example:
        >>> irfftn(np.array([1.0, 1.0]), s=(3,)).round(12)
        array([1., 0., 0.])
    """
    axes, sizes = _plan(x.shape, s, axes, norm, half=True)
    return namespace(x).fft.irfftn(x, sizes, axes, norm)


def _irfftn_adjoint(g: Any, x_shape: Shape, s: Sizes, axes: Sizes, norm: str) -> Any:
    axes, sizes = _plan(x_shape, s, axes, norm, half=True)
    half = rfftn(g, axes=axes, norm=DUAL[norm])
    return _resized(_weighted(half, axes[-1], sizes[-1], 2), x_shape)


irfftn.adjoint = _irfftn_adjoint
irfftn.batch = lambda args, batched, params, size: irfftn(args[0], **_one_later(args[0], **params))
irfftn.samples = [
    case(complexes(3, 4)),
    case(complexes(3, 2), s=(5,), axes=(0,), norm="ortho"),
    case(complexes(2, 4, 3), s=(3, 6), norm="forward"),
    case(complexes(2, 3), s=(7,), axes=(-1,)),
    case(real(2, 3)),
]
irfftn.rejects = [(case(complexes(3, 1)), ShapeError, "at least 1")]


@linear(node="Roll", cost=lambda *_: 0)
def fftshift(x: Any, *, axes: int | Sizes = None) -> Any:
    """The zero frequency moved from the front to the middle. Shapes: (*n) -> (*n).

    Example:
        >>> fftshift(np.array([0.0, 1.0, -1.0]))
        array([-1.,  0.,  1.])
    """
    return namespace(x).fft.fftshift(x, axes)


fftshift.adjoint = lambda g, axes: ifftshift(g, axes=axes)
fftshift.batch = along(fftshift, "axes")
fftshift.samples = [case(real(3, 4)), case(real(3, 5), axes=1), case(complexes(3, 2), axes=(0,))]


@linear(node="Roll", cost=lambda *_: 0)
def ifftshift(x: Any, *, axes: int | Sizes = None) -> Any:
    """The zero frequency moved from the middle to the front. Shapes: (*n) -> (*n).

    Example:
        >>> ifftshift(np.array([-1.0, 0.0, 1.0]))
        array([ 0.,  1., -1.])
    """
    return namespace(x).fft.ifftshift(x, axes)


ifftshift.adjoint = lambda g, axes: fftshift(g, axes=axes)
ifftshift.batch = along(ifftshift, "axes")
ifftshift.samples = fftshift.samples


def fft(x: Any, n: int | None = None, axis: int = -1, norm: str = "backward") -> Any:
    """Fourier transform along one axis, cut or continued by zeros to length `n`. Shapes: (*b, m) -> (*b, n) complex.

    Args:
        x: Real or complex.
        n: Length of the transform; that of the axis when None.
        axis: Which axis.
        norm: Where the factor 1/n stands: `backward`, `forward`, or `ortho` for its root in both directions.

    Raises:
        ArgumentError: Another normalization.
        ShapeError: There is no such axis, or the length is not positive.

    Example:
        >>> fft(np.array([1.0, 0.0]))
        array([1.+0.j, 1.+0.j])
    """
    return fftn(x, s=None if n is None else (n,), axes=(axis,), norm=norm)


def ifft(x: Any, n: int | None = None, axis: int = -1, norm: str = "backward") -> Any:
    """Inverse of `fft`, with its arguments and errors. Shapes: (*b, m) -> (*b, n) complex.

    Example:
        >>> ifft(np.array([1.0, 1.0]))
        array([1.+0.j, 0.+0.j])
    """
    return ifftn(x, s=None if n is None else (n,), axes=(axis,), norm=norm)


def rfft(x: Any, n: int | None = None, axis: int = -1, norm: str = "backward") -> Any:
    """Half the spectrum of real numbers along one axis; arguments as for `fft`. Shapes: (*b, m) -> (*b, n // 2 + 1).

    Raises:
        DtypeError: `x` is complex.

    Example:
        >>> rfft(np.array([1.0, 0.0, 0.0]))
        array([1.+0.j, 1.+0.j])
    """
    return rfftn(x, s=None if n is None else (n,), axes=(axis,), norm=norm)


def irfft(x: Any, n: int | None = None, axis: int = -1, norm: str = "backward") -> Any:
    """Inverse of `rfft`; `n` is 2 (m - 1) when None. Shapes: (*b, m) -> (*b, n) real.

    Example:
        >>> irfft(np.array([1.0, 1.0]))
        array([1., 0.])
    """
    return irfftn(x, s=None if n is None else (n,), axes=(axis,), norm=norm)


def hfft(x: Any, n: int | None = None, axis: int = -1, norm: str = "backward") -> Any:
    """Fourier transform of half a signal with Hermitian symmetry: a real spectrum. Shapes: (*b, m) -> (*b, n) real.

    Example:
        >>> hfft(np.array([1.0, 1.0]))
        array([2., 0.])
    """
    return irfft(conj(x), n, axis, _dual(norm))


def ihfft(x: Any, n: int | None = None, axis: int = -1, norm: str = "backward") -> Any:
    """Inverse of `hfft`. Shapes: (*b, m) real -> (*b, n // 2 + 1).

    Example:
        >>> ihfft(np.array([2.0, 0.0]))
        array([1.-0.j, 1.-0.j])
    """
    return conj(rfft(x, n, axis, _dual(norm)))


def _dual(norm: str) -> str:
    return DUAL.get(norm, norm)


def fft2(x: Any, s: Sizes = None, axes: Sequence[int] = (-2, -1), norm: str = "backward") -> Any:
    """`fftn` over two axes. Shapes: (*b, m, n) -> (*b, m, n) complex.

    Example:
        >>> fft2(np.ones((2, 2))).real
        array([[4., 0.],
               [0., 0.]])
    """
    return fftn(x, s=s, axes=axes, norm=norm)


def ifft2(x: Any, s: Sizes = None, axes: Sequence[int] = (-2, -1), norm: str = "backward") -> Any:
    """`ifftn` over two axes. Shapes: (*b, m, n) -> (*b, m, n) complex.

    Example:
        >>> ifft2(np.ones((2, 2))).real
        array([[1., 0.],
               [0., 0.]])
    """
    return ifftn(x, s=s, axes=axes, norm=norm)
