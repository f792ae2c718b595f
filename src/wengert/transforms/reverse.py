"""Reverse mode: grad, value_and_grad, vjp.

Knows one reverse sweep over the list that the function just wrote. Nests with every transform, to any order.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import namespace
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, ShapeError
from wengert.ops.dtype import stop_gradient
from wengert.step import Step, mode, set_recording
from wengert.tensor import Tensor, value_of
from wengert.trace.sweeps import moving, pull_back, segment
from wengert.transforms.lift import Lifted, scalar_output


def zeros_like(x: Tensor) -> Any:
    """A raw zero in the shape and dtype of `x`."""
    return namespace(x.value).zeros(x.shape, x.dtype)[()]


class Linearized:
    """The list that a function wrote, ready for reverse sweeps: from adjoints of outputs to adjoints of inputs.

    Args:
        lifted: The inputs.
        outputs: The leaves of the result.
    """

    def __init__(self, lifted: Lifted, outputs: Sequence[Any]) -> None:
        self.lifted = lifted
        self.outputs = outputs
        sources = [o.step for o in outputs if isinstance(o, Tensor) and o.step is not None]
        found = segment(sources, lifted.since)
        lifted.open = lifted.open or found.open
        # Where values are mere examples the sweep is written even under `no_grad`: it must be found in the program.
        self.record = lifted.open and (mode.recording or mode.examples_since is not None)
        self.steps = moving(found, lifted.steps)

    def pull(self, seeds: Sequence[Any]) -> list[Any]:
        """Adjoints of the inputs, zeros where an input has no influence; a seed of None is a zero."""
        adjoints: dict[Step, Any] = {}
        record = self.record or any([isinstance(g, Tensor) and g.step is not None for g in seeds])
        for output, g in zip(self.outputs, seeds, strict=True):
            if g is not None and isinstance(output, Tensor) and output.step is not None:
                g = (g if isinstance(g, Tensor) else Tensor(g)) if record else value_of(g)
                adjoints[output.step] = adjoints[output.step] + g if output.step in adjoints else g
        found = pull_back(self.steps, adjoints, record, stops=set(self.lifted.steps), linked=self.record)
        inputs = zip(self.lifted.tensors, self.lifted.steps, strict=True)
        gradients = [found[s] if s in found else zeros_like(t) for t, s in inputs]
        if record and not mode.recording:
            gradients = [stop_gradient(g) for g in gradients]
        if self.lifted.raw:
            return [self.lifted.plain(g) for g in gradients] if record else gradients
        return [g if isinstance(g, Tensor) else Tensor(g) for g in gradients]


def value_and_grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., tuple[Any, Any]]:
    """The function `(...) -> (f(...), gradient of f)`: one forward evaluation and one reverse sweep.

    Args:
        f: Returns one real number; with `has_aux`, a pair (number, anything).
        argnums: Which positional arguments are differentiated; each may be any nest of dict, list, tuple, dataclass
            or Module whose leaves are real or complex floating.
        has_aux: Whether `f` returns a pair, whose second part is handed through.

    Returns:
        A function giving (value, gradient), or ((value, aux), gradient). The gradient has the containers, shapes and
        dtypes of the chosen arguments; for complex ones it is the direction of steepest ascent. Cost: at most about 4
        times that of `f`.

    Raises:
        DtypeError: A chosen argument holds an integer or a boolean.
        GraphError: `f` does not return one number.

    References:
        Linnainmaa (1970); Griewank & Walther (2008), Evaluating Derivatives, ch. 3.

    Example:
        >>> value_and_grad(lambda x: x * x)(3.0)
        (np.float64(9.0), np.float64(6.0))
    """

    @functools.wraps(f)
    def gradient(*args: Any, **options: Any) -> tuple[Any, Any]:
        lifted = Lifted(args, argnums, "grad")
        with set_recording(True):
            out = f(*lifted.args, **options)
        out, aux = split_aux(out, has_aux, "grad")
        out = scalar_output(out, "grad")
        linear = Linearized(lifted, [out])
        one = out.dtype.type(1)
        gradients = lifted.pack(linear.pull([one]))
        value = lifted.settle(out)
        return ((value, tree.map(lifted.settle, aux)), gradients) if has_aux else (value, gradients)

    return gradient


def split_aux(out: Any, has_aux: bool, what: str) -> tuple[Any, Any]:
    """The result, and what is handed through beside it (None without `has_aux`).

    Raises:
        ArgumentError: With `has_aux`, `out` is no pair.

    Example:
        >>> split_aux((1.0, "beside"), True, "grad"), split_aux(1.0, False, "grad")
        ((1.0, 'beside'), (1.0, None))
    """
    if not has_aux:
        return out, None
    if not isinstance(out, tuple) or len(out) != 2:
        raise ArgumentError(f"{what}: with has_aux=True the function returns a pair", given=type(out).__name__)
    return out


def grad(f: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Callable[..., Any]:
    """The gradient of `f`; arguments and errors as for `value_and_grad`.

    Returns:
        A function giving the gradient, or (gradient, aux).

    Example:
        >>> grad(lambda x: x * grad(lambda y: x * y)(x))(3.0)
        np.float64(6.0)
    """
    both = value_and_grad(f, argnums, has_aux)

    @functools.wraps(f)
    def gradient(*args: Any, **options: Any) -> Any:
        value, gradients = both(*args, **options)
        return (gradients, value[1]) if has_aux else gradients

    return gradient


def vjp(f: Callable[..., Any], *primals: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """Evaluate `f` and give the map from adjoints of its outputs to adjoints of its inputs.

    Args:
        f: Any function; its result may be any nest of containers.
        primals: Where to evaluate it; all are differentiated.
        has_aux: Whether `f` returns a pair (result, anything).

    Returns:
        `(result, pull)`, or `(result, pull, aux)`. `pull(adjoint)` gives a tuple, one entry for each primal; the list
        was written once and can be swept any number of times.

    Raises:
        ArgumentError: An adjoint has not the containers of the result.
        ShapeError: An adjoint has not the shape of its output.

    Example:
        >>> y, pull = vjp(lambda a, b: a * b, 2.0, 5.0)
        >>> y, pull(1.0)
        (np.float64(10.0), (np.float64(5.0), np.float64(2.0)))
    """
    lifted = Lifted(primals, range(len(primals)), "vjp")
    with set_recording(True):
        out, aux = split_aux(f(*lifted.args), has_aux, "vjp")
    outputs, structure = tree.flatten(out)
    linear = Linearized(lifted, outputs)

    def pull(adjoint: Any) -> Any:
        seeds, given = tree.flatten(adjoint)
        if tree.paths(given) != tree.paths(structure):
            raise ArgumentError(
                "vjp: an adjoint has the containers of its output",
                given=tree.paths(given),
                expected=tree.paths(structure),
            )
        for output, g in zip(outputs, seeds, strict=True):
            if np.shape(value_of(output)) != np.shape(value_of(g)):
                raise ShapeError(
                    "vjp: an adjoint has the shape of its output",
                    given=np.shape(value_of(g)),
                    expected=np.shape(value_of(output)),
                )
        seeds = [_as_seed(g, o) for g, o in zip(seeds, outputs, strict=True)]
        return lifted.pack(linear.pull(seeds))

    result = tree.unflatten(structure, [lifted.settle(o) for o in outputs])
    return (result, pull, tree.map(lifted.settle, aux)) if has_aux else (result, pull)


def _as_seed(g: Any, output: Any) -> Any:
    """A Python number as a scalar of the output's dtype; anything else as it is."""
    return np.asarray(g, dtype_of(value_of(output)))[()] if isinstance(g, (int, float, complex)) else g
