"""compile: a Python function, with sweeps and updates inside, as one XLA program.

Knows how arguments and state become inputs of the program and how they come back, and keeps a record of every
compilation with its reason and its cost. What was compiled computes what the eager function computes, or raises.
"""

from __future__ import annotations

import functools
import itertools
import threading
import time
import types
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple, overload

import numpy as np

from wengert import tree
from wengert.arrays import is_array, is_traced
from wengert.arrays.mesh import mesh
from wengert.compile.cache import switch_on
from wengert.compile.options import compiler_options
from wengert.compile.reasons import Recompile, difference, facts
from wengert.compile.revision import revision
from wengert.compile.signature import Form, sort
from wengert.compile.state import Again, given, revised, values_in, walk
from wengert.compile.watch import Capture, Watch
from wengert.errors import ArgumentError, ConcretizationError, DtypeError, GraphError, origin
from wengert.refusal import UNKNOWN_VALUE
from wengert.step import mode
from wengert.tensor import Tensor, value_of
from wengert.transforms.hooks import Pending

_numbers = itertools.count()


class _Result(NamedTuple):
    """What a trace knows about what its program returns.

    Attributes:
        structure: The containers of the result.
        leaves: For each leaf: True for a tensor, False for a raw array, else a tuple with the fixed thing itself.
        touched: Places in the state whose gradient the program sets.
    """

    structure: tree.Structure
    leaves: tuple[Any, ...]
    touched: tuple[int, ...]

    def restore(self, arrays: Sequence[Any]) -> Any:
        if self.leaves == (True,) and self.structure.rebuild is None:
            return Tensor(arrays[0])
        stream = iter(arrays)
        leaves = [
            Tensor(next(stream)) if kind is True else next(stream) if kind is False else kind[0] for kind in self.leaves
        ]
        return tree.unflatten(self.structure, leaves)


class _Program:
    """One program for each set of shapes and dtypes, and the gradients that it reads.

    Most steps begin without looking at the gradients of the step before, so gradients are no inputs at first. A trace
    that looks at some is repeated with these as inputs.
    """

    def __init__(self, owner: Compiled, form: Form) -> None:
        self.owner = owner
        self.form = form
        self.reads: tuple[int, ...] = ()
        self.tensors: list[Tensor] = []  # the state of the call that is running
        self.arguments: list[Tensor] = []  # those of them that are arguments
        traced = lambda *inputs: self.trace(*inputs)
        traced.__name__ = traced.__qualname__ = getattr(owner.function, "__name__", "program")
        switch_on()
        import jax

        given_away = (1,) if owner.donate else ()
        self.mesh = mesh(owner.devices)
        self.jitted = jax.jit(
            traced, donate_argnums=given_away, compiler_options=compiler_options(), **self.mesh.options
        )

    def trace(self, inputs: list[Any], values: list[Any], gradients: list[Any]) -> Any:
        """The body of the program; runs once for each compilation, with tracers for values."""
        tensors, owner = self.tensors, self.owner
        pending = [Pending(getattr(t, "_grad", None)) for t in tensors]
        start: list[Any] = list(pending)
        for k, g in zip(self.reads, gradients, strict=True):
            start[k] = None if g is None else Tensor(g)
        args, options = self.form.rebuild(inputs, self.arguments)
        watch = Watch(tensors)
        with values_in(tensors, values, start), watch, self.mesh.entered():
            leaves, structure = tree.flatten(_result(owner.function, args, options))
            new = [t.value for t in tensors]
            held = [t._grad for t in tensors]
            _must_not_grow(walk(owner.state)[0], tensors)
        unknown = [k for k, p in enumerate(pending) if p.read and k not in self.reads]
        if unknown:
            self.reads = tuple(sorted((*self.reads, *unknown)))
            raise Again
        touched = tuple(k for k, g in enumerate(held) if type(g) is not Pending)
        raw = [value_of(leaf) for leaf in leaves]
        kinds = tuple(isinstance(a, Tensor) if is_array(v) else (a,) for a, v in zip(leaves, raw, strict=True))
        number = owner.note(
            facts(self.form, inputs, values, dict(zip(self.reads, gradients, strict=True))),
            watch.captured,
            _Result(structure, kinds, touched),
        )
        # The number travels in the containers, which are built without Python: see `Compiled._run`.
        return {number: [v for v in raw if is_array(v)]}, new, [value_of(held[k]) for k in touched]


def _result(function: Callable[..., Any], args: Any, options: Any) -> Any:
    """What the function returns; a decision on a raw value that is not known yet is refused in our words."""
    try:
        return function(*args, **options)
    except Exception as error:
        if type(error).__name__ not in UNKNOWN_VALUE:
            raise
        raise ConcretizationError(
            "compile: the function needs a number that is not known while compiling",
            given=str(error).split("\n")[0],
            expected="decisions, sizes and axes that do not depend on the arguments",
            at=origin(error),
            hint="wg.where, wg.cond or wg.while_loop decide inside; strings and booleans are part of the program",
        ) from error


