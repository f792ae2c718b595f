"""Kinds of primitives: less to state than a pullback and a pushforward for every argument.

Knows how both rules follow from a local partial derivative (elementwise) or from an adjoint (linear, multilinear), and
that a constant operation has none. Knows no particular operation.

Complex numbers: a partial is the complex derivative, a pushforward multiplies by it, a pullback by its conjugate. The
adjoint is thus the Hermitian one, and the gradient of a real function points along steepest ascent (of |z|² it is 2z).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert.arrays import broadcast_shapes, is_traced, namespace
from wengert.primitive import Primitive, Rule
from wengert.rules import Inline, reads

Partial = Rule | complex | None  # numbers of any kind


class Elementwise(Primitive):
    """A primitive that acts on each element by itself; arguments broadcast.

    Set `partials` (or `partial`, for one argument): the local partial derivative in each argument, as a number or as a
    function of what must be kept. None: never differentiated. With `singular=True` a partial may be infinite, by its
    nature (sqrt at 0) or by overflow (exp); there a zero adjoint or tangent stays zero, so nothing leaks from a branch
    not taken.
    """

    def __init__(self, forward: Callable[..., Any], *, singular: bool = False, **facts: Any) -> None:
        super().__init__(forward, broadcasts=True, **facts)
        self.singular = singular
        self._partials: tuple[Partial, ...] = ()

    @property
    def partials(self) -> tuple[Partial, ...]:
        """The local partial derivatives, one for each argument."""
        return self._partials

    @partials.setter
    def partials(self, partials: Sequence[Partial]) -> None:
        self._partials = tuple(partials)
        times = "gated(g, {})" if self.singular else "g * {}"
        pulls = [_product(p, times, "{}") for p in partials]
        conjugated = [_product(p, times, "conj({})") for p in partials]
        gated = None if self.singular else [_product(p, "gated(g, {})", "conj({})") for p in partials]
        self.define(pulls, pulls, conjugated, gated)
        self.rules = {"partial": self._partials}

    @property
    def partial(self) -> Partial:
        """The derivative, for a primitive of one argument."""
        return self._partials[0]

    @partial.setter
    def partial(self, partial: Partial) -> None:
        self.partials = (partial,)


def _product(partial: Partial, times: str, factor: str) -> Rule | None:
    """The rule `g * partial`, to be spliced into the sweep's adapter."""
    if partial is None:
        return None
    if not callable(partial):
        # A Python number, which leaves float32 as it is.
        slope = complex(partial) if isinstance(partial, complex) else float(partial)
        signs: dict[complex, str] = {1: "g", -1: "-g"}
        product = signs.get(slope, "g * " + factor.replace("{}", "slope"))
        return Inline((), product, {"slope": slope, "conj": _conj})
    names = reads(partial)
    kept = ", ".join("{" + n + "}" for n in names)
    value = kept if _is_identity(partial, names) else f"partial({kept})"
    return Inline(
        names, times.replace("{}", factor.replace("{}", value)), {"partial": partial, "gated": gated, "conj": _conj}
    )


def _is_identity(partial: Rule, names: Sequence[str]) -> bool:
    """Whether the partial just hands a kept value through, as those of a product do."""
    code = getattr(partial, "__code__", None)
    return len(names) == 1 and code is not None and code.co_code == (lambda x: x).__code__.co_code


def _conj(p: Any) -> Any:
    return p.conj() if hasattr(p, "conj") else p.conjugate()


