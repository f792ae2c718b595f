"""check_module: the contract of a module, ours and yours alike.

Knows modules as functions with named parameters. Knows no particular layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_floating, jax_numpy
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, ContractError
from wengert.nn import Module
from wengert.tensor import Tensor, value_of
from wengert.testing.agreement import agree, finite
from wengert.transforms.gradcheck import gradcheck

_LARGE = 60  # more numbers than this are checked along random directions


def check_module(module: Module, *inputs: Any, order: int = 2) -> None:
    """Hold a module to the contract of all modules, on one call.

    * its derivatives in parameters and inputs agree with finite differences in float64, up to `order`;
    * every parameter gets a gradient; `eval()` makes it deterministic and does not stop recording;
    * compiled, it gives what it gives eagerly; float32 parameters and inputs give float32 outputs;
    * `state_dict` and `load_state_dict` are inverses, and a state that does not fit changes nothing.

    The module comes back as it was: in the mode, with the parameters and the gradients it had.

    Args:
        module: The module.
        inputs: What it is called with: arrays or tensors.
        order: How many derivatives are checked.

    Raises:
        GradientError: A derivative is wrong; the message names the worst entry.
        ContractError: Another promise is broken.

    Example:
        >>> check_module(wg.nn.Linear(3, 2), np.ones((4, 3)))
    """
    name = type(module).__name__
    modes = [(m, m.training) for m in module.modules()]
    grads = [(p, p.grad) for p in module.parameters()]
    try:
        _check_modes(name, module, inputs)
        _check_derivatives(module, inputs, order)
        _check_compiled(name, module, inputs)
        _check_gradients(name, module, inputs)
        _check_state(name, module, inputs)
    finally:
        for m, training in modes:
            m.training = training
        for p, g in grads:
            p.grad = g


def _cast(x: Any, dtype: str) -> Any:
    """A raw copy in `dtype` where it is real floating; anything else as it is."""
    raw = value_of(x)
    return np.asarray(raw).astype(dtype) if hasattr(raw, "dtype") and raw.dtype.kind == "f" else raw


def _call(module: Module, inputs: Sequence[Any]) -> list[Any]:
    """The floating outputs, as a list."""
    boxed = [Tensor(x) if hasattr(x, "dtype") and not isinstance(x, Tensor) else x for x in inputs]
    return [o for o in tree.leaves(module(*boxed)) if is_floating(dtype_of(value_of(o)))]


def _values(module: Module, inputs: Sequence[Any]) -> list[np.ndarray]:
    return [np.asarray(value_of(o)) for o in _call(module, inputs)]


def _with(structure: tree.Structure, leaves: Sequence[Any]) -> Module:
    """The module with these arrays as parameters, as tensors."""
    return tree.unflatten(structure, [x if isinstance(x, Tensor) else Tensor(x) for x in leaves])


def _check_modes(name: str, module: Module, inputs: Sequence[Any]) -> None:
    module.train()
    if not all(m.training for m in module.modules()):
        raise ContractError(f"{name}: train() leaves a module in inference", expected="training is True everywhere")
    module.eval()
    if any(m.training for m in module.modules()):
        raise ContractError(f"{name}: eval() leaves a module training", expected="training is False everywhere")
    first, second = _values(module, inputs), _values(module, inputs)
    agree(f"{name}, in inference", first, second, name, witness="a second call", rtol=0.0, error=ContractError)
    finite(f"output of {name}", first, name)
    if any(p.requires_grad for p in module.parameters()) and not any(o.requires_grad for o in _call(module, inputs)):
        raise ContractError(
            f"{name}: eval() stops the recording of steps", expected="modes and recording have nothing to do"
        )


def _check_derivatives(module: Module, inputs: Sequence[Any], order: int) -> None:
    leaves, structure = tree.flatten(module)
    doubled = [_cast(leaf, "float64") for leaf in leaves]
    given = [_cast(x, "float64") for x in inputs]
    moving = [x for x in [*doubled, *given] if hasattr(x, "dtype") and is_floating(x.dtype)]
    if not moving:
        return
    f = lambda parameters, xs: _call(_with(structure, parameters), xs)
    mode = "projected" if sum(np.size(x) for x in moving) > _LARGE else "full"
    gradcheck(f, doubled, given, order=order, mode=mode)


def _check_compiled(name: str, module: Module, inputs: Sequence[Any]) -> None:
    jax_numpy()
    import jax

    leaves, structure = tree.flatten(module)
    for dtype, rtol in (("float64", 1e-9), ("float32", 1e-4)):
        parameters, given = [_cast(p, dtype) for p in leaves], [_cast(x, dtype) for x in inputs]
        fixed = {k: x for k, x in enumerate(given) if not hasattr(x, "dtype")}
        arrays = {str(k): x for k, x in enumerate(given) if k not in fixed}

        def program(parameters: Any, arrays: Any, fixed: Any = fixed) -> list[Any]:
            xs = [fixed[k] if k in fixed else arrays[str(k)] for k in range(len(fixed) + len(arrays))]
            return [value_of(o) for o in _call(_with(structure, parameters), xs)]

        eager = program(parameters, arrays)
        agree(
            f"compiled {name}",
            jax.jit(program)(parameters, arrays),
            eager,
            dtype,
            witness="the eager one",
            rtol=rtol,
            error=ContractError,
        )
        wrong = [o.dtype for o in eager if dtype_of(o).kind == "f" and dtype_of(o) != np.dtype(dtype)]
        if wrong:
            raise ContractError(f"{name}: {dtype} in, {wrong[0]} out", expected=dtype)


def _check_gradients(name: str, module: Module, inputs: Sequence[Any]) -> None:
    module.zero_grad()
    total = sum(((o * o).sum() + o.sum() for o in _call(module, inputs)), start=Tensor(np.float32(0)))
    trained = [(n, p) for n, p in module.named_parameters() if p.requires_grad]
    if trained:
        total.backward()  # pyright: ignore[reportAttributeAccessIssue]  put on Tensor by the dynamic graph
    for label, p in trained:
        if p.grad is None:
            raise ContractError(
                f"{name}: parameter `{label}` gets no gradient",
                expected="every parameter that requires grad takes part in the output",
            )


def _check_state(name: str, module: Module, inputs: Sequence[Any]) -> None:
    state = {n: np.array(value_of(t)) for n, t in module.state_dict().items()}
    before = _values(module, inputs)
    try:
        module.load_state_dict({n: np.zeros_like(a) for n, a in state.items()})
        module.load_state_dict(state)
        after = _values(module, inputs)
        agree(f"{name}, loaded from its state", after, before, name, witness="itself", rtol=0.0, error=ContractError)
        _refuses(name, module, {**state, "no_such_name": np.zeros(1)}, state)
    finally:
        module.load_state_dict(state)


def _refuses(name: str, module: Module, wrong: dict[str, Any], state: dict[str, Any]) -> None:
    try:
        module.load_state_dict({n: a + 1 if n in state else a for n, a in wrong.items()})
    except ArgumentError:
        changed = [n for n, t in module.state_dict().items() if not np.array_equal(np.asarray(value_of(t)), state[n])]
        if not changed:
            return
        raise ContractError(f"{name}: a refused state changed `{changed[0]}`", expected="all or nothing") from None
    raise ContractError(f"{name}: a state with an unknown name is let through", expected="ArgumentError")
