"""Update: an optimization method as a pair of pure functions, and the links most methods are made of.

Knows gradients, states and parameters as trees of arrays or tensors. Changes nothing: what it returns is to be added.

A method is a chain of links. Order shows: `chain(decayed(0.01), momentum(0.9), scale(-0.1))` adds the decay to the
gradient before the momentum sees it. Links are written in the library's own operations, so an update of tensors can
itself be differentiated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from wengert import tree
from wengert.arrays import is_complex, namespace, real_dtype
from wengert.arrays.dtypes import dtype_of
from wengert.ops import where
from wengert.tensor import Tensor, value_of


class Update(NamedTuple):
    """An optimization method, or one link of it.

    Attributes:
        init: From parameters to the state before the first step.
        step: From (gradients, state, parameters) to (what to add to the parameters, new state).

    Example:
        >>> descent = scale(-0.1)
        >>> descent.step(np.array([2.0]), descent.init(None), None)
        (array([-0.2]), ())
    """

    init: Callable[[Any], Any]
    step: Callable[[Any, Any, Any], tuple[Any, Any]]


def chain(*links: Update) -> Update:
    """Links one after another: each gets what the one before gives. State: a tuple, one entry a link.

    Args:
        links: The links in order.

    Returns:
        The method.

    Example:
        >>> method = chain(scale(2.0), scale(-0.5))
        >>> method.step(np.array([3.0]), method.init(None), None)[0]
        array([-3.])
    """

    def step(g: Any, states: Any, params: Any) -> tuple[Any, Any]:
        new = []
        for link, state in zip(links, states, strict=True):
            g, after = link.step(g, state, params)
            new.append(after)
        return g, tuple(new)

    return Update(lambda params: tuple(link.init(params) for link in links), step)


def stateless(change: Callable[[Any, Any], Any]) -> Update:
    """A link without state: `change(gradient, parameter)`, leaf by leaf.

    Args:
        change: Gives the new gradient.

    Returns:
        The link.

    Example:
        >>> sign = stateless(lambda g, p: np.sign(g))
        >>> sign.step(np.array([-3.0]), (), np.array([1.0]))
        (array([-1.]), ())
    """
    return Update(lambda params: (), lambda g, state, params: (tree.map(change, g, params), state))


def scale(factor: Any) -> Update:
    """Multiply: g ← factor · g.

    Args:
        factor: A number, or an array of shape () such as a learning rate that changes between steps; it takes the
            dtype of what it multiplies.

    Returns:
        The link.

    Example:
        >>> scale(-0.1).step(np.array([2.0]), (), None)[0]
        array([-0.2])
    """
    return Update(lambda params: (), lambda g, state, params: (tree.map(lambda g: like(factor, g) * g, g), state))


def decayed(rate: float) -> Update:
    """Add a multiple of the parameters: g ← g + rate · θ.

    Before a rescaling it is the gradient of an L2 penalty, after it a decoupled decay.

    Args:
        rate: Strength λ.

    Returns:
        The link.

    References:
        Loshchilov & Hutter (2019), Decoupled weight decay regularization, ICLR.

    Example:
        >>> decayed(0.5).step(np.array([1.0]), (), np.array([4.0]))[0]
        array([3.])
    """
    return stateless(lambda g, p: g + rate * p if rate else g)


def like(factor: Any, x: Any) -> Any:
    """`factor` in the real dtype of `x`; a Python number adapts by itself.

    Example:
        >>> like(np.float64(2), np.ones(1, "float32")).dtype
        dtype('float32')
    """
    if not hasattr(factor, "dtype"):
        return factor
    dtype = dtype_of(value_of(x))
    dtype = real_dtype(dtype) if is_complex(dtype) else dtype
    return factor if factor.dtype == dtype else factor.astype(dtype)


def either(condition: Any, x: Any, y: Any) -> Any:
    """`where`, but a Python number takes the dtype of the other side, in a program too. Shapes: (*s), (*s), () -> (*s).

    Example:
        >>> either(np.array([True, False]), np.ones(2, "float32"), 0.0)
        array([1., 0.], dtype=float32)
    """
    if isinstance(x, (int, float)):
        return where(condition, _as(x, y), y)
    return where(condition, x, _as(y, x) if isinstance(y, (int, float)) else y)


def _as(number: float, other: Any) -> Any:
    raw = value_of(other)
    return namespace(raw).asarray(number, dtype=dtype_of(raw))


def zeros_like(params: Any) -> Any:
    """Raw zeros in the shapes and dtypes of the leaves.

    Example:
        >>> zeros_like({"w": np.ones(2)})
        {'w': array([0., 0.])}
    """
    return tree.map(lambda p: namespace(value_of(p)).zeros_like(value_of(p)), params)


def moved(params: Any, updates: Any) -> Any:
    """θ + updates, leaf by leaf.

    Args:
        params: Parameters, in any containers.
        updates: What a method's `step` returned.

    Returns:
        New parameters in the same containers; a module comes back as a module.

    Example:
        >>> moved({"w": np.array([1.0])}, {"w": np.array([-0.5])})
        {'w': array([0.5])}
    """
    return tree.map(lambda p, u: (p if isinstance(p, Tensor) else value_of(p)) + u, params, updates)
