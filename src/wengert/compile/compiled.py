"""compile: a Python function, with sweeps and updates inside, as one XLA program.

Knows how arguments and state become inputs of the program and how they come back, and keeps a record of every
compilation with its reason and its cost. What was compiled computes what the eager function computes, or raises.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_array, is_traced, jax_numpy
from wengert.arrays.dtypes import dtype_of
from wengert.compile.cache import switch_on
from wengert.compile.state import state_tensors, values_in
from wengert.errors import GraphError
from wengert.step import Step, mode, observed
from wengert.tensor import Tensor, value_of


@dataclass(frozen=True, slots=True)
class Recompile:
    """One compilation.

    Args:
        reason: Which argument or state changed since the last one, or `first call`.
        seconds: What it cost: tracing, compiling and the first run.
    """

    reason: str
    seconds: float

    def __str__(self) -> str:
        return f"{self.reason} ({self.seconds:.2f} s)"


class _Result:
    """What a program returns beside its arrays: structures that are known when it is traced."""

    def __init__(self, structure: tree.Structure, boxed: tuple[bool, ...], static: tuple[Any, ...]) -> None:
        self.key = (structure, boxed, static)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Result) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key[:2])


@functools.cache
def _register() -> None:
    import jax

    jax.tree_util.register_pytree_node(_Result, lambda r: ((), r), lambda r, _: r)


class Compiled:
    """A function that runs as one XLA program. Made by `compile`.

    Attributes:
        function: The Python function.
        recompiles: Every compilation so far, with reason and cost.
    """

    def __init__(self, function: Callable[..., Any], state: Any, donate: bool) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.state = state
        self.donate = donate
        self.recompiles: list[Recompile] = []
        self._programs: dict[Any, Callable[..., Any]] = {}
        self._captures: list[tuple[Tensor, Any]] = []
        self._last: dict[str, str] = {}
        self._reason: str | None = None

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Run the program; compile it first when shapes, dtypes, static arguments or captured tensors are new."""
        leaves, structure = tree.flatten((args, options))
        if any(_is_live(leaf) for leaf in leaves):
            # Inside another transform or program there is nothing to compile: the steps belong to the outer list.
            return self.function(*args, **options)
        if any(t.value is not value for t, value in self._captures):
            self._programs.clear()
            self._captures.clear()
            self._last["a captured tensor"] = "new value"
        dynamic, static = _split(leaves)
        tensors = state_tensors(self.state)
        gradients = [_gradient(t) for t in tensors]
        program = self._program(structure, static)
        self._reason = None
        start = time.perf_counter()
        outputs, result, new = program([value_of(v) for v in dynamic], _distinct(tensors), gradients)
        if self._reason is not None:
            self.recompiles.append(Recompile(self._reason, time.perf_counter() - start))
        for t, (value, g) in zip(tensors, new, strict=True):
            t.value = value
            t._grad = None if g is None else Tensor(g)
        return _restore(result, outputs)

    def _program(self, structure: tree.Structure, static: tuple[Any, ...]) -> Callable[..., Any]:
        key = (structure, static)
        found = self._programs.get(key)
        if found is None:
            switch_on()
            _register()
            import jax

            traced = functools.partial(self._trace, structure, static)
            found = self._programs[key] = jax.jit(traced, donate_argnums=(1,) if self.donate else ())
        return found

    def _trace(
        self,
        structure: tree.Structure,
        static: tuple[Any, ...],
        dynamic: list[Any],
        values: list[Any],
        gradients: list[Any],
    ) -> Any:
        """The body of the program; runs once for each compilation, with tracers for values."""
        self._explain(structure, static, dynamic, values, gradients)
        tensors = state_tensors(self.state)
        args, options = tree.unflatten(structure, _merge(dynamic, static))
        watch = _Watch(tensors, mode.observer)
        with values_in(tensors, values, gradients):
            with observed(watch):
                out = self.function(*args, **options)
            self._captures = watch.settle()
            new = [(t.value, _gradient(t)) for t in tensors]
        leaves, shape = tree.flatten(out)
        boxed = tuple(isinstance(leaf, Tensor) for leaf in leaves)
        arrays = [value_of(leaf) for leaf in leaves if is_array(value_of(leaf))]
        fixed = tuple(None if is_array(value_of(leaf)) else leaf for leaf in leaves)
        return arrays, _Result(shape, boxed, fixed), new

    def _explain(self, structure: Any, static: Any, dynamic: Any, values: Any, gradients: Any) -> None:
        """Note why this compilation happens: what differs from the last one."""
        names = [p for p, s in zip(tree.paths(structure), static, strict=True) if s is _DYNAMIC]
        now = {f"argument {_readable(n)}": _kind(v) for n, v in zip(names, dynamic, strict=True)}
        fixed = zip(tree.paths(structure), static, strict=True)
        now |= {f"argument {_readable(n)}": repr(s) for n, s in fixed if s is not _DYNAMIC}
        now |= {f"state {k}": _kind(v) for k, v in enumerate(values)}
        now |= {f"gradient of state {k}": "None" if g is None else _kind(g) for k, g in enumerate(gradients)}
        changed = [f"{k}: {self._last.get(k, 'absent')} -> {now.get(k, 'absent')}" for k in {**self._last, **now}]
        changed = [c for c, k in zip(changed, {**self._last, **now}, strict=True) if self._last.get(k) != now.get(k)]
        self._reason = "; ".join(changed[:4]) if self._last else "first call"
        self._last = now

    def __repr__(self) -> str:
        return f"<compiled {getattr(self.function, '__name__', 'function')}, {len(self.recompiles)} compilations>"


