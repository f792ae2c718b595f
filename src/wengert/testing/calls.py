"""Calls: a sample of a primitive drawn, and seen as a function of the arguments that move.

Knows which arguments of a primitive can be differentiated. Knows no check.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import is_complex, is_floating
from wengert.arrays.dtypes import dtype_of
from wengert.kinds import Constant
from wengert.primitive import Primitive
from wengert.samples import Case
from wengert.tensor import Tensor, value_of

_SINGLE: dict[Any, Any] = {np.dtype("float64"): np.dtype("float32"), np.dtype("complex128"): np.dtype("complex64")}


class Call:
    """One call of a primitive.

    Args:
        primitive: What is called.
        args: Its array arguments, raw; Python numbers among them are held constant.
        params: Its static parameters.
        label: How messages name it.
    """

    def __init__(self, primitive: Primitive, args: Sequence[Any], params: dict[str, Any], label: str) -> None:
        self.primitive = primitive
        self.args = list(args)
        self.params = params
        self.label = label
        self.moving = [k for k, a in enumerate(self.args) if _moves(primitive, k, a)]
        self.rng = np.random.default_rng(zlib.crc32(f"{primitive.name} {label}".encode()))
        self.kept = [k for k, o in enumerate(self.outputs(*self.args)) if is_floating(dtype_of(value_of(o)))]

    @property
    def primals(self) -> list[Any]:
        """The arguments that are differentiated."""
        return [self.args[k] for k in self.moving]

    def name(self, k: int) -> str:
        """What the `k`-th moving argument is called."""
        arrays = self.primitive.arrays
        return f"args[{self.moving[k]}]" if self.primitive.variadic else arrays[self.moving[k]]

    def outputs(self, *args: Any) -> list[Any]:
        """All outputs for all arguments, as a list whether the primitive gives one or a tuple."""
        out = self.primitive(*args, **self.params)
        return list(out) if self.primitive.outputs else [out]

    def f(self, *primals: Any, args: Sequence[Any] | None = None) -> list[Any]:
        """The floating outputs as a function of the moving arguments; the others are those of the call, or `args`."""
        args = list(self.args if args is None else args)
        for k, x in zip(self.moving, primals, strict=True):
            args[k] = x
        out = self.outputs(*args)
        return [out[k] for k in self.kept]

    def values(self, *primals: Any) -> list[np.ndarray]:
        """The floating outputs, as NumPy arrays."""
        return [np.asarray(value_of(o)) for o in self.f(*primals)]

    def random_like(self, arrays: Sequence[Any]) -> list[Any]:
        """A random direction for each array, no entry of it small, in the array's dtype."""
        return [direction(a, self.rng) for a in arrays]

    def single(self) -> Call:
        """The same call in single precision."""
        cast = lambda a: a.astype(_SINGLE.get(a.dtype, a.dtype)) if isinstance(a, (np.ndarray, np.generic)) else a
        args = [cast(a) for a in self.args]
        params = {k: _SINGLE.get(v, v) if isinstance(v, np.dtype) else v for k, v in self.params.items()}
        return Call(self.primitive, args, params, f"{self.label}, cast to single precision")


def _moves(primitive: Primitive, k: int, a: Any) -> bool:
    """Whether argument `k` is a floating array that some rule differentiates."""
    if isinstance(primitive, Constant) or isinstance(a, (bool, int, float, complex)) or not is_floating(dtype_of(a)):
        return False
    return primitive.joint_pullback is not None or (k < len(primitive.pullbacks) and primitive.pullbacks[k] is not None)


def direction(x: Any, rng: np.random.Generator) -> Any:
    """A random array like `x` with entries of size 1/2 to 1, so that no wrong factor hides behind a small number."""
    x = value_of(x)
    shape = np.shape(x)
    v = rng.uniform(0.5, 1.0, shape) * rng.choice([-1.0, 1.0], shape)
    if is_complex(dtype_of(x)):
        v = v + 1j * rng.uniform(0.5, 1.0, shape)
    return np.asarray(v, dtype_of(x))


def draw(primitive: Primitive, again: int = 0) -> list[Call]:
    """A call for each sample of `primitive`; the same numbers every time, others for another `again`."""
    rng = np.random.default_rng(zlib.crc32(primitive.name.encode()) + again)
    return [_draw(primitive, k, sample, rng) for k, sample in enumerate(primitive.samples)]


def _draw(primitive: Primitive, k: int, sample: Case, rng: np.random.Generator) -> Call:
    args = [value_of(a) if isinstance(a, Tensor) else a for a in sample.draw(rng)]
    return Call(primitive, args, sample.params, f"sample {k}, {spell(primitive.name, args, sample.params)}")


def spell(name: str, args: Sequence[Any], params: dict[str, Any]) -> str:
    """A call in words.

    Example:
        >>> spell("sum", [np.ones((2, 3))], {"axis": 0})
        'sum(float64 (2, 3), axis=0)'
    """
    words = [f"{a.dtype} {np.shape(a)}" if hasattr(a, "dtype") else repr(a) for a in args]
    return f"{name}({', '.join([*words, *(f'{k}={v!r}' for k, v in params.items())])})"
