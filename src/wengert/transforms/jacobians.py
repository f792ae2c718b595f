"""Jacobians: a whole matrix of derivatives, column by column or row by row, and what it will cost.

Knows which mode is cheaper and how many bytes the answer takes, and says so before it takes them. Layout: shape of the
output first, then shape of the input (rows are outputs).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_complex, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, DtypeError, ResourceError
from wengert.ops.dtype import conj
from wengert.ops.joining import concat
from wengert.ops.shape import reshape
from wengert.tensor import Tensor, value_of
from wengert.transforms.forward import linearize
from wengert.transforms.reverse import vjp
from wengert.transforms.vmap import vmap

_LIMIT = 2**34  # bytes; a Jacobian larger than 16 GiB is refused rather than left to the operating system


@dataclass(frozen=True, slots=True)
class Memory:
    """What a Jacobian will take.

    Args:
        inputs: Number of input elements: the columns.
        outputs: Number of output elements: the rows.
        itemsize: Bytes of one entry.
        mode: `forward` or `reverse`: one sweep for each column, or one for each row.
        chunk_size: Sweeps done together; None for all.
        kept: Elements that the list keeps between its inputs and outputs, one copy for each sweep in a chunk.
    """

    inputs: int
    outputs: int
    itemsize: int
    mode: str
    chunk_size: int | None
    kept: int

    @property
    def sweeps(self) -> int:
        """Number of sweeps."""
        return self.inputs if self.mode == "forward" else self.outputs

    @property
    def result(self) -> int:
        """Bytes of the Jacobian."""
        return self.inputs * self.outputs * self.itemsize

    @property
    def working(self) -> int:
        """Bytes, at most, of the tangents or adjoints of one chunk of sweeps."""
        return min(self.chunk_size or self.sweeps, self.sweeps) * self.kept * self.itemsize

    @property
    def total(self) -> int:
        """Bytes of both."""
        return self.result + self.working

    def __str__(self) -> str:
        size = f"{self.outputs} x {self.inputs} entries: {readable(self.result)}"
        return f"{size}, and at most {readable(self.working)} for {self.sweeps} {self.mode} sweeps"


def readable(count: float) -> str:
    """Bytes for people.

    Example:
        >>> readable(3 * 2**20)
        '3.0 MiB'
    """
    for unit in ("B", "KiB", "MiB", "GiB"):
        if count < 1024:
            return f"{count:.0f} B" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} TiB"


class Jacobian:
    """A function that gives the Jacobian of another; made by `jacobian`, `jacfwd`, `jacrev`.

    Attributes:
        memory: A function of the same arguments giving the `Memory` that a call will take.
    """

    def __init__(
        self,
        f: Callable[..., Any],
        argnums: int | Sequence[int],
        mode: str | None,
        chunk_size: int | None,
        holomorphic: bool,
    ) -> None:
        if chunk_size is not None and chunk_size < 1:
            raise ArgumentError("jacobian: chunk_size counts sweeps", given=chunk_size, expected="1 or more, or None")
        functools.update_wrapper(self, f)
        self.f, self.argnums, self.mode = f, argnums, mode
        self.chunk_size, self.holomorphic = chunk_size, holomorphic

    def __call__(self, *args: Any, **options: Any) -> Any:
        """The Jacobian: for every leaf of the result a nest like the chosen arguments, leaves of shape (*out, *in)."""
        chosen, function = self._closed(args, options)
        if self.mode == "forward":
            return self._forward(function, chosen)
        y, pull = vjp(function, *chosen)
        memory = self._estimate(chosen, y, self.mode)
        if memory.total > _LIMIT:
            raise ResourceError(
                "jacobian: the answer does not fit",
                given=str(memory),
                expected=f"at most {readable(_LIMIT)}",
                hint=_advice(memory),
            )
        return self._forward(function, chosen) if memory.mode == "forward" else self._reverse(chosen, y, pull)

    def memory(self, *args: Any, **options: Any) -> Memory:
        """What a call with these arguments will take; evaluates the function once and sweeps nothing."""
        chosen, function = self._closed(args, options)
        return self._estimate(chosen, function(*chosen), self.mode)

    def _closed(self, args: Sequence[Any], options: dict[str, Any]) -> tuple[list[Any], Callable[..., Any]]:
        """The chosen arguments, and the function of these alone."""
        numbers = (self.argnums,) if isinstance(self.argnums, int) else tuple(self.argnums)
        if any(not -len(args) <= k < len(args) for k in numbers):
            raise ArgumentError(
                "jacobian: argnums names an argument that was not given", given=f"{numbers} of {len(args)}"
            )

        def function(*chosen: Any) -> Any:
            new = list(args)
            for k, value in zip(numbers, chosen, strict=True):
                new[k] = value
            return self.f(*new, **options)

        return [args[k] for k in numbers], function

    def _estimate(self, chosen: Sequence[Any], y: Any, mode: str | None) -> Memory:
        inputs, outputs = tree.leaves(list(chosen)), tree.leaves(y)
        for leaf in inputs:
            if is_complex(dtype_of(value_of(leaf))) != self.holomorphic:
                raise DtypeError(
                    "jacobian: complex inputs and holomorphic=True go together",
                    given=f"dtype {dtype_of(value_of(leaf))}, holomorphic={self.holomorphic}",
                    hint="a function of a complex number that is not holomorphic has no complex Jacobian: use wg.grad",
                )
        n, m = _elements(inputs), _elements(outputs)
        itemsize = max([dtype_of(value_of(leaf)).itemsize for leaf in (*inputs, *outputs)], default=8)
        return Memory(n, m, itemsize, mode or ("forward" if n <= m else "reverse"), self.chunk_size, n + m)

    def _forward(self, function: Callable[..., Any], chosen: Sequence[Any]) -> Any:
        y, push = linearize(function, *chosen)
        self._estimate(chosen, y, "forward")
        columns = []
        leaves, structure = tree.flatten(list(chosen))
        for k, leaf in enumerate(leaves):
            rest = [_zeros(other) for other in leaves]

            def along(direction: Any, k: int = k, rest: list[Any] = rest) -> Any:
                tangents = [*rest[:k], direction, *rest[k + 1 :]]
                return tree.leaves(push(*tree.unflatten(structure, tangents)))

            columns.append(self._sweeps(along, leaf, axis=-1))
        rows = [[column[j] for column in columns] for j in range(len(columns[0]) if columns else 0)]
        return self._assembled(rows, structure, y)

    def _reverse(self, chosen: Sequence[Any], y: Any, pull: Callable[..., Any]) -> Any:
        outputs, out_structure = tree.flatten(y)
        structure = tree.flatten(list(chosen))[1]
        rows = []
        for k, output in enumerate(outputs):
            rest = [_zeros(other) for other in outputs]

            def back(adjoint: Any, k: int = k, rest: list[Any] = rest) -> Any:
                seeds = tree.unflatten(out_structure, [*rest[:k], adjoint, *rest[k + 1 :]])
                return [conj(g) for g in tree.leaves(list(pull(seeds)))]

            rows.append(self._reverse_rows(back, output))
        return self._assembled(rows, structure, y)

    def _reverse_rows(self, back: Callable[..., Any], output: Any) -> list[Any]:
        real = self._sweeps(back, output, axis=0)
        if self.holomorphic or not is_complex(dtype_of(value_of(output))):
            return real
        # A real input sees only the real part of a complex output's adjoint; a second, seeded with i, has the rest.
        imaginary = self._sweeps(lambda g: back(g * 1j), output, axis=0)
        return [a + 1j * b for a, b in zip(real, imaginary, strict=True)]

    def _sweeps(self, sweep: Callable[..., Any], leaf: Any, axis: int) -> list[Any]:
        """`sweep` for every unit vector of `leaf`; results of shape (*leaf, *s) for axis 0, (*s, *leaf) for axis -1."""
        value = value_of(leaf)
        shape, size = np.shape(value), math.prod(np.shape(value))
        basis = namespace(value).reshape(namespace(value).eye(size, dtype=dtype_of(value)), (size, *shape))
        step = self.chunk_size or max(size, 1)
        chunks = [vmap(sweep, 0, axis)(basis[k : k + step]) for k in range(0, size, step)] or [
            vmap(sweep, 0, axis)(basis)
        ]
        joined = [concat(list(parts), axis=axis) if parts[1:] else parts[0] for parts in zip(*chunks, strict=True)]
        if axis == 0:
            return [reshape(part, (*shape, *_shape(part)[1:])) for part in joined]
        return [reshape(part, (*_shape(part)[:-1], *shape)) for part in joined]

    def _assembled(self, rows: Sequence[Sequence[Any]], structure: tree.Structure, y: Any) -> Any:
        nests = [tree.unflatten(structure, list(row)) for row in rows]
        nests = [n[0] if isinstance(self.argnums, int) else tuple(n) for n in nests]
        return tree.unflatten(tree.flatten(y)[1], nests)


def _advice(memory: Memory) -> str:
    room = _LIMIT - memory.result
    if room > 0:
        return f"chunk_size={max(1, room // max(1, memory.kept * memory.itemsize))} fits"
    return "products need no matrix: wg.jvp, wg.vjp, wg.linearize, wg.hvp"


def _elements(leaves: Sequence[Any]) -> int:
    return sum(math.prod(np.shape(value_of(leaf))) for leaf in leaves)


def _zeros(leaf: Any) -> Any:
    value = value_of(leaf)
    return namespace(value).zeros(np.shape(value), dtype_of(value))[()]


def _shape(x: Any) -> tuple[int, ...]:
    return np.shape(x.value) if isinstance(x, Tensor) else np.shape(x)


def jacfwd(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, chunk_size: int | None = None, holomorphic: bool = False
) -> Jacobian:
    """The Jacobian by forward sweeps: one for each input element, all at once or `chunk_size` at a time.

    Arguments, result and errors as for `jacobian`.

    Example:
        >>> import numpy as np
        >>> jacfwd(lambda x: x * x)(np.array([1.0, 2.0]))
        array([[2., 0.],
               [0., 4.]])
    """
    return Jacobian(f, argnums, "forward", chunk_size, holomorphic)


def jacrev(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, chunk_size: int | None = None, holomorphic: bool = False
) -> Jacobian:
    """The Jacobian by reverse sweeps: one for each output element, all at once or `chunk_size` at a time.

    Arguments, result and errors as for `jacobian`.

    Example:
        >>> import numpy as np
        >>> jacrev(lambda x: (x * x).sum())(np.array([1.0, 2.0]))
        array([2., 4.])
    """
    return Jacobian(f, argnums, "reverse", chunk_size, holomorphic)


def jacobian(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, chunk_size: int | None = None, holomorphic: bool = False
) -> Jacobian:
    """The Jacobian of `f`, in the cheaper mode: forward when there are no more inputs than outputs, else reverse.

    Args:
        f: Any function; arguments and result may be any nest of containers.
        argnums: Which positional arguments are differentiated.
        chunk_size: How many sweeps are done together: less memory, more time. None: all.
        holomorphic: Set it for complex inputs; the result is then the complex derivative.

    Returns:
        A function giving, for every leaf of the result, a nest like the chosen arguments with leaves of shape
        (*out, *in). Its method `memory(...)` says what a call will take.

    Raises:
        ResourceError: The answer would take more than 16 GiB.
        DtypeError: Inputs are complex and `holomorphic` is not set.

    Example:
        >>> import numpy as np
        >>> import wengert as wg
        >>> F = jacobian(lambda x: wg.stack([x[0] * x[1], wg.sin(x[0])]))
        >>> F(np.array([0.0, 2.0]))
        array([[2., 0.],
               [1., 0.]])
        >>> print(F.memory(np.array([0.0, 2.0])))
        2 x 2 entries: 32 B, and at most 64 B for 2 forward sweeps
    """
    return Jacobian(f, argnums, None, chunk_size, holomorphic)