class Linear(Primitive):
    """A primitive that is linear in each argument by itself (or in its only one).

    Set `adjoints` (or `adjoint`): `(g, kept...) -> contribution` for each argument, None where it is not
    differentiated. The pushforward is the map itself, with the tangent in the argument's place.
    """

    @property
    def adjoints(self) -> tuple[Rule | None, ...]:
        """The adjoint maps, one for each argument."""
        return self.rules.get("adjoint", ())

    @adjoints.setter
    def adjoints(self, adjoints: Sequence[Rule | None]) -> None:
        pushes = [None if a is None else self.linear_in(k) for k, a in enumerate(adjoints)]
        self.define(adjoints, pushes)
        self.rules = {"adjoint": tuple(adjoints)}

    @property
    def adjoint(self) -> Rule | None:
        """The adjoint map, for a primitive of one argument."""
        return self.adjoints[0]

    @adjoint.setter
    def adjoint(self, adjoint: Rule) -> None:
        self.adjoints = (adjoint, *[None] * (len(self.arrays) - 1))


class Constant(Primitive):
    """A primitive without derivative, and meant so: comparisons, indices, rounding. No sweep passes."""


def elementwise(**facts: Any) -> Callable[[Callable[..., Any]], Elementwise]:
    """Decorator: an elementwise primitive; see `Elementwise` and, for the facts, `Primitive`."""
    return lambda forward: Elementwise(forward, **facts)


def linear(**facts: Any) -> Callable[[Callable[..., Any]], Linear]:
    """Decorator: a linear or multilinear primitive; see `Linear` and, for the facts, `Primitive`."""
    return lambda forward: Linear(forward, **facts)


def general(**facts: Any) -> Callable[[Callable[..., Any]], Primitive]:
    """Decorator: a primitive whose rules are stated with `define` or `define_joint`."""
    return lambda forward: Primitive(forward, **facts)


def constant(**facts: Any) -> Callable[[Callable[..., Any]], Constant]:
    """Decorator: a primitive without derivative (comparisons, indices, rounding): constant to every sweep."""
    return lambda forward: Constant(forward, **facts)


@linear(symbol="·", broadcasts=True)
def gated(x: Any, y: Any) -> Any:
    """Product in which a zero of `x` wins over a non-finite `y`. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> gated(np.array([0.0, 2.0]), np.array([np.inf, 3.0]))
        array([0., 6.])
    """
    if isinstance(y, (int, float)) and math.isfinite(y):
        return x * y
    xp = namespace(x, y)
    if xp is not np:
        return _gated_in_program(x, y)
    with np.errstate(all="ignore"):
        out = x * y
        total = np.add.reduce(out, axis=None)
        if total == total:  # one pass over the product; a nan anywhere in it is a nan in its sum
            return out
    return np.where(np.isnan(out) & np.equal(x, 0), out.dtype.type(0), out)[()]


def _gated_in_program(x: Any, y: Any) -> Any:
    """`gated` between tracers; of one dtype, by what `where` and `*` call in the end, which takes a third to trace."""
    from jax import lax
    from jax import numpy as jnp

    if not (is_traced(x) and is_traced(y) and x.dtype == y.dtype and x.dtype.kind == "f"):
        return jnp.where(x, x * y, 0)
    shape = broadcast_shapes(x.shape, y.shape)
    x, y = (
        a if a.shape == shape else lax.broadcast_in_dim(a, shape, range(len(shape) - a.ndim, len(shape)))
        for a in (x, y)
    )
    return lax.select(lax.convert_element_type(x, bool), lax.mul(x, y), x)  # where x counts as false it is the zero


@linear(symbol="·", broadcasts=True)
def shielded(x: Any, y: Any) -> Any:
    """Product in which a zero of either factor wins over a non-finite other. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> shielded(np.array([0.0, np.inf]), np.array([np.inf, 0.0]))
        array([0., 0.])
    """
    with np.errstate(all="ignore"):
        return namespace(x, y).where((x == 0) | (y == 0), 0, x * y)[()]


# In the second place stands an adjoint beside a tangent: nothing arrives where either of them is zero.
gated.selects = shielded.selects = True  # a sweep over a recorded sweep meets the zeros here
gated.adjoints = (lambda g, y: gated(g, _conj(y)), lambda g, x: shielded(_conj(x), g))
shielded.adjoints = (lambda g, y: shielded(g, _conj(y)), lambda g, x: shielded(_conj(x), g))
