"""Second derivatives: Hessians and Hessian-vector products.

Knows that each is one first-order transform of another. Knows no rule: none is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wengert import tree
from wengert.arrays import is_complex
from wengert.errors import ArgumentError
from wengert.ops.dtype import conj, real_part
from wengert.ops.reduction import sum as total
from wengert.transforms.forward import jvp
from wengert.transforms.jacobians import jacfwd
from wengert.transforms.reverse import grad


def hessian(
    f: Callable[..., Any],
    argnums: int | Sequence[int] = 0,
    has_aux: bool = False,
    chunk_size: int | None = None,
) -> Callable[..., Any]:
    """The matrix of second derivatives of a scalar function: forward sweeps over its reverse sweep.

    Args:
        f: Returns one real number.
        argnums: Which positional arguments are differentiated.
        has_aux: Whether `f` returns a pair, whose second part is handed through.
        chunk_size: How many columns are computed together; None: all.

    Returns:
        A function giving leaves of shape (*in, *in), in a nest of nests like the chosen arguments; with `has_aux` a
        pair of this and the second part. Cost: one gradient, and about twice that for each input element.

    Raises:
        GraphError: `f` does not return one number.

    Example:
        >>> import numpy as np
        >>> hessian(lambda w: w[0] ** 2 + 3 * w[0] * w[1] + 2 * w[1] ** 2)(np.array([1.5, -0.5]))
        array([[2., 3.],
               [3., 4.]])
    """
    return jacfwd(grad(f, argnums, has_aux), argnums, has_aux, chunk_size=chunk_size)


def hvp(
    f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any], *, order: str = "forward-over-reverse"
) -> Any:
    """The product of the Hessian of `f` with a vector; the matrix is never formed.

    Args:
        f: Returns one real number.
        primals: Its arguments; all are differentiated.
        tangents: The vector, with the containers and shapes of `primals`.
        order: `forward-over-reverse` (a tangent through the gradient's list) or `reverse-over-reverse` (the gradient of
            gradient times vector). `benchmarks/` compares them; forward-over-reverse is the default because it keeps
            less and was not slower in any of our measurements.

    Returns:
        A tuple with one product for each primal; the product itself when there is one primal. Cost: about 2 gradients.

    Raises:
        ArgumentError: `order` is neither.

    References:
        Pearlmutter (1994), Fast exact multiplication by the Hessian, Neural Computation 6(1).

    Example:
        >>> hvp(lambda w1, w2: w1**2 + 3 * w1 * w2 + 2 * w2**2, (1.5, -0.5), (1.0, -1.0))
        (np.float64(-1.0), np.float64(-1.0))
    """
    primals, tangents = tuple(primals), tuple(tangents)
    gradient = grad(f, range(len(primals)))
    if order == "forward-over-reverse":
        product = jvp(gradient, primals, tangents)[1]
    elif order == "reverse-over-reverse":
        product = grad(lambda *x: _dot(gradient(*x), tangents), range(len(primals)))(*primals)
    else:
        raise ArgumentError(
            "hvp: unknown order", given=order, expected="'forward-over-reverse' or 'reverse-over-reverse'"
        )
    return product[0] if len(primals) == 1 else product


def _dot(a: Any, b: Any) -> Any:
    """The real inner product of two nests of arrays: Re Σ conj(a) b."""
    products = tree.leaves(tree.map(_product, a, b))
    out = products[0]
    for p in products[1:]:
        out = out + p
    return out


def _product(a: Any, b: Any) -> Any:
    out = total(conj(a) * b)
    return real_part(out) if is_complex(out.dtype) else out
