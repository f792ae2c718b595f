"""gradcheck: a user's derivative against finite differences, in both modes, to any order.

Knows how to compare a Jacobian column by column, or along random directions when it is too large for that. Knows no
primitive: those are checked one by one in `wengert.testing`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from wengert import tree
from wengert.arrays import is_complex, is_floating
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, DtypeError, GradientError
from wengert.tensor import value_of
from wengert.transforms.differences import STEP, along
from wengert.transforms.forward import linearize
from wengert.transforms.reverse import vjp

_DOUBLE = (np.dtype("float64"), np.dtype("complex128"))


class Worst(NamedTuple):
    """The entry in which a derivative is furthest from its witness.

    Attributes:
        place: Which entry, in words.
        analytic: What the rules say.
        numeric: What differences say.
        error: Relative error.
    """

    place: str
    analytic: complex
    numeric: complex
    error: float


def gradcheck(
    f: Callable[..., Any],
    *args: Any,
    order: int = 1,
    mode: str = "full",
    step: float = STEP,
    rtol: float = 1e-6,
    atol: float = 1e-8,
    directions: int = 3,
    seed: int = 0,
) -> bool:
    """Compare the derivatives of `f` at `args` with finite differences, forward mode and reverse mode.

    Args:
        f: Any function of arrays in any containers, giving arrays in any containers.
        args: Where; float64 and complex128 leaves are differentiated, integers and booleans held fixed.
        order: 1 checks the derivative, 2 also the derivative of the reverse sweep, and so on.
        mode: `full` compares every entry of the Jacobian; `projected` compares along random directions: a handful of
            sweeps however large the inputs are.
        step: Length of the difference step, times max(1, |x|) of the entry that moves.
        rtol: Relative error that is let pass.
        atol: Absolute error that is let pass.
        directions: How many random directions `projected` takes.
        seed: Of the random directions.

    Returns:
        True. The worst entry is in the error when there is one.

    Raises:
        DtypeError: A leaf is float32 or shorter: its rounding would hide what is looked for.
        GradientError: A derivative is wrong; the message names the worst entry.
        ArgumentError: An unknown mode, an order below 1, or nothing to differentiate.

    Example:
        >>> gradcheck(lambda x: (x * x).sum(), np.array([1.0, 2.0]), order=2)
        True
    """
    if mode not in ("full", "projected") or order < 1:
        raise ArgumentError(
            "gradcheck: unknown request",
            given=f"mode={mode!r}, order={order}",
            expected="mode 'full' or 'projected', order 1 or more",
        )
    flat, primals = _flatten(f, args)
    rng = np.random.default_rng(seed)
    for k in range(1, order + 1):
        check = _check_entries if mode == "full" else _check_directions
        check(flat, primals, Limits(rtol, atol, step, directions, k), rng)
        flat = _reverse_sweep(flat, primals, rng)
    return True


class Limits(NamedTuple):
    """What passes, how far to step, how many directions to take, and which order is being checked."""

    rtol: float
    atol: float
    step: float
    directions: int
    order: int


Flat = Callable[..., list[Any]]


def _flatten(f: Callable[..., Any], args: Sequence[Any]) -> tuple[Flat, list[np.ndarray]]:
    """`f` as a function from floating arrays to a list of floating arrays, and those arrays."""
    leaves, structure = tree.flatten(list(args))
    leaves = [value_of(leaf) for leaf in leaves]
    moving = [k for k, leaf in enumerate(leaves) if is_floating(dtype_of(leaf))]
    for k in moving:
        if dtype_of(leaves[k]) not in _DOUBLE:
            raise DtypeError(
                "gradcheck: needs double precision",
                given=f"{dtype_of(leaves[k])} in argument {tree.paths(structure)[k]}",
                expected="float64 or complex128",
                hint="cast first: x.astype('float64'); differences in float32 are wrong in the third digit",
            )
    if not moving:
        raise ArgumentError("gradcheck: nothing to differentiate", given="no floating argument")

    def flat(*xs: Any) -> list[Any]:
        new = list(leaves)
        for k, x in zip(moving, xs, strict=True):
            new[k] = x
        return [o for o in tree.leaves(f(*tree.unflatten(structure, new))) if is_floating(dtype_of(value_of(o)))]

    return flat, [np.array(leaves[k]) for k in moving]


def _reverse_sweep(flat: Flat, primals: list[np.ndarray], rng: np.random.Generator) -> Flat:
    """The map from inputs to adjoints, for a random adjoint of the outputs: what the next order differentiates."""
    seeds = [_random_like(value_of(o), rng) for o in flat(*primals)]
    return lambda *xs: list(vjp(flat, *xs)[1](seeds))


def _random_like(x: Any, rng: np.random.Generator) -> Any:
    v = rng.uniform(-1, 1, np.shape(x))
    return np.asarray(v + 1j * rng.uniform(-1, 1, np.shape(x)) if is_complex(dtype_of(x)) else v)


def _values(flat: Flat) -> Flat:
    return lambda *xs: [np.asarray(value_of(o)) for o in flat(*xs)]


def _basis(arrays: Sequence[Any]) -> list[tuple[int, tuple[int, ...], complex]]:
    """(array, index, 1 or i) for every real coordinate."""
    out = []
    for k, x in enumerate(arrays):
        units = (1, 1j) if is_complex(dtype_of(x)) else (1,)
        out += [(k, index, unit) for index in np.ndindex(np.shape(x)) for unit in units]
    return out


def _unit(arrays: Sequence[Any], place: tuple[int, tuple[int, ...], complex]) -> list[np.ndarray]:
    out = [np.zeros(np.shape(x), dtype_of(x)) for x in arrays]
    out[place[0]][place[1]] = place[2]
    return out


def _coordinates(arrays: Sequence[Any]) -> np.ndarray:
    """All entries as one real vector; complex ones as (real, imaginary)."""
    flat = [np.ascontiguousarray(value_of(a)).reshape(-1) for a in arrays]
    return np.concatenate([a.view(np.float64) if is_complex(a.dtype) else a for a in flat] or [np.zeros(0)])


def _check_entries(flat: Flat, primals: list[np.ndarray], limits: Limits, rng: np.random.Generator) -> None:
    """The whole Jacobian: columns by differences and by forward mode, rows by reverse mode."""
    del rng
    outputs, push = linearize(flat, *primals)
    _, pull = vjp(flat, *primals)
    columns = _basis(primals)
    rows = _basis(outputs)
    shape = (len(rows), len(columns))
    numeric, forward, reverse = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for j, place in enumerate(columns):
        unit = _unit(primals, place)
        step = limits.step * max(1.0, float(abs(primals[place[0]][place[1]])))
        numeric[:, j] = _coordinates(along(_values(flat), primals, unit, step))
        forward[:, j] = _coordinates(push(*unit))
    for i, place in enumerate(rows):
        reverse[i] = _coordinates(pull(_unit(outputs, place)))
    for name, analytic in (("forward", forward), ("reverse", reverse)):
        _judge(
            name, analytic, numeric, limits, lambda i, j: f"d output {_words(rows[i])} / d input {_words(columns[j])}"
        )


def _check_directions(flat: Flat, primals: list[np.ndarray], limits: Limits, rng: np.random.Generator) -> None:
    """Along random directions: differences against forward mode, and its adjoint identity against reverse mode."""
    outputs, push = linearize(flat, *primals)
    _, pull = vjp(flat, *primals)
    for k in range(limits.directions):
        v = [_random_like(x, rng) for x in primals]
        w = [_random_like(o, rng) for o in outputs]
        scale = max([1.0, *(float(np.max(np.abs(x), initial=0.0)) for x in primals)])
        numeric = _coordinates(along(_values(flat), primals, v, limits.step * scale))
        forward = _coordinates(push(*v))
        _judge(
            "forward", forward[:, None], numeric[:, None], limits, lambda i, _, k=k: f"entry {i} along direction {k}"
        )
        there = np.array([[_coordinates(pull(w)) @ _coordinates(v)]])
        here = np.array([[_coordinates(w) @ numeric]])
        _judge("reverse", there, here, limits, lambda *_, k=k: f"<adjoint, tangent> along direction {k}")


def _words(place: tuple[int, tuple[int, ...], complex]) -> str:
    k, index, unit = place
    part = "" if unit == 1 else " (imaginary part)"
    return f"{k}{list(index) if index else ''}{part}"


def _judge(
    name: str, analytic: np.ndarray, numeric: np.ndarray, limits: Limits, label: Callable[[int, int], str]
) -> None:
    """Complain of the worst entry, if any is beyond the limits."""
    worst = worst_entry(analytic, numeric, limits.rtol, limits.atol)
    if worst is None:
        return
    i, j = worst
    a, n = analytic[i, j], numeric[i, j]
    found = Worst(label(i, j), a, n, float(abs(a - n) / max(abs(n), np.finfo(float).tiny)))
    order = "" if limits.order == 1 else f", order {limits.order}"
    raise GradientError(
        f"gradcheck: the {name} derivative differs from finite differences{order}",
        given=f"analytic {found.analytic:.9g} at {found.place}",
        expected=f"numeric {found.numeric:.9g} (relative error {found.error:.3g}, limit {limits.rtol:g})",
        hint="at a kink differences mean nothing: move x; else look at the rule of the step that makes this output",
    )


def worst_entry(analytic: np.ndarray, numeric: np.ndarray, rtol: float, atol: float) -> tuple[int, ...] | None:
    """The index of the entry furthest beyond the limits, a nan first; None when all are within.

    The absolute limit grows with the largest entry: differences of large values cannot show small ones.

    Example:
        >>> worst_entry(np.array([1.0, 2.1]), np.array([1.0, 2.0]), 1e-6, 1e-8)
        (1,)
    """
    if analytic.size == 0:
        return None
    scale = max(1.0, float(np.max(np.abs(numeric), where=np.isfinite(numeric), initial=0.0)))
    excess = np.abs(analytic - numeric) - rtol * np.abs(numeric) - atol * scale
    excess = np.where(np.isnan(excess), np.inf, excess)
    place = np.unravel_index(int(np.argmax(excess)), excess.shape)
    return tuple(int(k) for k in place) if excess[place] > 0 else None
