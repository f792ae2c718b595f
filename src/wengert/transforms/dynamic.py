"""The dynamic graph, as PyTorch users know it: requires_grad, backward, accumulating `.grad`, grad_fn.

Knows leaves, and one reverse sweep from any tensor down to all of them. Knows no module and no optimizer. The graph is
the same list of steps that every transform reads; it is made anew at each evaluation and freed when nobody holds it.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_floating, is_traced, namespace
from wengert.batching import natively
from wengert.errors import DtypeError, GraphError, ShapeError
from wengert.kinds import linear
from wengert.primitive import Parts
from wengert.samples import case, real
from wengert.step import Step
from wengert.tensor import Tensor, value_of
from wengert.trace.names import listening
from wengert.trace.sweeps import active, pull_back, segment
from wengert.transforms.hooks import accumulate, caller, held, register_hook, retain_grad


@linear(cost=lambda *_: 0)
def leaf(x: Any) -> Any:
    """The start of a graph: the line on which a tensor that requires grad stands. Shapes: (*s) -> (*s)."""
    return x


leaf.adjoint = lambda g: g
leaf.batch = natively(leaf)
leaf.samples = [case(real(3))]
leaf.node = "AccumulateGrad"


def variable(step: Step) -> Tensor | None:
    """The tensor that stands on a leaf's line; None for other steps, and when the tensor is gone.

    Example:
        >>> import wengert as wg
        >>> x = wg.tensor(3.0, requires_grad=True)
        >>> variable((x * x).grad_fn.next_functions[0][0]) is x
        True
    """
    reference = step.params.get("tensor") if step.primitive is leaf else None
    return None if reference is None else reference()


def set_requires_grad(x: Tensor, on: bool) -> None:
    """Make `x` a leaf whose `.grad` backward sweeps fill, or a constant again.

    Raises:
        DtypeError: `x` holds integers or booleans.
        GraphError: `x` was computed from other tensors that require grad.
    """
    if on == (x.step is not None):
        return
    if not on:
        if (node := grad_fn(x)) is not None:
            raise GraphError(
                "requires_grad: a computed tensor cannot be made a constant",
                given=f"a tensor made by {node}",
                expected="a leaf",
                hint="x.detach() is the same value as a constant",
            )
        x.step = None
        return
    if not is_floating(x.dtype):
        raise DtypeError(
            "requires_grad: only real and complex floating tensors have gradients",
            given=f"dtype {x.dtype}",
            hint="wg.tensor([1.0, 2.0]) or x.astype('float32')",
        )
    # Weak, because the tensor holds the step: a graph must not keep itself alive.
    x.step = Step(leaf, (), {"tensor": weakref.ref(x)}, (), x.shape, x.dtype)


def requires_grad_(x: Tensor, requires_grad: bool = True) -> Tensor:
    """Set `requires_grad` and return the tensor itself.

    Raises:
        DtypeError: `x` holds integers or booleans.
        GraphError: `x` was computed from other tensors that require grad.

    Example:
        >>> import wengert as wg
        >>> wg.tensor(3.0).requires_grad_()
        Tensor(3., requires_grad=True)
    """
    set_requires_grad(x, requires_grad)
    return x


def grad_fn(x: Tensor) -> Step | None:
    """The step that made the tensor; None for leaves and constants."""
    return x.step if x.step is not None and x.step.inputs and is_floating(x.dtype) else None


def is_leaf(x: Tensor) -> bool:
    """Whether the tensor was made by a person and not by a recorded step."""
    return grad_fn(x) is None


def get_grad(x: Tensor) -> Tensor | None:
    """What backward sweeps have accumulated for this leaf; None before the first one."""
    return held(x)


def set_grad(x: Tensor, g: Any) -> None:
    """Replace the accumulated gradient; None clears it.

    Raises:
        ShapeError: `g` has not the shape of the tensor.
    """
    if g is not None and np.shape(value_of(g)) != x.shape:
        raise ShapeError("grad: a gradient has the shape of its tensor", given=np.shape(value_of(g)), expected=x.shape)
    x._grad = g if g is None or isinstance(g, Tensor) else Tensor(g)


def backward(x: Tensor, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False) -> None:
    """The reverse sweep from this tensor: adds to `.grad` of every leaf it depends on.

    Args:
        x: Where to start; one number unless `gradient` is given.
        gradient: The adjoint of `x`, in its shape; 1 when None.
        retain_graph: Accepted for PyTorch's sake: a list can be swept any number of times.
        create_graph: Whether the sweep is itself recorded, so that `.grad` can be differentiated again.

    Raises:
        GraphError: `x` depends on no leaf that requires grad, or is not one number and no `gradient` was given, or its
            value is only an example, inside `vmap` and the like.
        ShapeError: `gradient` has not the shape of `x`.

    Example:
        >>> import wengert as wg
        >>> w = wg.tensor([1.0, 2.0], requires_grad=True)
        >>> (w * w).sum().backward()
        >>> w.grad
        Tensor([2., 4.])
    """
    del retain_graph
    if x.step is None or not x.requires_grad:
        raise GraphError(
            "backward: this tensor depends on no tensor that requires grad",
            given=f"a constant of shape {x.shape}",
            expected="a tensor computed from a leaf with requires_grad=True, outside no_grad",
            hint="wg.tensor(..., requires_grad=True); is the computation inside wg.no_grad()?",
        )
    if x.step.exemplary:
        raise GraphError(
            "backward: these values are only an example, so no leaf can be given a gradient",
            given="a call inside a function that vmap, scan or another transform records once for all its values",
            expected="a function without side effects",
            hint="wg.grad inside the function gives its gradient; or call backward() on what the transform returns",
        )
    g = _seed(x, gradient, "backward")
    if listening.swept is not None:
        listening.swept(x, g)
    g = g if create_graph else value_of(g)
    steps = segment([x.step]).steps
    found = pull_back(steps, {x.step: g}, create_graph, arrived=caller())
    for step, g in found.items():
        if (tensor := variable(step)) is not None:
            accumulate(tensor, g)


def _seed(x: Tensor, gradient: Any, what: str) -> Tensor:
    """The adjoint to start from, with the shape and dtype of `x`; a copy unless it can be differentiated."""
    if gradient is None:
        if x.size != 1:
            raise GraphError(
                f"{what}: only one number has a gradient of its own",
                given=f"shape {x.shape}",
                expected="shape ()",
                hint="reduce with .sum() or .mean(), or give the adjoint: y.backward(gradient)",
            )
        return Tensor(namespace(x.value).ones(x.shape, x.dtype)[()])
    if np.shape(value_of(gradient)) != x.shape:
        given = np.shape(value_of(gradient))
        raise ShapeError(f"{what}: an adjoint has the shape of its tensor", given=given, expected=x.shape)
    if isinstance(gradient, Tensor) and gradient.step is not None:
        return gradient
    return Tensor(namespace(x.value, value_of(gradient)).array(value_of(gradient), x.dtype)[()])


def gradients(outputs: Any, inputs: Any, adjoints: Any = None, create_graph: bool = False) -> Any:
    """Gradients of recorded tensors by recorded tensors, leaves or intermediates; no `.grad` is touched.

    Args:
        outputs: A tensor or several; each one number unless `adjoints` are given.
        inputs: The tensors to differentiate by, in any nest of containers.
        adjoints: The adjoints of `outputs`, in their containers and shapes; 1 each when None.
        create_graph: Whether the sweep is itself recorded, for a further derivative.

    Returns:
        Tensors in the containers of `inputs`; zeros where an input has no influence.

    Raises:
        GraphError: An output or an input is a constant, or an output is not one number and no adjoint was given.
        ShapeError: An adjoint has not the shape of its output.

    Example:
        >>> import wengert as wg
        >>> x = wg.tensor(3.0, requires_grad=True)
        >>> y = x * x
        >>> gradients(2 * y, [x, y])
        [Tensor(12.), Tensor(2.)]
    """
    tops = tree.leaves(outputs)
    wanted, structure = tree.flatten(inputs)
    for x in (*tops, *wanted):
        if not isinstance(x, Tensor) or x.step is None:
            raise GraphError(
                "gradients: a constant has no place in a derivative",
                given=f"{type(x).__name__} without a step",
                expected="tensors with requires_grad=True, and tensors computed from them",
            )
    given = [None] * len(tops) if adjoints is None else tree.leaves(adjoints)
    seeds: dict[Step, Any] = {}
    for x, adjoint in zip(tops, given, strict=True):
        g = _seed(x, adjoint, "gradients")
        g = g if create_graph else g.value
        seeds[x.step] = seeds[x.step] + g if x.step in seeds else g
    found = _collect(seeds, [x.step for x in wanted], create_graph)
    out = [found[x.step] if x.step in found else namespace(x.value).zeros(x.shape, x.dtype)[()] for x in wanted]
    return tree.unflatten(structure, [g if isinstance(g, Tensor) else Tensor(g) for g in out])


def _collect(seeds: dict[Step, Any], wanted: Sequence[Step], record: bool) -> dict[Step, Any]:
    """Adjoints of the `wanted` steps. The sweep goes on through them, for one may depend on another."""
    found: dict[Step, Any] = {}
    places = set(wanted)

    def keep(step: Step, g: Any) -> None:
        if step in places and not isinstance(g, Parts):
            found[step] = g

    pull_back(active(segment(seeds).steps, wanted), seeds, record, arrived=caller(keep))
    return found


def _reduce(x: Tensor) -> tuple[Any, tuple[Any, ...]]:
    """How a tensor is copied and pickled: its value and whether it requires grad, never its graph."""
    if grad_fn(x) is not None:
        raise GraphError(
            "copy: a computed tensor belongs to its graph",
            given=f"a tensor made by {x.step}",
            expected="a leaf or a constant",
            hint="x.detach() is the same value as a constant",
        )
    value = x.value if is_traced(x.value) else np.asarray(x.value)[()]
    return _rebuild, (type(x), value, x.step is not None, get_grad(x), getattr(x, "_name", None))


def _rebuild(kind: type[Tensor], value: Any, requires_grad: bool, grad: Tensor | None, name: str | None) -> Tensor:
    out = kind.__new__(kind)
    Tensor.__init__(out, value)
    out._grad, out._name = grad, name
    return requires_grad_(out) if requires_grad else out


def install() -> None:
    """Put the dynamic graph on Tensor."""
    readable = Tensor.__dict__["requires_grad"]
    parts: dict[str, Any] = {
        "requires_grad": property(readable.fget, set_requires_grad, doc=readable.__doc__),
        "grad": property(get_grad, set_grad, doc=get_grad.__doc__),
        "grad_fn": property(grad_fn, doc=grad_fn.__doc__),
        "is_leaf": property(is_leaf, doc=is_leaf.__doc__),
        "requires_grad_": requires_grad_,
        "backward": backward,
        "register_hook": register_hook,
        "retain_grad": retain_grad,
        "__reduce__": _reduce,
    }
    for name, part in parts.items():
        setattr(Tensor, name, part)


install()
