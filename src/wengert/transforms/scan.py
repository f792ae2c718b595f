"""scan and fori_loop: loops over a known number of turns.

Knows how a body is recorded, and what it must keep from turn to turn. Knows no derivative.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_array, is_floating, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.tensor import Tensor, value_of
from wengert.trace.program import Program, record
from wengert.transforms.loop import Scan
from wengert.transforms.structured import as_arrays, replaced, unwrapped

Body = Callable[[Any, Any], tuple[Any, Any]]


def scan(body: Body, init: Any, xs: Any = None, length: int | None = None, reverse: bool = False) -> tuple[Any, Any]:
    """Carry a value through a loop: `carry, y = body(carry, x)` for each `x` along the first axis of `xs`.

    One step of the list, however many turns; compiled it is one loop of the program. Tensors that the body reads from
    outside (parameters) get their derivatives too. What each turn saves for the reverse sweep is stacked: memory grows
    with the number of turns as it would unrolled; wrap the body in `checkpoint` to save the carries alone.

    Args:
        body: `(carry, x) -> (carry, y)`, nests of arrays; the carry keeps its containers, shapes and dtypes. Its Python
            code runs once, so its decisions must not depend on values.
        init: The first carry.
        xs: A nest of arrays, all with one size along the first axis; None for a loop that reads nothing.
        length: Number of turns; needed when `xs` is None.
        reverse: Whether to go from the last element to the first; results stay in the order of `xs`.

    Returns:
        `(carry, ys)`: the last carry, and every `y` stacked along a new first axis.

    Raises:
        ShapeError: `xs` differ in length, or the carry changes shape.
        DtypeError: The carry changes dtype.
        ArgumentError: The length is unknown, the carry changes containers, or the body does not return a pair.

    Example:
        >>> scan(lambda total, x: (total + x, total), 0.0, np.array([1.0, 2.0, 3.0]))
        (np.float64(6.0), array([0., 1., 3.]))
    """
    rows, row_structure = tree.flatten(xs)
    rows = as_arrays(rows)
    length = _length(rows, length)
    examples = tree.unflatten(row_structure, [_element(x, length) for x in rows])
    carry, program = recorded_body("scan", body, init, examples)
    c = len(carry)
    loop = Scan(program.closed(), c, len(rows), length, reverse)
    args = [*carry, *rows, *program.captured]
    out = loop(*args)
    raw = not any(isinstance(a, Tensor) for a in args)
    carries, results = program.out_structure.children
    return unwrapped(carries, out[:c], raw), unwrapped(results, out[c:], raw)


def fori_loop(lower: int, upper: int, body: Callable[[Any, Any], Any], init: Any) -> Any:
    """`carry = body(i, carry)` for i from `lower` up to, not including, `upper`: a scan over the numbers.

    Args:
        lower: First index, a Python integer.
        upper: Where to stop, a Python integer; for one that depends on values use `while_loop`.
        body: `(i, carry) -> carry`, as for `scan`.
        init: The first carry.

    Returns:
        The last carry.

    Raises:
        ArgumentError: A bound is no integer.

    Example:
        >>> fori_loop(0, 4, lambda i, total: total + i, 0.0)
        np.float64(6.0)
    """
    if not all(isinstance(bound, (int, np.integer)) for bound in (lower, upper)):
        raise ArgumentError(
            "fori_loop: bounds must be integers known beforehand",
            given=f"{type(lower).__name__}, {type(upper).__name__}",
            expected="Python integers",
            hint="use while_loop, with max_steps= for derivatives, when the number of turns depends on values",
        )
    carry, _ = scan(lambda carry, i: (body(i, carry), None), init, np.arange(lower, max(lower, upper)))
    return carry


def _length(rows: Sequence[Any], length: int | None) -> int:
    shapes = [np.shape(value_of(x)) for x in rows]
    sizes = {s[0] if s else None for s in shapes} | ({length} if length is not None else set())
    if not sizes:
        raise ArgumentError("scan: the number of turns is unknown", given="xs=None, length=None", hint="pass length=")
    if len(sizes) > 1 or None in sizes:
        given = f"shapes {shapes}" + ("" if length is None else f", length={length}")
        raise ShapeError("scan: xs differ in their first axis", given=given, expected="one size for all")
    return int(sizes.pop() or 0)


def _element(x: Any, length: int) -> Any:
    value = value_of(x)
    return value[0] if length else namespace(value).zeros(np.shape(value)[1:], dtype_of(value))[()]


def recorded_body(what: str, body: Body, init: Any, x: Any) -> tuple[list[Any], Program]:
    """The leaves of the first carry, Python numbers in the dtype that the body makes of them; and its program."""
    leaves, structure = tree.flatten(init)
    for leaf in leaves:
        if not isinstance(leaf, Tensor) and not is_array(leaf):
            raise ArgumentError(
                f"{what}: the carry holds what is no array",
                given=f"{type(leaf).__name__} {leaf!r}"[:60],
                expected="numbers, arrays and tensors, in any nest of containers",
            )
    numbers = [
        k for k, v in enumerate(leaves) if isinstance(v, (int, float, complex)) and not isinstance(v, np.generic)
    ]
    carry = as_arrays(leaves)
    around = [dtype_of(value_of(v)) for k, v in enumerate(leaves) if k not in numbers]
    around += [dtype_of(value_of(v)) for v in tree.leaves(x)]
    carry = _in_dtypes(carry, numbers, around)
    program = record(body, tree.unflatten(structure, carry), x)
    if numbers and program.captured:
        carry = _in_dtypes(carry, numbers, [*around, *(t.dtype for t in program.captured)])
        program = record(body, tree.unflatten(structure, carry), x)
    made = [dtype_of(r) for r in program.results[: len(carry)]]
    if any(made[k : k + 1] != [carry[k].dtype] for k in numbers):
        carry = replaced(carry, numbers, [np.asarray(carry[k], made[k])[()] for k in numbers if k < len(made)])
        program = record(body, tree.unflatten(structure, carry), x)
    _check_pair(what, program, carry)
    return carry, program


def _in_dtypes(carry: list[Any], numbers: list[int], around: Sequence[np.dtype]) -> list[Any]:
    """Python floats in the dtype of the floating arrays around them."""
    floating = [d for d in around if is_floating(d)]
    kinds = "fc"
    wanted = [k for k in numbers if carry[k].dtype.kind in kinds]
    if not floating:
        return carry
    dtype = np.result_type(*floating)
    return replaced(carry, wanted, [np.asarray(carry[k], dtype)[()] for k in wanted])


def _check_pair(what: str, program: Program, carry: Sequence[Any]) -> None:
    """The body must give back a carry like the one it got."""
    structure = program.out_structure
    if structure.kind is not tuple or len(structure.children) != 2:
        raise ArgumentError(
            f"{what}: the body returns a pair",
            given=structure.kind.__name__ if structure.kind else "one value",
            expected="(carry, y); y may be None",
        )
    _check_carry(what, program, program.in_structure.children[0], structure.children[0], carry)


def _check_carry(
    what: str, program: Program, before: tree.Structure, after: tree.Structure, carry: Sequence[Any]
) -> None:
    """Refuse a body whose carry does not keep its containers, shapes and dtypes.

    Raises:
        ArgumentError: Containers differ.
        ShapeError: A shape differs.
        DtypeError: A dtype differs.
    """
    if after != before:
        raise ArgumentError(
            f"{what}: the carry changes its containers", given=tree.paths(after), expected=tree.paths(before)
        )
    for name, old, new in zip(tree.paths(before), carry, program.results, strict=False):
        given, wanted = np.shape(new), np.shape(value_of(old))
        if given != wanted:
            raise ShapeError(
                f"{what}: the carry changes its shape{name and f' at {name}'}",
                given=f"{given} after one turn",
                expected=f"{wanted}, as before it",
                hint="broadcast the first carry to the shape that the body makes",
            )
        if dtype_of(new) != dtype_of(value_of(old)):
            raise DtypeError(
                f"{what}: the carry changes its dtype{name and f' at {name}'}",
                given=f"{dtype_of(new)} after one turn",
                expected=f"{dtype_of(value_of(old))}, as before it",
                hint=f"start from wg.astype(init, {str(dtype_of(new))!r}), or cast what the body returns",
            )
