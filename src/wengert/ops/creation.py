"""New tensors: filled, spaced, the identity, and conversions of what is there already.

Knows shapes and dtypes. Knows no derivative: what is created is a constant, unless it is asked to require gradients.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.errors import ArgumentError, ShapeError
from wengert.ops.dtype import astype
from wengert.tensor import Tensor, tensor, value_of

Shape = int | Sequence[int]


def _sizes(shape: Any, who: str) -> tuple[int, ...]:
    try:
        sizes = (int(shape),) if not isinstance(shape, Sequence) else tuple(int(n) for n in shape)
    except TypeError as error:
        raise ShapeError(f"{who}: a shape is made of integers", given=shape, hint=f"{who}((2, 3))") from error
    if any(n < 0 for n in sizes):
        raise ShapeError(f"{who}: a size is not negative", given=shape)
    return sizes


def full(shape: Shape, fill_value: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor with the same number everywhere.

    Args:
        shape: Its sizes.
        fill_value: The number.
        dtype: Its dtype; that of `fill_value` when None.
        requires_grad: Whether `.backward()` shall accumulate into `.grad`.

    Returns:
        (*shape).

    Raises:
        ShapeError: A size is negative or no integer.

    Example:
        >>> full((2,), 3.0)
        Tensor([3., 3.])
    """
    return tensor(np.full(_sizes(shape, "full"), value_of(fill_value), dtype), requires_grad=requires_grad)


def zeros(shape: Shape, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of zeros; arguments and errors as for `full`. Shapes: -> shape.

    Example:
        >>> zeros((2,))
        Tensor([0., 0.])
    """
    return tensor(np.zeros(_sizes(shape, "zeros"), dtype), requires_grad=requires_grad)


def ones(shape: Shape, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of ones; arguments and errors as for `full`. Shapes: -> shape.

    Example:
        >>> ones((2,))
        Tensor([1., 1.])
    """
    return tensor(np.ones(_sizes(shape, "ones"), dtype), requires_grad=requires_grad)


def empty(shape: Shape, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor for values to come: zeros, so that nothing undefined can be read. Shapes: -> shape.

    Example:
        >>> empty((2, 3)).shape
        (2, 3)
    """
    return zeros(shape, dtype, requires_grad)


def eye(rows: int, columns: int | None = None, *, k: int = 0, dtype: Any = None) -> Tensor:
    """Ones on diagonal `k`, zeros elsewhere. Shapes: -> (rows, columns), square when `columns` is None.

    Raises:
        ShapeError: A size is negative.

    Example:
        >>> eye(2)
        Tensor([[1., 0.],
                [0., 1.]])
    """
    rows, columns = _sizes((rows, rows if columns is None else columns), "eye")
    return tensor(np.eye(rows, columns, k, np.float64 if dtype is None else dtype))


def arange(start: float, stop: float | None = None, step: float = 1, *, dtype: Any = None) -> Tensor:
    """start, start + step, ... below `stop`; from 0 when one bound is given. Shapes: -> (n).

    Raises:
        ArgumentError: `step` is 0.

    Example:
        >>> arange(3), arange(1.0, 2.0, 0.5)
        (Tensor([0, 1, 2], dtype=int64), Tensor([1. , 1.5]))
    """
    if step == 0:
        raise ArgumentError("arange: a step of 0 leads nowhere", given=f"arange({start}, {stop}, {step})")
    low, high = (0, start) if stop is None else (start, stop)
    return tensor(np.arange(low, high, step, dtype=dtype))


def linspace(start: Any, stop: Any, num: int = 50, *, dtype: Any = None, endpoint: bool = True) -> Tensor:
    """`num` numbers from `start` to `stop`, equally far apart; sweeps reach tensors among the bounds.

    Args:
        start: The first, a number or a scalar tensor.
        stop: The last; left out when not `endpoint`.
        num: How many.
        dtype: Their dtype; that of the bounds (float64 for Python numbers) when None.
        endpoint: Whether `stop` is among them.

    Returns:
        (num,).

    Raises:
        ArgumentError: `num` is negative.

    Example:
        >>> linspace(0, 1, 3)
        Tensor([0. , 0.5, 1. ])
    """
    if num < 0:
        raise ArgumentError("linspace: a negative number of points", given=num)
    if not isinstance(start, Tensor) and not isinstance(stop, Tensor):
        return tensor(np.linspace(start, stop, num, endpoint, dtype=dtype))
    bound = start if isinstance(start, Tensor) else stop
    t = np.linspace(0, 1, num, endpoint, dtype=bound.dtype)
    out = start * (1 - t) + stop * t
    return out if dtype is None else astype(out, dtype=np.dtype(dtype))


def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    """The same number everywhere, in the shape, dtype and array library of `x`. Shapes: (*s) -> (*s).

    Example:
        >>> full_like(np.ones(2), 3)
        Tensor([3., 3.])
    """
    raw = value_of(x)
    return Tensor(namespace(raw).full_like(raw, value_of(fill_value), dtype))


def zeros_like(x: Any, dtype: Any = None) -> Tensor:
    """Zeros in the shape, dtype and array library of `x`. Shapes: (*s) -> (*s).

    Example:
        >>> zeros_like(np.ones(2))
        Tensor([0., 0.])
    """
    return full_like(x, 0, dtype)


def ones_like(x: Any, dtype: Any = None) -> Tensor:
    """Ones in the shape, dtype and array library of `x`. Shapes: (*s) -> (*s).

    Example:
        >>> ones_like(np.zeros(2))
        Tensor([1., 1.])
    """
    return full_like(x, 1, dtype)


def empty_like(x: Any, dtype: Any = None) -> Tensor:
    """Zeros in the shape, dtype and array library of `x`, for values to come. Shapes: (*s) -> (*s).

    Example:
        >>> empty_like(np.ones(2)).shape
        (2,)
    """
    return full_like(x, 0, dtype)


def asarray(data: Any, dtype: Any = None) -> Tensor:
    """`data` as a tensor: itself when it already is one, else a copy; sweeps go through a change of dtype.

    Args:
        data: Number, nested lists, array or tensor.
        dtype: Dtype of the result; that of `data` when None.

    Returns:
        A tensor.

    Raises:
        DtypeError: `data` holds no numbers.

    Example:
        >>> asarray([1, 2], dtype="float32")
        Tensor([1., 2.], dtype=float32)
    """
    if not isinstance(data, Tensor):
        return tensor(data, dtype)
    return data if dtype is None or data.dtype == np.dtype(dtype) else astype(data, dtype=np.dtype(dtype))


def as_tensor(data: Any, dtype: Any = None) -> Tensor:
    """PyTorch's name of `asarray`. Shapes: (*s) -> (*s).

    Example:
        >>> as_tensor(2.0)
        Tensor(2.)
    """
    return asarray(data, dtype)


def from_numpy(array: np.ndarray) -> Tensor:
    """A NumPy array as a tensor; a copy, because tensors are never written into. Shapes: (*s) -> (*s).

    Example:
        >>> from_numpy(np.ones(2))
        Tensor([1., 1.])
    """
    return tensor(np.asarray(array))
