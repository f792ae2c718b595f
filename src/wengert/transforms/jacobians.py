"""Jacobians: a whole matrix of derivatives, column by column or row by row, and what it will cost.

Knows which mode is cheaper and how many bytes the answer takes, and says so before it takes them. Layout: shape of the
output first, then shape of the input (rows are outputs).
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from wengert import tree
from wengert.arrays import is_complex, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.arrays.shapes import size_of
from wengert.batching import moved
from wengert.errors import ArgumentError, DtypeError, ResourceError
from wengert.ops.dtype import conj
from wengert.ops.joining import concat
from wengert.ops.shape import broadcast_to, reshape
from wengert.step import set_recording
from wengert.tensor import Tensor, value_of
from wengert.trace.program import record
from wengert.transforms.forward import pushed
from wengert.transforms.lift import Lifted
from wengert.transforms.reverse import Linearized, split_aux
from wengert.transforms.vmap import replay


def memory_limit() -> int:
    """Bytes that an answer may take: the machine's memory, so that what cannot fit is refused and not swapped.

    Example:
        >>> memory_limit() > 2**20
        True
    """
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # a system that does not tell
        return 2**34


@dataclass(frozen=True, slots=True)
class Memory:
    """What a Jacobian will take.

    Args:
        inputs: Number of input elements: the columns.
        outputs: Number of output elements: the rows.
        itemsize: Bytes of one entry.
        mode: `forward` or `reverse`: one sweep for each column, or one for each row.
        chunk_size: Sweeps done together; None for all.
        kept: Elements of all steps between inputs and outputs; each sweep in a chunk makes at most so many.
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


class _List(NamedTuple):
    """The list of one evaluation, which can be swept both ways.

    Attributes:
        linear: The list.
        structure: The containers of the result.
        aux: What the function returned beside it.
    """

    linear: Linearized
    structure: tree.Structure
    aux: Any


class Jacobian:
    """A function that gives the Jacobian of another; made by `jacobian`, `jacfwd`, `jacrev`.

    The function is evaluated once; then its list is swept, `chunk_size` sweeps at a time.
    """

    def __init__(
        self,
        f: Callable[..., Any],
        argnums: int | Sequence[int],
        mode: str | None,
        chunk_size: int | None,
        holomorphic: bool,
        has_aux: bool,
    ) -> None:
        if chunk_size is not None and chunk_size < 1:
            raise ArgumentError("jacobian: chunk_size counts sweeps", given=chunk_size, expected="1 or more, or None")
        functools.update_wrapper(self, f, updated=())
        self.f, self.argnums, self.mode = f, argnums, mode
        self.chunk_size, self.holomorphic, self.has_aux = chunk_size, holomorphic, has_aux

    def __call__(self, *args: Any, **options: Any) -> Any:
        """The Jacobian: for every leaf of the result a nest like the chosen arguments, leaves of shape (*out, *in)."""
        written = self._evaluate(args, options)
        memory, limit = self._estimate(written.linear), memory_limit()
        if memory.total > limit:
            raise ResourceError(
                "jacobian: the answer does not fit",
                given=str(memory),
                expected=f"at most {readable(limit)}",
                hint=_advice(memory, limit),
            )
        lifted = written.linear.lifted
        rows = (self._forward if memory.mode == "forward" else self._reverse)(written.linear)
        out = tree.unflatten(written.structure, [lifted.pack(row) for row in rows])
        return (out, tree.map(lifted.settle, written.aux)) if self.has_aux else out

    def memory(self, *args: Any, **options: Any) -> Memory:
        """What a call with these arguments will take; evaluates the function once and sweeps nothing."""
        return self._estimate(self._evaluate(args, options).linear)

    def _evaluate(self, args: Sequence[Any], options: dict[str, Any]) -> _List:
        lifted = Lifted(args, self.argnums, "jacobian")
        for x in lifted.tensors:
            if is_complex(x.dtype) != self.holomorphic:
                raise DtypeError(
                    "jacobian: complex inputs and holomorphic=True go together",
                    given=f"dtype {x.dtype}, holomorphic={self.holomorphic}",
                    hint="a function of a complex number that is not holomorphic has no complex Jacobian: use wg.grad",
                )
        with set_recording(True):
            out, aux = split_aux(self.f(*lifted.args, **options), self.has_aux, "jacobian")
        outputs, structure = tree.flatten(out)
        return _List(Linearized(lifted, outputs), structure, aux)

    def _estimate(self, linear: Linearized) -> Memory:
        leaves = [*linear.lifted.tensors, *linear.outputs]
        sizes = [size_of(np.shape(value_of(leaf))) for leaf in leaves]
        n, m = sum(sizes[: len(linear.lifted.tensors)]), sum(sizes[len(linear.lifted.tensors) :])
        itemsize = max([dtype_of(value_of(leaf)).itemsize for leaf in leaves], default=8)
        kept = sum(size_of(step.shape) for step in linear.steps if step.shape is not None)
        return Memory(n, m, itemsize, self.mode or ("forward" if n <= m else "reverse"), self.chunk_size, kept)

    def _forward(self, linear: Linearized) -> list[list[Any]]:
        """A row of blocks for each output, from one column for each input."""
        inputs = linear.lifted.tensors
        columns = []
        for k, x in enumerate(inputs):
            blocks = self._sweeps(linear, lambda t, k=k: pushed(linear, _only(t, k, len(inputs))), x)
            last = [moved(b, range(x.ndim), range(len(_shape(b)) - x.ndim, len(_shape(b)))) for b in blocks]
            columns.append(last)
        return [[column[j] for column in columns] for j in range(len(linear.outputs))]

    def _reverse(self, linear: Linearized) -> list[list[Any]]:
        """A row of blocks for each output."""
        count = len(linear.outputs)
        rows = []
        for k, output in enumerate(linear.outputs):
            back = lambda g, k=k: [conj(a) for a in linear.pull(_only(g, k, count))]
            row = self._sweeps(linear, back, output)
            if is_complex(dtype_of(value_of(output))) and not self.holomorphic:
                # A real input sees the real part of a complex output's adjoint: sweeps seeded with i add the rest.
                rest = self._sweeps(linear, lambda g, back=back: back(g * 1j), output)
                row = [a + 1j * b for a, b in zip(row, rest, strict=True)]
            rows.append(row)
        return rows

    def _sweeps(self, linear: Linearized, sweep: Callable[..., Any], leaf: Any) -> list[Any]:
        """`sweep` for every unit vector of `leaf`: results of shape (*leaf, *s)."""
        value = value_of(leaf)
        xp, shape, dtype = namespace(value), np.shape(value), dtype_of(value)
        size = size_of(shape)
        step = self.chunk_size or max(size, 1)
        program = record(sweep, xp.zeros(shape, dtype)[()])
        chunks = []
        for start in range(0, size, step) or (0,):
            count = min(step, size - start)
            basis = xp.reshape(xp.eye(count, size, start, dtype), (count, *shape))
            found, flags = replay(program, [basis], [True], count)
            chunks.append([o if b else broadcast_to(o, (count, *_shape(o))) for o, b in zip(found, flags, strict=True)])
        joined = [concat(list(parts)) if parts[1:] else parts[0] for parts in zip(*chunks, strict=True)]
        blocks = [reshape(part, (*shape, *_shape(part)[1:])) for part in joined]
        lifted = linear.lifted
        return [b if lifted.raw or isinstance(b, Tensor) else Tensor(b) for b in map(lifted.plain, blocks)]


