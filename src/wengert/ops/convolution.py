"""Convolution in any number of dimensions, and its transpose.

Knows one bilinear map, `convolve`, whose adjoint in either factor is the same map with other strides, dilations and
padding; so every order of derivative is a convolution again. Knows no layer.

Layouts are PyTorch's: inputs (N, C, *s), weights (O, C / groups, *k), transposed weights (C, O / groups, *k). As
everywhere in this field, the kernel is not flipped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.errors import ArgumentError, ShapeError
from wengert.kinds import linear
from wengert.ops.correlation import Pairs, Sizes, correlate, output_sizes
from wengert.ops.dtype import conj
from wengert.ops.movement import flip
from wengert.ops.shape import broadcast_to, permute_dims, reshape
from wengert.ops.taps import by_taps
from wengert.ops.tiling import places_to_tiles, side_by_side, tiles_to_places
from wengert.samples import case, complexes, real
from wengert.tensor import value_of


def _convolution_cost(shapes: Sequence[Sizes], out: Sizes, params: dict[str, Any]) -> float:
    del params
    return 2.0 * math.prod(out) * math.prod(shapes[1][1:])


@linear(symbol="∗", node="Convolution", cost=_convolution_cost)
def convolve(x: Any, w: Any, *, stride: Sizes, padding: Pairs, spread: Sizes, dilation: Sizes, groups: int = 1) -> Any:
    """Windows of `x` times `w`, with every option written out.

    Shapes: (n, c, *s), (o, c / groups, *k) -> (n, o, *p),
    p = (spread (s - 1) + padding - dilation (k - 1)) // stride + 1.

    Args:
        x: Input.
        w: Weight.
        stride: Steps from window to window.
        padding: Zeros before and after each axis; negative ones crop.
        spread: Distance between neighbours of `x`, filled with zeros: 1 but in a transposed convolution.
        dilation: Distance between neighbours of `w`.
        groups: Parts that the channels are divided into; each sees only its own.

    Example:
        >>> x, w = np.arange(5.0).reshape(1, 1, 5), np.ones((1, 1, 2))
        >>> convolve(x, w, stride=(2,), padding=((0, 0),), spread=(1,), dilation=(1,))
        array([[[1., 5.]]])
    """
    xp = namespace(x, w)
    if xp is np:
        return correlate(x, w, stride, padding, spread, dilation, groups)
    import jax

    dtype = xp.result_type(x, w)
    x, w = xp.asarray(x, dtype), xp.asarray(w, dtype)
    usual = lambda x, w, layout=None: jax.lax.conv_general_dilated(
        x, w, stride, padding, spread, dilation, layout, feature_group_count=groups
    )
    taps = by_taps(x, w, stride, padding, spread, dilation, groups)
    return jax.lax.platform_dependent(x, w, cpu=taps or _channels_last(usual, x.ndim), default=usual)


def _channels_last(function: Any, axes: int) -> Any:
    """The same convolution with the layout written out that XLA's CPU has fast code for.

    It finds that layout by itself at the top of a program only; in the body of a loop, where training happens, it
    leaves the convolution as it is written, at 9 to 25 times the price (64 examples, 32 to 64 channels, 14 × 14).
    """
    import jax

    later, back = tuple(range(2, axes)), (0, axes - 1, *range(1, axes - 1))
    layout = jax.lax.ConvDimensionNumbers(back, (axes - 1, axes - 2, *range(axes - 2)), back)

    def run(x: Any, w: Any) -> Any:
        return function(x.transpose(0, *later, 1), w.transpose(*later, 1, 0), layout).transpose(back)

    return run


# --- its adjoints ----------------------------------------------------------------------------------------------------


def _exchanged(w: Any, groups: int) -> Any:
    """The weight with its channels exchanged and its places reversed: that of the transposed convolution.

    Shapes: (groups o, c, *k) -> (groups c, o, *k).
    """
    o, c, *kernel = w.shape
    rank = len(kernel)
    split = reshape(w, (groups, o // groups, c, *kernel))
    swapped = reshape(permute_dims(split, (0, 2, 1, *range(3, 3 + rank))), (groups * c, o // groups, *kernel))
    return flip(swapped, axis=tuple(range(2, 2 + rank)))


def _into_input(g: Any, w: Any, x_shape: Sizes, params: dict[str, Any]) -> Any:
    """The adjoint in the input: `g` spread by the stride, the weight exchanged."""
    stride, spread, dilation, groups = params["stride"], params["spread"], params["dilation"], params["groups"]
    rows = zip(x_shape[2:], w.shape[2:], g.shape[2:], stride, params["padding"], spread, dilation, strict=True)
    pairs = tuple((d * (k - 1) - lo, (n - 1) * u + lo - (p - 1) * s) for n, k, p, s, (lo, _), u, d in rows)
    weight = _exchanged(conj(w), groups)
    return convolve(g, weight, stride=spread, padding=pairs, spread=stride, dilation=dilation, groups=groups)


def _into_weight(g: Any, x: Any, w_shape: Sizes, params: dict[str, Any]) -> Any:
    """The adjoint in the weight: examples are the channels to sum over, `g` is the kernel, its dilation the stride."""
    stride, spread, dilation, groups = params["stride"], params["spread"], params["dilation"], params["groups"]
    rows = zip(x.shape[2:], w_shape[2:], g.shape[2:], stride, params["padding"], spread, dilation, strict=True)
    pairs = tuple((lo, (k - 1) * d + (p - 1) * s - (n - 1) * u - lo) for n, k, p, s, (lo, _), u, d in rows)
    n, c, *sizes = x.shape
    rank = len(sizes)
    later = range(3, 3 + rank)
    split = permute_dims(reshape(conj(x), (n, groups, c // groups, *sizes)), (2, 1, 0, *later))
    swap = (1, 0, *range(2, 2 + rank))
    out = convolve(
        reshape(split, (c // groups, groups * n, *sizes)),
        permute_dims(g, swap),
        stride=dilation,
        padding=pairs,
        spread=spread,
        dilation=stride,
        groups=groups,
    )
    return permute_dims(out, swap)


convolve.adjoints = (
    lambda g, w, x_shape, stride, padding, spread, dilation, groups: _into_input(
        g, w, x_shape, {"stride": stride, "padding": padding, "spread": spread, "dilation": dilation, "groups": groups}
    ),
    lambda g, x, w_shape, stride, padding, spread, dilation, groups: _into_weight(
        g, x, w_shape, {"stride": stride, "padding": padding, "spread": spread, "dilation": dilation, "groups": groups}
    ),
)


def _plain(rank: int, **options: Any) -> dict[str, Any]:
    """Every option of `convolve` for a sample, with ones and zeros for those not given."""
    ones = (1,) * rank
    return {"stride": ones, "padding": ((0, 0),) * rank, "spread": ones, "dilation": ones, "groups": 1} | options


convolve.samples = [
    case(real(2, 3, 7), real(4, 3, 3), **_plain(1)),
    case(real(2, 2, 6, 5), real(3, 2, 3, 2), **_plain(2, stride=(2, 1), padding=((1, 1), (0, 2)))),
    case(real(2, 4, 6, 6), real(6, 2, 3, 3), **_plain(2, dilation=(2, 1), groups=2, padding=((1, 2), (1, 1)))),
    case(real(2, 4, 3, 4), real(4, 2, 3, 3), **_plain(2, spread=(2, 3), groups=2, padding=((2, 1), (-1, 2)))),
    case(real(1, 2, 4, 4), real(2, 2, 2, 3), **_plain(2, spread=(2, 2), stride=(2, 3), padding=((1, 1), (1, 0)))),
    case(real(1, 2, 4, 3, 4), real(2, 2, 2, 2, 2), **_plain(3, stride=(2, 1, 1))),
    case(complexes(1, 2, 5), complexes(2, 2, 2), **_plain(1, stride=(2,))),
]


def _over_batch(args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
    """Batched inputs are more examples; batched weights are more groups."""
    x, w = args
    if not batched[1]:
        n = x.shape[1]
        y = convolve(reshape(x, (size * n, *x.shape[2:])), w, **params)
        return reshape(y, (size, n, *y.shape[1:]))
    if not batched[0]:
        x = broadcast_to(x, (size, *x.shape))
    n, c = x.shape[1:3]
    rest = range(3, len(x.shape))
    together = reshape(permute_dims(x, (1, 0, 2, *rest)), (n, size * c, *x.shape[3:]))
    weights = reshape(w, (size * w.shape[1], *w.shape[2:]))
    y = convolve(together, weights, **(params | {"groups": size * params["groups"]}))
    return permute_dims(reshape(y, (n, size, w.shape[1], *y.shape[2:])), (1, 0, 2, *rest))


convolve.batch = _over_batch


# --- as people call it -----------------------------------------------------------------------------------------------


def conv(
    x: Any,
    w: Any,
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> Any:
    """Convolution over the last axes, as many as the weight has beyond two.

    Shapes: (n, c, *s), (o, c / groups, *k) -> (n, o, *p); without n for one example.

    Args:
        x: Input.
        w: Weight.
        stride: Steps from window to window, one number or one for each axis.
        padding: Zeros around: a number, one for each axis, pairs (before, after), "valid" for none, or "same" for as
            many as keep the size (stride 1).
        dilation: Distance between neighbours of the weight.
        groups: Parts that the channels are divided into.

    Returns:
        (n, o, *p) with p = (s + padding - dilation (k - 1) - 1) // stride + 1.

    Raises:
        ShapeError: Channels or ranks do not fit, or the kernel is larger than the padded input.
        ArgumentError: An option has the wrong length or value.

    Example:
        >>> conv(np.arange(4.0).reshape(1, 1, 4), np.array([[[1.0, -1.0]]]), padding=1)
        array([[[ 0., -1., -1., -1.,  3.]]])
    """
    x_shape, w_shape = np.shape(value_of(x)), np.shape(value_of(w))
    rank = _rank("conv", x_shape, w_shape)
    steps, gaps = each("conv: stride", stride, rank), each("conv: dilation", dilation, rank)
    kernel = w_shape[2:]
    pairs = _pairs("conv", padding, kernel, steps, gaps)
    if len(x_shape) == rank + 1:
        one = conv(reshape(x, (1, *x_shape)), w, stride=steps, padding=pairs, dilation=gaps, groups=groups)
        return reshape(one, one.shape[1:])
    c, o = x_shape[1], w_shape[0]
    if groups < 1 or o % groups or c != w_shape[1] * groups:
        raise ShapeError(
            "conv: channels do not fit",
            given=f"input {x_shape}, weight {w_shape}, groups={groups}",
            expected=f"input (n, {w_shape[1] * groups}, ...), and {o} outputs in {groups} groups",
        )
    ones = (1,) * rank
    if min(output_sizes(x_shape[2:], kernel, steps, pairs, ones, gaps)) < 1:
        raise ShapeError(
            "conv: the kernel is larger than the padded input",
            given=f"input {x_shape}, weight {w_shape}, padding={pairs}, dilation={gaps}",
            hint="pad more, or use a smaller kernel",
        )
    if side_by_side(x, kernel, steps, pairs, gaps, groups):
        return tiles_to_places(x, w)
    return convolve(x, w, stride=steps, padding=pairs, spread=ones, dilation=gaps, groups=groups)


def conv_transpose(
    x: Any,
    w: Any,
    *,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] = 0,
    output_padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> Any:
    """The adjoint of `conv` in its input: from outputs of a convolution back to the size of its inputs.

    Shapes: (n, c, *s), (c, o / groups, *k) -> (n, o, *p); without n for one example.

    Args:
        x: Input.
        w: Weight, as that of the convolution whose adjoint this is.
        stride: Stride of that convolution.
        padding: Its padding, cut off here.
        output_padding: Rows added at the end, where the stride leaves the size open.
        dilation: Its dilation.
        groups: Its groups.

    Returns:
        (n, o, *p) with p = (s - 1) stride - 2 padding + dilation (k - 1) + output_padding + 1.

    Raises:
        ShapeError: Channels or ranks do not fit.
        ArgumentError: An option has the wrong length, or `output_padding` reaches the stride and the dilation.

    Example:
        >>> conv_transpose(np.array([[[1.0, 2.0]]]), np.ones((1, 1, 3)), stride=2)
        array([[[1., 1., 3., 2., 2.]]])
    """
    x_shape, w_shape = np.shape(value_of(x)), np.shape(value_of(w))
    rank = _rank("conv_transpose", x_shape, w_shape)
    steps, gaps = each("conv_transpose: stride", stride, rank), each("conv_transpose: dilation", dilation, rank)
    cuts, more = (
        each("conv_transpose: padding", padding, rank),
        each("conv_transpose: output_padding", output_padding, rank),
    )
    if len(x_shape) == rank + 1:
        x = reshape(x, (1, *x_shape))
        one = conv_transpose(x, w, stride=steps, padding=cuts, output_padding=more, dilation=gaps, groups=groups)
        return reshape(one, one.shape[1:])
    if groups < 1 or x_shape[1] != w_shape[0] or w_shape[0] % groups:
        raise ShapeError(
            "conv_transpose: channels do not fit",
            given=f"input {x_shape}, weight {w_shape}, groups={groups}",
            expected=f"input (n, {w_shape[0]}, ...), and channels divisible by groups",
        )
    if any(m >= max(s, d) for m, s, d in zip(more, steps, gaps, strict=True)):
        raise ArgumentError(
            "conv_transpose: output_padding is too large",
            given=f"output_padding={more}, stride={steps}, dilation={gaps}",
            expected="less than the stride or the dilation",
        )
    if side_by_side(x, w_shape[2:], steps, tuple(zip(cuts, more, strict=True)), gaps, groups):
        return places_to_tiles(x, w)
    rows = zip(w_shape[2:], cuts, more, gaps, strict=True)
    pairs = tuple((d * (k - 1) - p, d * (k - 1) - p + m) for k, p, m, d in rows)
    weight = _exchanged(w, groups)
    return convolve(x, weight, stride=(1,) * rank, padding=pairs, spread=steps, dilation=gaps, groups=groups)


def each(what: str, option: int | Sequence[int], rank: int) -> Sizes:
    """An option as one number for each axis.

    Raises:
        ArgumentError: It has another length.

    Example:
        >>> each("stride", 2, 3)
        (2, 2, 2)
    """
    values = (option,) * rank if isinstance(option, (int, np.integer)) else tuple(option)
    if len(values) != rank or not all(isinstance(v, (int, np.integer)) for v in values):
        raise ArgumentError(f"{what} does not fit", given=option, expected=f"an integer, or {rank} of them")
    return tuple(int(v) for v in values)


def _rank(what: str, x_shape: Sizes, w_shape: Sizes) -> int:
    rank = len(w_shape) - 2
    if rank < 1 or len(x_shape) - rank not in (1, 2):
        raise ShapeError(
            f"{what}: ranks do not fit",
            given=f"input {x_shape}, weight {w_shape}",
            expected="weight (channels, channels, *kernel), input (n, channels, *sizes) with as many sizes",
        )
    return rank


def _pairs(what: str, padding: Any, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Pairs:
    """Zeros before and after each axis."""
    rank = len(kernel)
    if isinstance(padding, str):
        if padding == "valid":
            return ((0, 0),) * rank
        if padding != "same" or any(s != 1 for s in stride):
            raise ArgumentError(
                f"{what}: padding does not fit",
                given=f"padding={padding!r}, stride={stride}",
                expected='"valid", or "same" with stride 1',
            )
        total = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
        return tuple((t // 2, t - t // 2) for t in total)
    if isinstance(padding, Sequence) and len(padding) == rank and all(isinstance(p, Sequence) for p in padding):
        return tuple((int(lo), int(hi)) for lo, hi in padding)
    return tuple((p, p) for p in each(f"{what}: padding", padding, rank))