class _Static:
    """The mark of a leaf that is an input of the program."""

    def __repr__(self) -> str:
        return "<array>"


_DYNAMIC = _Static()


class _Watch:
    """Sees every step of a trace: remembers captured leaves, and that none outside the state was changed."""

    def __init__(self, state: Sequence[Tensor], outer: Any) -> None:
        self.state = {id(t) for t in state}
        self.outer = outer
        self.captured: dict[int, tuple[Tensor, Any]] = {}

    def __call__(self, step: Step, args: Sequence[Any], out: Any) -> None:
        for a in args:
            if isinstance(a, Tensor) and a.step is not None and not a.step.inputs and id(a) not in self.state:
                self.captured.setdefault(id(a), (a, a.value))
        if self.outer is not None:
            self.outer(step, args, out)

    def settle(self) -> list[tuple[Tensor, Any]]:
        """The captured leaves with the values the program holds as constants.

        Raises:
            GraphError: One of them was given a value or a gradient; it is put back.
        """
        for t, value in self.captured.values():
            g = _gradient(t)
            if t.value is not value or (g is not None and is_traced(g)):
                t.value = value
                t._grad = None
                raise GraphError(
                    "compile: the function changes a tensor that is not in its state",
                    given=f"a captured tensor of shape {t.shape} that was updated or received a gradient",
                    expected="every tensor that changes to be listed",
                    hint="wg.compile(step, state=(model, optimizer))",
                )
        return list(self.captured.values())


def _gradient(t: Tensor) -> Any:
    g = getattr(t, "_grad", None)
    return value_of(g)


def _is_live(leaf: Any) -> bool:
    value = value_of(leaf)
    return (isinstance(leaf, Tensor) and leaf.step is not None) or is_traced(value)


def _split(leaves: Sequence[Any]) -> tuple[list[Any], tuple[Any, ...]]:
    """Arrays and numbers are inputs of the program; everything else is part of its identity."""
    fixed = tuple(_DYNAMIC if _is_dynamic(leaf) else leaf for leaf in leaves)
    return [leaf for leaf, mark in zip(leaves, fixed, strict=True) if mark is _DYNAMIC], fixed


def _is_dynamic(leaf: Any) -> bool:
    return isinstance(leaf, Tensor) or (is_array(leaf) and not isinstance(leaf, bool))


def _merge(dynamic: Sequence[Any], static: Sequence[Any]) -> list[Any]:
    stream = iter(dynamic)
    return [next(stream) if s is _DYNAMIC else s for s in static]


def _distinct(tensors: Sequence[Tensor]) -> list[Any]:
    """The values of `tensors`; a buffer that two of them share is copied, since each is given away once."""
    seen: set[int] = set()
    values = []
    for t in tensors:
        value = t.value
        if id(value) in seen:
            value = jax_numpy().array(value, copy=True)
        seen.add(id(value))
        values.append(value)
    return values


def _restore(result: _Result, arrays: Sequence[Any]) -> Any:
    structure, boxed, static = result.key
    stream = iter(arrays)
    leaves = [
        (Tensor(next(stream)) if box else next(stream) if fixed is None else fixed)
        for box, fixed in zip(boxed, static, strict=True)
    ]
    return tree.unflatten(structure, leaves)


def _kind(value: Any) -> str:
    return f"{dtype_of(value)}{list(np.shape(value))}"


def _readable(path: str) -> str:
    place, _, rest = path.partition(".")
    return rest if place in ("0", "1") else path


def compile(function: Callable[..., Any], *, state: Any = (), donate: bool = True) -> Compiled:
    """`function` as one XLA program, compiled at the first call for each new set of shapes and dtypes.

    Inside, everything of the library may be used: transforms of any order, `loss.backward()`, `optimizer.step()`.
    Tensors in `state` go in and come out, so that rebinding them inside looks like Python mutation outside.

    Args:
        function: Called with arrays, tensors and numbers (inputs of the program) and with strings, booleans and other
            hashable objects (part of the program's identity). Results may be any nest of containers.
        state: What the function may change: a Module, an Optimizer, a Generator, tensors, or containers of these.
        donate: Whether the program may reuse the memory of the state it is given.

    Returns:
        A callable with the attributes `function` and `recompiles`.

    Raises:
        GraphError: The function changes a tensor that is not in `state`.
        ConcretizationError: The function needs a number that depends on its arguments.

    Example:
        >>> from wengert import grad, sin
        >>> slope = compile(grad(sin))
        >>> round(float(slope(0.0)), 6), len(slope.recompiles)
        (1.0, 1)
    """
    return Compiled(function, state, donate)