class Compiled:
    """A function that runs as one XLA program. Made by `compile`.

    Attributes:
        function: The Python function.
        state: What it may change.
        recompiles: Every compilation so far, with reason and cost.
    """

    def __init__(self, function: Callable[..., Any], state: Any, donate: bool, devices: int) -> None:
        functools.update_wrapper(self, function, updated=())
        self.function = function
        self.state = state
        self.donate = donate
        self.devices = devices
        self.recompiles: list[Recompile] = []
        self._programs: dict[Any, _Program] = {}
        self._results: dict[int, _Result] = {}
        self._captures: list[Capture] = []
        self._facts: dict[str, str] = {}
        self._why = "first call"
        self._reason: str | None = None
        self._lock = threading.RLock()
        self._walked = walk(state)
        self._revision = -1  # at which the state was last looked over
        self._latest: tuple[Any, Any, Any, _Program] | None = None

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Run the program; compile it first when shapes, dtypes, fixed arguments or captured tensors are new."""
        call = None if mode.compiling is not None else sort(args, options)
        if call is None:
            # Inside another transform or program there is nothing to compile: the steps belong to the outer list.
            return self.function(*args, **options)
        form, inputs, tensors = call
        with self._lock:
            return self._run(self._program(form, tensors), inputs)

    def text(self, *args: Any, **options: Any) -> str:
        """The program for these arguments as it is handed to XLA (StableHLO); nothing is run.

        Example:
            >>> print(compile(lambda x: x * 2.0).text(np.float32(1.0)))
            module @...
        """
        call = sort(args, options)
        if call is None:
            raise ArgumentError("compile: these arguments belong to another list or program", given="live tensors")
        form, inputs, tensors = call
        with self._lock:
            while True:
                program = self._program(form, tensors)
                try:
                    spread = program.mesh.spread(inputs)
                    return program.jitted.lower(spread, *self._state_of(program)).as_text()
                except Again:
                    continue

    def note(self, known: dict[str, str], captured: Sequence[Capture], result: _Result) -> int:
        """Take down what a trace found; gives the number of its result."""
        self._reason = difference(self._facts, known, self._why) if self._facts else self._why
        self._facts = known
        self._why = "the same arguments on another device, or of another weak type"
        self._captures = list({id(c.tensor): c for c in (*self._captures, *captured)}.values())
        number = next(_numbers)
        self._results[number] = result
        return number

    def _program(self, form: Form, arguments: list[Tensor]) -> _Program:
        """The program that a call needs, with its tensors in place."""
        tensors, keys = self._walk()
        if arguments:
            tensors = list({id(t): t for t in (*tensors, *arguments)}.values())
        for tensor, value, step in self._captures:
            if tensor.value is not value or tensor.step is not step:
                self._forget(f"a captured tensor of shape {tensor.shape} has another value")
                break
        constant = [t.step is None for t in tensors]
        latest = self._latest
        if latest is not None and latest[0] is keys and latest[1] == form and latest[2] == constant:
            program = latest[3]  # the same as last time, found without hashing
        else:
            program = self._found((form, keys, tuple(constant)))
            self._latest = (keys, form, constant, program)
        program.tensors = tensors
        program.arguments = arguments
        return program

    def _walk(self) -> tuple[list[Tensor], tuple[Hashable, ...]]:
        """The tensors of the state and the keys of its holders; the same objects while nothing has changed."""
        if self._revision != revision.number:
            number = revision.number
            self._walked = walk(self.state)
            self._revision = number if revised(self.state) else -1
        return self._walked

    def _found(self, key: Any) -> _Program:
        program = self._programs.get(key)
        if program is None:
            if self._programs:
                self._why = "another fixed argument, or state that trains, is frozen or switched otherwise"
            program = self._programs[key] = _Program(self, key[0])
        return program

    def _forget(self, why: str) -> None:
        self._programs.clear()
        self._latest = None
        self._results.clear()
        self._captures.clear()
        self._facts = {}
        self._why = why

    def _state_of(self, program: _Program) -> tuple[Sequence[Any], Sequence[Any]]:
        """The values that a program is given, and the gradients that it reads."""
        tensors = program.tensors
        gradients = [value_of(getattr(tensors[k], "_grad", None)) for k in program.reads]
        values = given(tensors) if self.donate else [t.value for t in tensors]
        return program.mesh.spread(values), program.mesh.spread(gradients)

    def _run(self, program: _Program, inputs: Sequence[Any]) -> Any:
        start = time.perf_counter()
        inputs = program.mesh.spread(inputs)
        result = self._carried(program, inputs) if program.tensors else _alone(program, inputs)
        if self._reason is not None:
            self.recompiles.append(Recompile(self._reason, time.perf_counter() - start))
            self._reason = None
        ((number, arrays),) = result.items()
        return self._results[number].restore(program.mesh.gathered(arrays))

    def _carried(self, program: _Program, inputs: Sequence[Any]) -> Any:
        """Run a program with state: give it what the state holds, and the state what it returned."""
        landed: list[Any] = []
        try:
            while not landed:
                values, gradients = self._state_of(program)
                try:
                    # The state is given away, so what comes back must not be lost. `extend` and `map` run no Python,
                    # so no signal is handled between the end of the program and the moment the results are here.
                    landed.extend(map(program.jitted, (inputs,), (values,), (gradients,)))
                except Again:
                    program = self._program(program.form, program.arguments)
            self._put(program, landed[0])
        except BaseException as error:
            if landed:
                self._put(program, landed[0])
            _explain(error, inputs)
            raise
        return landed[0][0]

    def _put(self, program: _Program, outputs: Any) -> None:
        """Give the state what the program returned."""
        tensors = program.tensors
        ((number, _),) = outputs[0].items()
        for t, value in zip(tensors, outputs[1], strict=True):
            t.value = value
        for k, g in zip(self._results[number].touched, outputs[2], strict=True):
            tensors[k]._grad = None if g is None else Tensor(g)

    def __repr__(self) -> str:
        return f"<compiled {getattr(self.function, '__name__', 'function')}, {len(self.recompiles)} compilations>"


def _alone(program: _Program, inputs: Sequence[Any]) -> Any:
    """Run a program without state."""
    while True:
        try:
            return program.jitted(inputs, [], [])[0]
        except Again:  # from state that it was not told of; the next trace refuses that in its own words
            continue
        except Exception as error:
            _explain(error, inputs)
            raise


def _must_not_grow(after: Sequence[Tensor], before: Sequence[Tensor]) -> None:
    known = {id(t) for t in before}
    new = [t for t in after if id(t) not in known and is_traced(t.value)]
    if new:
        raise GraphError(
            "compile: the function stores a new tensor in its state",
            given=f"a tensor of shape {new[0].shape} that was computed inside",
            expected="state whose tensors are all there before the first call",
            hint="return it; or make a Buffer first, and inside set its value",
        )


def _explain(error: BaseException, inputs: Sequence[Any]) -> None:
    """Raise the library's error for inputs that are no numbers."""
    for x in inputs if isinstance(error, TypeError) else ():
        if isinstance(x, np.ndarray) and x.dtype.kind in "OSUMm":
            raise DtypeError(
                "compile: an argument holds no numbers",
                given=f"an array of dtype {x.dtype}",
                expected="numbers or booleans",
            ) from error


