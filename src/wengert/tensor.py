"""Tensor: a value and the Step that made it.

Knows its value and its step. Knows no mathematics: operators are put on it by `ops.operators`, sweeps by `transforms`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from wengert.arrays import is_floating, is_traced, jax_numpy, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ConcretizationError, DtypeError, ShapeError

if TYPE_CHECKING:
    from wengert.notation import Notation
    from wengert.primitive import Step
else:
    Notation = object  # rooms above this one put methods and operators on Tensor; notation.pyi tells type checkers


_new = object.__new__


class Tensor(Notation):
    """A value and the step that made it.

    Args:
        value: NumPy array or scalar, JAX array, or JAX tracer.
        step: The step of the list that produced the value; None for a constant.

    Example:
        >>> t = tensor([1.0, 2.0])
        >>> t.shape, t.dtype, t.requires_grad
        ((2,), dtype('float64'), False)
    """

    __slots__ = ("__weakref__", "_grad", "_name", "step", "value")
    __array_ufunc__ = None  # NumPy leaves `array * tensor` to us
    __array_priority__ = 1000
    __hash__ = object.__hash__

    value: Any
    step: Step | None

    def __init__(self, value: Any, step: Step | None = None) -> None:
        self.value = value
        self.step = step

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the axes."""
        try:
            return self.value.shape  # what np.shape asks first, at a third of its price
        except AttributeError:
            return np.shape(self.value)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(np.shape(self.value))

    @property
    def size(self) -> int:
        """Number of elements."""
        return int(np.prod(np.shape(self.value), dtype=np.int64))

    @property
    def dtype(self) -> np.dtype:
        """Kind and width of the elements."""
        return dtype_of(self.value)

    @property
    def nbytes(self) -> int:
        """Bytes that the value takes."""
        return self.size * self.dtype.itemsize

    @property
    def requires_grad(self) -> bool:
        """Whether sweeps reach this tensor."""
        return self.step is not None and is_floating(self.dtype)

    @property
    def device(self) -> str:
        """Where the value lies: `cpu` for NumPy, else JAX's name of the device."""
        device = getattr(self.value, "device", "cpu")
        return str(device).lower()

    def numpy(self) -> np.ndarray:
        """The value as a NumPy array that cannot be written to: a backward pass may read it later.

        A write is refused by NumPy itself ("assignment destination is read-only"), before any number changes. Write
        into a copy, `t.numpy().copy()`, or let the list know: `t[i] = v`, `t.at[i].set(v)`.

        Raises:
            ConcretizationError: The value is not known yet, inside `compile`.
        """
        self._must_be_known("numpy()")
        view = np.asarray(self.value).view()
        view.flags.writeable = False
        return view

    def jax(self) -> Tensor:
        """A constant tensor with the same value as a JAX array."""
        return Tensor(jax_numpy().asarray(self.value))

    def item(self) -> Any:
        """The single element as a Python number.

        Raises:
            ShapeError: There is more than one element.
            ConcretizationError: The value is not known yet, inside `compile`.
        """
        self._must_be_known("item()")
        if self.size != 1:
            raise ShapeError(
                "item: needs exactly one element", given=f"shape {self.shape}", hint="reduce first: .sum()"
            )
        return np.asarray(self.value).item()

    def tolist(self) -> Any:
        """The value as nested Python lists."""
        return self.numpy().tolist()

    def _must_be_known(self, what: str) -> None:
        if is_traced(self.value) or (self.step is not None and self.step.exemplary):
            raise ConcretizationError(
                f"{what}: the value is not known while compiling or recording a program",
                given=f"a traced tensor of shape {self.shape}, {self.dtype}",
                expected="a value that does not depend on the arguments of the function",
                hint="use wg.where, wg.cond or wg.while_loop for decisions; return the tensor to see its number",
            )

    def __bool__(self) -> bool:
        self._must_be_known("bool()")
        return bool(self.value)

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        if self.dtype.kind not in "iub":
            raise DtypeError("index: only integers can index", given=self.dtype, expected="an integer tensor")
        return int(self.item())

    def __complex__(self) -> complex:
        return complex(self.item())

    def __len__(self) -> int:
        if not self.shape:
            raise ShapeError("len: a scalar has no length", given="shape ()", expected="at least one axis")
        return self.shape[0]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        del copy
        return np.asarray(self.numpy(), dtype)

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec else repr(self)

    def __repr__(self) -> str:
        node = f", grad_fn=<{self.step.node}>" if self.step is not None and self.step.inputs else ""
        flag = ", requires_grad=True" if self.step is not None and not self.step.inputs else ""
        if is_traced(self.value):
            return f"Tensor(shape={self.shape}, dtype={self.dtype}{node}{flag})"
        text = np.array2string(np.asarray(self.value), separator=", ", prefix="Tensor(")
        kind = "" if self.dtype.kind == "b" or self.dtype == np.float64 else f", dtype={self.dtype}"
        return f"Tensor({text}{kind}{node}{flag})"


def boxed(value: Any, step: Step | None) -> Tensor:
    """A tensor, as `Tensor(value, step)` gives: without `__init__` in half the time, where many are made.

    Example:
        >>> boxed(np.float64(2.0), None)
        Tensor(2.)
    """
    out = _new(Tensor)
    out.value = value
    out.step = step
    return out


def value_of(x: Any) -> Any:
    """The raw value of a tensor; anything else as it is.

    Example:
        >>> value_of(tensor(2.0)), value_of(3)
        (np.float64(2.0), 3)
    """
    return x.value if isinstance(x, Tensor) else x


def tensor(data: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A new tensor with a copy of `data`.

    Args:
        data: Number, nested lists, NumPy array, JAX array or tensor.
        dtype: Dtype of the copy; that of `data` when None (Python floats become float64).
        requires_grad: Whether `.backward()` shall accumulate into `.grad`.

    Returns:
        A leaf.

    Raises:
        DtypeError: Gradients are wanted for an integer, or `data` holds no numbers.

    Example:
        >>> tensor([1.0, 2.0], dtype="float32")
        Tensor([1., 2.], dtype=float32)
    """
    raw = value_of(data)
    out = Tensor(_copy(raw, dtype))
    if requires_grad:
        out.requires_grad_(True)
    return out


def _copy(raw: Any, dtype: Any) -> Any:
    if not isinstance(raw, (np.ndarray, np.generic)) and not isinstance(raw, (list, tuple, float, int, complex)):
        xp = namespace(raw)
        if xp is not np:
            return xp.asarray(raw, dtype=dtype)
    value = np.array([np.asarray(value_of(r)) for r in raw] if isinstance(raw, (list, tuple)) else raw, dtype=dtype)
    if value.dtype.kind not in "fciub" and not is_floating(value.dtype):
        raise DtypeError(
            "tensor: the data are not numbers", given=f"dtype {value.dtype}", expected="numbers or booleans"
        )
    if value.ndim == 0:
        return value[()]
    value.flags.writeable = False
    return value
