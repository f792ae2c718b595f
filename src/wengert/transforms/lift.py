"""Lifting: arguments become fresh inputs of a stretch of the list, results become plain again.

Knows the `alias` step that gives every transform its own identity for an input. Without it nested transforms of one
variable would be confused: `grad(lambda x: x * grad(lambda y: x * y)(x))(3.0)` is 6, not 12, because the inner `y` is
another line of the list than `x`, though both hold 3. Knows no sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_array, is_floating
from wengert.arrays.dtypes import dtype_of
from wengert.batching import natively
from wengert.errors import ArgumentError, DtypeError, GraphError
from wengert.kinds import linear
from wengert.samples import case, real
from wengert.step import Step, mode, now, write
from wengert.tensor import Tensor, boxed, value_of


@linear(cost=lambda *_: 0)
def alias(x: Any) -> Any:
    """The same value under a fresh identity. Shapes: (*s) -> (*s)."""
    return x


alias.adjoint = lambda g: g
alias.batch = natively(alias)
alias.samples = [case(real(3))]

_UNLINKED = (None,)
_NO_PARAMS: dict[str, Any] = {}
_FLOAT64 = np.dtype("float64")


def fresh(x: Any, what: str) -> Tensor:
    """A tensor with the value of `x` and a step of its own.

    Raises:
        DtypeError: `x` is no real or complex floating number or array.
    """
    kind = type(x)
    if kind is np.ndarray and x.dtype.kind == "f":
        return boxed(x.view(), write(alias, _UNLINKED, _NO_PARAMS, (), x.shape, x.dtype))
    if kind is np.float64 or kind is float:
        return boxed(np.float64(x), write(alias, _UNLINKED, _NO_PARAMS, (), (), _FLOAT64))
    value = value_of(x)
    if not is_array(value) or not is_floating(dtype_of(value)):
        kind = f"{type(value).__name__} {value!r}"[:60] if not hasattr(value, "dtype") else f"dtype {value.dtype}"
        raise DtypeError(
            f"{what}: an input to differentiate must be a real or complex floating number",
            given=kind,
            expected="float or complex: a number, an array or a tensor",
            hint="write 3.0 for 3; use argnums= to choose which arguments are differentiated",
        )
    value = value.view() if type(value) is np.ndarray else np.float64(value) if type(value) is float else value
    value = np.complex128(value) if type(value) is complex else value
    step = Step(alias, (x.step if isinstance(x, Tensor) else None,), {}, (), np.shape(value), value.dtype)
    return Tensor(value, step)


class Lifted:
    """The chosen arguments of one call, as fresh inputs.

    Args:
        args: All positional arguments.
        argnums: Which of them are inputs: an index or several.
        what: Who asks, for messages.
    """

    def __init__(self, args: Sequence[Any], argnums: int | Sequence[int], what: str) -> None:
        self.single = isinstance(argnums, int)
        chosen = (argnums,) if isinstance(argnums, int) else tuple(argnums)
        self.since = now()
        self.tensors: list[Tensor] = []
        self.structures: list[tree.Structure] = []
        self.raw = True
        new = list(args)
        for k in chosen:
            if not -len(args) <= k < len(args):
                raise ArgumentError(
                    f"{what}: argnums names an argument that was not given",
                    given=f"argnums={argnums}, {len(args)} positional arguments",
                    hint="pass the argument by position",
                )
            leaves, structure = tree.flatten(args[k])
            lifted = [fresh(leaf, what) for leaf in leaves]
            self.raw = self.raw and not any([isinstance(leaf, Tensor) for leaf in leaves])
            self.tensors += lifted
            self.structures.append(structure)
            new[k] = tree.unflatten(structure, lifted)
        self.steps: list[Step] = [t.step for t in self.tensors]  # pyright: ignore[reportAttributeAccessIssue] (set above)
        self.open = not self.raw and any([s.inputs[0] is not None for s in self.steps])
        self.args = tuple(new)

    def pack(self, leaves: Sequence[Any]) -> Any:
        """Leaves in the containers of the chosen arguments; alone when one argument was chosen by a bare index."""
        if self.single:
            return tree.unflatten(self.structures[0], leaves)
        out, start = [], 0
        for structure in self.structures:
            out.append(tree.unflatten(structure, leaves[start : start + structure.size]))
            start += structure.size
        return tuple(out)

    def unpack(self, chosen: Any, what: str) -> list[Any]:
        """The leaves of `chosen`, which must have the containers of the chosen arguments."""
        leaves = []
        wanted = [tree.paths(s) for s in self.structures]
        given = [tree.flatten(c) for c in ([chosen] if self.single else chosen)]
        if [tree.paths(s) for _, s in given] != wanted:
            raise ArgumentError(f"{what}: structures differ", given=[tree.paths(s) for _, s in given], expected=wanted)
        for below, _ in given:
            leaves += below
        return leaves

    def plain(self, x: Any) -> Any:
        """`x` as the caller wrote his inputs: raw when they were raw and no outer sweep can reach `x`."""
        return x.value if self.raw and isinstance(x, Tensor) and x.step is None else x

    def settle(self, x: Any) -> Any:
        """`x` without the part of the list made since the lift: a constant, unless an older step can reach it."""
        if not isinstance(x, Tensor) or x.step is None:
            return x
        reached = mode.recording and (self.open or x.step.number < self.since)
        return x if reached else self.plain(Tensor(x.value))


def scalar_output(out: Any, what: str) -> Tensor:
    """`out` as the scalar tensor that a gradient needs.

    Raises:
        GraphError: It is not one number.
    """
    if isinstance(out, Tensor) and out.shape == () and is_floating(out.dtype):
        return out
    if not isinstance(out, Tensor) and is_array(out) and np.shape(out) == ():
        return Tensor(out)
    given = (
        f"shape {out.shape}, {out.dtype}" if isinstance(out, Tensor) or hasattr(out, "shape") else type(out).__name__
    )
    raise GraphError(
        f"{what}: the function must return one real number",
        given=given,
        expected="shape (), real floating",
        hint="reduce with .sum() or .mean(); wg.jacobian differentiates vectors; has_aux=True returns more beside it",
    )