@overload
def compile(function: Callable[..., Any], *, state: Any = (), donate: bool = True, devices: int = 1) -> Compiled: ...
@overload
def compile(*, state: Any = (), donate: bool = True, devices: int = 1) -> Callable[[Callable[..., Any]], Compiled]: ...
def compile(
    function: Callable[..., Any] | None = None, *, state: Any = (), donate: bool = True, devices: int = 1
) -> Any:
    """`function` as one XLA program, compiled at the first call for each new set of shapes and dtypes.

    Inside, everything of the library may be used: transforms of any order, `loss.backward()`, `optimizer.step()`.
    Tensors in `state` go in and come out, so that rebinding them inside looks like Python mutation outside; so do
    arguments that require grad. Gradients that the function leaves behind come out too: end a training step with
    `optimizer.zero_grad()` if nobody reads them.

    The Python code runs once for each compilation. Tensors it reads from outside are constants of the program; when one
    of them changes, the program is compiled again. Other things it reads (globals, attributes) are not watched.
    Inside another transform or program the function simply runs, and becomes a part of that.

    Args:
        function: Called with arrays, tensors and numbers (inputs of the program) and with strings, booleans and other
            hashable objects (part of the program's identity). Results may be any nest of containers; arrays among them
            are JAX arrays. A Python float is a double, and takes the precision of the arrays it meets.
        state: What the function may change: a Module, an Optimizer, a Generator, tensors, or containers of these.
        donate: Whether the program may reuse the memory of the state it is given.
        devices: How many devices run the program side by side; what `shard` is applied to inside, and what is made of
            it, is dealt out among them. State stays whole on each; results come back on one. The cores of a CPU count
            as devices where JAX has not started, or was started with JAX_NUM_CPU_DEVICES.

    Returns:
        A callable with the attributes `function` and `recompiles`, and the method `text`; without `function`, a
        decorator.

    Raises:
        ArgumentError: `state` holds something else than tensors, or an argument is neither an array nor hashable.
        GraphError: The function changes a tensor, or draws from a generator, that is not in `state`.
        ConcretizationError: The function needs a number that depends on its arguments.
        DeviceError: There are not so many devices; raised at the first call.

    Example:
        >>> from wengert import grad, sin
        >>> slope = compile(grad(sin))
        >>> round(float(slope(0.0)), 6), len(slope.recompiles)
        (1.0, 1)
    """
    if function is None:
        return lambda f: Compiled(f, state, donate, devices)
    return Compiled(function, state, donate, devices)
