"""fixed_point and root: solutions of equations, differentiated by the implicit function theorem.

Knows iteration and the linear equation that a derivative solves. Knows nothing of the steps that led to the solution:
they are not recorded, and the derivative does not depend on where the search began.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_floating, is_traced, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, ConvergenceError, DtypeError, ShapeError
from wengert.ops import abs as abs_of
from wengert.ops import concat, logical_and, matrix_transpose, reshape, solve, where
from wengert.ops import max as max_of
from wengert.tensor import Tensor, value_of
from wengert.trace.program import Program, record
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import vjp
from wengert.transforms.structured import Structured, as_arrays, replaced, unwrapped
from wengert.transforms.vmap import vmap
from wengert.transforms.while_loop import while_loop

Leaves = list[Any]
LARGEST_DENSE = 4096


class Implicit(Structured):
    """A solution of an equation in x, given parameters. Shapes: start, parameters -> x.

    Args:
        program: Closed: (x, parameters) -> values in the shapes of x.
        count: How many of the leaves are x.
        tol: Where to stop, relative to 1 + |x|.
        max_steps: When to give up.
        base: The solution without what its derivative reads, which is x itself.
    """

    def __init__(self, program: Program, count: int, tol: float, max_steps: int, base: Implicit | None = None) -> None:
        self.program = program
        self.leaves = count
        self.tol = tol
        self.max_steps = max_steps
        super().__init__(type(self).symbol_of_kind, count if base is None else 2 * count, base)

    symbol_of_kind = "implicit"

    def compute(self, args: Sequence[Any]) -> tuple[Any, ...]:
        """Search."""
        start, parameters = list(args[: self.leaves]), list(args[self.leaves :])
        with np.errstate(all="ignore"):
            found, change, steps = self.search(start, parameters)
        settled = change <= self.tol
        if is_traced(settled):
            # A compiled program cannot raise: a solution that is none must not look like one.
            found = [where(settled, x, np.asarray(np.nan, x.dtype)) for x in found]
        elif not settled:
            raise ConvergenceError(
                f"{self.name}: did not settle",
                given=f"change {float(change):.3g} after {int(steps)} steps",
                expected=f"at most {self.tol:.3g}",
                hint="start closer, raise max_steps=, or raise tol=",
            )
        return (*found, *found) if self.base is not None else tuple(found)

    def search(self, start: Leaves, parameters: Leaves) -> tuple[Leaves, Any, Any]:
        """The solution, how much it still changed, and the number of steps, on raw arrays."""
        raise AssertionError("stated by each kind of equation")

    def extended(self, tracked: tuple[bool, ...]) -> Structured:
        """The same, keeping x."""
        del tracked
        return self if self.base is not None else type(self)(self.program, self.leaves, self.tol, self.max_steps, self)

    def over_batch(self, args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        """All examples searched together, until the last has settled."""
        del params
        axes = tuple(0 if b else None for b in (*(True,) * self.leaves, *batched[self.leaves :]))
        first = [a if b else _wide(a, size) for a, b in zip(args[: self.leaves], batched, strict=False)]
        values = [value_of(a) for a in (*first, *args[self.leaves :])]
        mapped = record(vmap(lambda *leaves: self.program.run(leaves), axes), *values).closed()
        out = type(self)(mapped, self.leaves, self.tol, self.max_steps)(*first, *args[self.leaves :])
        return out if self.base is None else (*out, *out)

    def _adjoints(self, g: Sequence[Any], kept: Sequence[Any]) -> Leaves:
        """The adjoint of x: as a result, and as what is kept."""
        n = self.leaves
        total = []
        for k, x in enumerate(kept):
            parts = [part for part in (g[k], g[n + k]) if part is not None]
            total.append(sum(parts[1:], parts[0]) if parts else namespace(value_of(x)).zeros(x.shape, x.dtype)[()])
        return total

    def _moving(self, dx: Sequence[Any]) -> list[int]:
        return [k for k in range(self.leaves, len(dx)) if dx[k] is not None]

    def _floating(self, args: Sequence[Any]) -> list[int]:
        return [k for k in range(self.leaves, len(args)) if is_floating(dtype_of(value_of(args[k])))]

    def _with_parameters(self, x: Leaves, args: Sequence[Any], places: Sequence[int]) -> Callable[..., Leaves]:
        """The program as a function of the parameters at `places`."""
        return lambda *free: self.program.run(replaced([*x, *args[self.leaves :]], places, free))

    def _with_x(self, args: Sequence[Any]) -> Callable[..., Leaves]:
        """The program as a function of x."""
        return lambda *x: self.program.run([*x, *args[self.leaves :]])


class FixedPoint(Implicit):
    """x with x = f(x, parameters). Shapes: start, parameters -> x."""

    symbol_of_kind = "fixed_point"

    def search(self, start: Leaves, parameters: Leaves) -> tuple[Leaves, Any, Any]:
        """Apply f until nothing changes."""

        def step(state: Any) -> Any:
            x, _, k = state
            new = self.program.run([*x, *parameters])
            return new, _largest_change(new, x), k + 1

        def unsettled(state: Any) -> Any:
            # Written so that nan ends the search.
            return logical_and(state[1] > self.tol, state[2] < self.max_steps)

        return while_loop(unsettled, step, step((start, None, np.int64(0))))

    def pull(self, g: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """Solve w = g + (∂f/∂x)ᵀ w, a fixed point too; then (∂f/∂parameters)ᵀ w."""
        x, n = list(kept), self.leaves
        arriving = self._adjoints(g, kept)

        def equation(w: Leaves, x: Leaves, parameters: Leaves, g: Leaves) -> Leaves:
            moved = vjp(lambda *x: self.program.run([*x, *parameters]), *x)[1](w)
            return [a + b for a, b in zip(g, moved, strict=True)]

        w = _solved(self, equation, arriving, [*x], list(args[n:]), arriving)
        places = self._floating(args)
        found = vjp(self._with_parameters(x, args, places), *(args[k] for k in places))[1](list(w))
        adjoints = dict(zip(places, found, strict=True))
        return tuple(adjoints.get(k) for k in range(len(args)))

    def push(self, dx: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """Solve t = ∂f/∂x t + ∂f/∂parameters dp, a fixed point too."""
        x, n, places = list(kept), self.leaves, self._moving(dx)
        if not places:
            return (None,) * (2 * n)
        pushed = jvp(self._with_parameters(x, args, places), [args[k] for k in places], [dx[k] for k in places])[1]

        def equation(t: Leaves, x: Leaves, parameters: Leaves, b: Leaves) -> Leaves:
            moved = jvp(lambda *x: self.program.run([*x, *parameters]), x, t)[1]
            return [u + v for u, v in zip(moved, b, strict=True)]

        t = _solved(self, equation, pushed, x, list(args[n:]), pushed)
        return (*t, *t)


def _solved(owner: Implicit, equation: Callable[..., Leaves], *arguments: Leaves) -> Sequence[Any]:
    """The fixed point of a linear equation in its first argument."""
    examples = [[value_of(v) for v in part] for part in arguments]
    program = record(equation, *examples).closed()
    flat = [v for part in arguments for v in part]
    return FixedPoint(program, owner.leaves, owner.tol, owner.max_steps)(*flat)


class Root(Implicit):
    """x with f(x, parameters) = 0. Shapes: start, parameters -> x."""

    symbol_of_kind = "root"

    def search(self, start: Leaves, parameters: Leaves) -> tuple[Leaves, Any, Any]:
        """Newton's method; a step that makes the residual larger is halved."""

        def residual(x: Leaves) -> Leaves:
            return self.program.run([*x, *parameters])

        def size(x: Leaves) -> Any:
            return _largest(residual(x))

        def step(state: Any) -> Any:
            x, _, k = state
            function = self._with_x([*start, *parameters])
            move = _unravel(solve(_jacobian(function, x), _ravel(residual(x))), x)
            before = size(x)

            def tried(t: Any) -> Leaves:
                return [a - t * b for a, b in zip(x, move, strict=True)]

            def too_long(t: Any) -> Any:
                return logical_and(size(tried(t)) > before, t > 1e-3)

            t = while_loop(too_long, lambda t: 0.5 * t, np.ones((), dtype_of(value_of(before)))[()])
            new = tried(t)
            return new, _largest_change(new, x), k + 1

        def unsettled(state: Any) -> Any:
            return logical_and(state[1] > self.tol, state[2] < self.max_steps)

        return while_loop(unsettled, step, step((start, None, np.int64(0))))

    def pull(self, g: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """Jᵀ w = −g, then (∂f/∂parameters)ᵀ w."""
        x = list(kept)
        jacobian = _jacobian(self._with_x(args), x)
        w = _unravel(-solve(matrix_transpose(jacobian), _ravel(self._adjoints(g, kept))), x)
        places = self._floating(args)
        found = vjp(self._with_parameters(x, args, places), *(args[k] for k in places))[1](w)
        adjoints = dict(zip(places, found, strict=True))
        return tuple(adjoints.get(k) for k in range(len(args)))

    def push(self, dx: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """J t = −∂f/∂parameters dp."""
        x, places = list(kept), self._moving(dx)
        if not places:
            return (None,) * (2 * self.leaves)
        pushed = jvp(self._with_parameters(x, args, places), [args[k] for k in places], [dx[k] for k in places])[1]
        t = _unravel(-solve(_jacobian(self._with_x(args), x), _ravel(pushed)), x)
        return (*t, *t)


def _jacobian(f: Callable[..., Leaves], x: Leaves) -> Any:
    """The Jacobian of a function of leaves. Shape: (n, n)."""
    flat = _ravel(x)
    n = np.shape(value_of(flat))[0]
    basis = np.eye(n, dtype=dtype_of(value_of(flat)))
    columns = vmap(lambda e: jvp(lambda v: _ravel(f(*_unravel(v, x))), (flat,), (e,))[1])(basis)
    return matrix_transpose(columns)


def _ravel(leaves: Leaves) -> Any:
    return concat([reshape(v, (-1,)) for v in leaves], axis=0)


def _unravel(flat: Any, like: Leaves) -> Leaves:
    out, start = [], 0
    for x in like:
        shape = np.shape(value_of(x))
        size = int(np.prod(shape, dtype=np.int64))
        out.append(reshape(flat[start : start + size], shape))
        start += size
    return out


def _largest(leaves: Leaves) -> Any:
    return max_of(_ravel([abs_of(v) for v in leaves]))


def _largest_change(new: Leaves, old: Leaves) -> Any:
    return _largest([(a - b) / (1 + abs_of(a)) for a, b in zip(new, old, strict=True)])


def _wide(x: Any, size: int) -> Any:
    return vmap(lambda _: x)(np.zeros(size))


def fixed_point(f: Callable[..., Any], x0: Any, *params: Any, tol: float | None = None, max_steps: int = 1000) -> Any:
    """The solution of `x = f(x, *params)` that repeated application finds.

    The derivative is that of the solution, by the implicit function theorem; the steps are not recorded, so memory does
    not grow with them. It solves a linear equation by the same kind of iteration, to any order, in both modes.

    Args:
        f: A contraction near the solution: `(x, *params) -> x`. Its Python code must not decide on values. Tensors that
            it reads from outside get their derivatives too.
        x0: Where to begin: a nest of arrays.
        params: Nests of arrays that the solution depends on.
        tol: Largest change of a step, relative to 1 + |x|; None for the machine epsilon to the power 3/4.
        max_steps: When to give up.

    Returns:
        x, in the containers of `x0`. Compiled, it is nan when the iteration did not settle.

    Raises:
        ConvergenceError: It did not settle.
        ShapeError: `f` gives another shape than x has.

    References:
        Christianson (1994), Reverse accumulation and attractive fixed points. Optimization Methods and Software 3(4).

    Example:
        >>> babylon = lambda x, a: 0.5 * (x + a / x)
        >>> fixed_point(babylon, 1.0, 4.0), wg.grad(lambda a: fixed_point(babylon, 1.0, a))(4.0)
        (np.float64(2.0), np.float64(0.25))
    """
    return _solution(FixedPoint, f, x0, params, tol, max_steps)


def root(f: Callable[..., Any], x0: Any, *params: Any, tol: float | None = None, max_steps: int = 50) -> Any:
    """The solution of `f(x, *params) = 0` that Newton's method finds.

    The derivative is that of the solution, by the implicit function theorem, to any order and in both modes. The
    Jacobian is dense: n² numbers and n³ operations a step for n unknowns.

    Args:
        f: `(x, *params) -> residual`, in the containers and shapes of x. Its Python code must not decide on values.
            Tensors that it reads from outside get their derivatives too.
        x0: Where to begin: a nest of arrays.
        params: Nests of arrays that the solution depends on.
        tol: Largest change of a step, relative to 1 + |x|; None for the machine epsilon to the power 3/4.
        max_steps: When to give up.

    Returns:
        x, in the containers of `x0`. Compiled, it is nan when the search did not settle.

    Raises:
        ConvergenceError: It did not settle.
        ShapeError: `f` gives another shape than x has.
        ArgumentError: There are more unknowns than a dense Jacobian should have.

    Example:
        >>> round(float(root(lambda x, a: x * x - a, 1.0, 9.0)), 12)
        3.0
    """
    size = sum(int(np.prod(np.shape(value_of(v)), dtype=np.int64)) for v in tree.leaves(x0))
    if size > LARGEST_DENSE:
        raise ArgumentError(
            "root: too many unknowns for a dense Jacobian",
            given=size,
            expected=f"at most {LARGEST_DENSE}",
            hint="write the equation as x = g(x, ...) and use wg.fixed_point",
        )
    return _solution(Root, f, x0, params, tol, max_steps)


def _solution(
    kind: type[Implicit], f: Callable[..., Any], x0: Any, params: tuple[Any, ...], tol: float | None, max_steps: int
) -> Any:
    what = kind.symbol_of_kind
    start, structure = tree.flatten(x0)
    start = as_arrays(start)
    given, given_structure = tree.flatten(params)
    given = as_arrays(given)
    dtypes = [dtype_of(value_of(v)) for v in start]
    for dtype in dtypes:
        if not is_floating(dtype):
            raise DtypeError(f"{what}: the unknowns must be floating", given=dtype, hint="start from 1.0 rather than 1")
    program = record(f, tree.unflatten(structure, start), *tree.unflatten(given_structure, given))
    if program.out_structure != structure:
        paths = tree.paths(program.out_structure), tree.paths(structure)
        raise ArgumentError(
            f"{what}: the function returns other containers than x has", given=paths[0], expected=paths[1]
        )
    for x, out in zip(start, program.results, strict=True):
        if np.shape(value_of(x)) != np.shape(out):
            raise ShapeError(
                f"{what}: the function returns another shape than x has",
                given=np.shape(out),
                expected=np.shape(value_of(x)),
            )
    precision = max(float(np.finfo(d).eps) for d in dtypes)
    solver = kind(program.closed(), len(start), precision**0.75 if tol is None else tol, max_steps)
    args = [*start, *given, *program.captured]
    out = solver(*args)
    return unwrapped(structure, out, not any(isinstance(a, Tensor) for a in args))