def _only(x: Any, place: int, count: int) -> list[Any]:
    """`x` at one place, and zeros (None) elsewhere."""
    return [x if k == place else None for k in range(count)]


def _advice(memory: Memory, limit: int) -> str:
    room = limit - memory.result
    if room > memory.kept * memory.itemsize:
        return f"chunk_size={room // max(1, memory.kept * memory.itemsize)} fits"
    return "products need no matrix: wg.jvp, wg.vjp, wg.linearize, wg.hvp"


def _shape(x: Any) -> tuple[int, ...]:
    return np.shape(value_of(x))


def jacfwd(
    f: Callable[..., Any],
    argnums: int | Sequence[int] = 0,
    has_aux: bool = False,
    holomorphic: bool = False,
    chunk_size: int | None = None,
) -> Jacobian:
    """The Jacobian by forward sweeps: one for each input element, all at once or `chunk_size` at a time.

    Arguments, result and errors as for `jacobian`.

    Example:
        >>> import numpy as np
        >>> jacfwd(lambda x: x * x)(np.array([1.0, 2.0]))
        array([[2., 0.],
               [0., 4.]])
    """
    return Jacobian(f, argnums, "forward", chunk_size, holomorphic, has_aux)


def jacrev(
    f: Callable[..., Any],
    argnums: int | Sequence[int] = 0,
    has_aux: bool = False,
    holomorphic: bool = False,
    chunk_size: int | None = None,
) -> Jacobian:
    """The Jacobian by reverse sweeps: one for each output element, all at once or `chunk_size` at a time.

    Arguments, result and errors as for `jacobian`.

    Example:
        >>> import numpy as np
        >>> jacrev(lambda x: (x * x).sum())(np.array([1.0, 2.0]))
        array([2., 4.])
    """
    return Jacobian(f, argnums, "reverse", chunk_size, holomorphic, has_aux)


def jacobian(
    f: Callable[..., Any],
    argnums: int | Sequence[int] = 0,
    has_aux: bool = False,
    holomorphic: bool = False,
    chunk_size: int | None = None,
) -> Jacobian:
    """The Jacobian of `f`, in the cheaper mode: forward when there are no more inputs than outputs, else reverse.

    Args:
        f: Any function; arguments and result may be any nest of containers.
        argnums: Which positional arguments are differentiated.
        has_aux: Whether `f` returns a pair, whose second part is handed through.
        holomorphic: Set it for complex inputs; the result is then the complex derivative.
        chunk_size: How many sweeps are done together: less memory, more time. None: all.

    Returns:
        A function giving, for every leaf of the result, a nest like the chosen arguments with leaves of shape
        (*out, *in); with `has_aux` a pair of this and the second part. Its method `memory(...)` says what a call will
        take.

    Raises:
        ResourceError: The answer would take more memory than the machine has.
        DtypeError: Inputs are complex and `holomorphic` is not set.

    Example:
        >>> import numpy as np
        >>> import wengert as wg
        >>> F = jacobian(lambda x: wg.stack([x[0] * x[1], wg.sin(x[0])]))
        >>> F(np.array([0.0, 2.0]))
        array([[2., 0.],
               [1., 0.]])
        >>> print(F.memory(np.array([0.0, 2.0])))
        2 x 2 entries: 32 B, and at most 144 B for 2 forward sweeps
    """
    return Jacobian(f, argnums, None, chunk_size, holomorphic, has_aux)
