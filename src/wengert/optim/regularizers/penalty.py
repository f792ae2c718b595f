"""Penalty: a function of weights that is added to a loss, term by term, so that each can be told apart.

Knows which parameters a penalty looks at and how penalties add. Knows no formula: a subclass gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wengert.errors import ArgumentError
from wengert.nn import Module
from wengert.optim.decay_groups import weights_of
from wengert.tensor import Tensor, value_of


class Penalty:
    """Base of the penalties; subclasses define `of`, the penalty of one parameter.

    Called with a module, a penalty is that of its weights by role: biases, the scales and shifts of normalizations,
    embeddings and positions are left out. Called with parameters, it is that of just these: `penalty([p])`, or
    `penalty(model.parameters())` for all.

    Example:
        >>> from wengert.optim.regularizers import L1, L2
        >>> penalty = L1(0.1) + L2(0.5)
        >>> w = wg.tensor([1.0, -2.0], requires_grad=True)
        >>> float(penalty([w])), {name: round(term.item(), 6) for name, term in penalty.terms([w]).items()}
        (1.55, {'L1(0.1)': 0.3, 'L2(0.5)': 1.25})
    """

    def of(self, w: Any) -> Any:
        """The penalty of one parameter. Shapes: (*s) -> ().

        Raises:
            ArgumentError: This class does not define it.
        """
        del w
        raise ArgumentError(f"{type(self).__name__}: the penalty defines no formula", hint="def of(self, w): ...")

    def __call__(self, weights: Any) -> Any:
        """The sum over weights.

        Args:
            weights: A module, or parameters.

        Returns:
            One number, shape (); 0 where there are no weights.
        """
        total: Any = 0.0
        for w in chosen(weights):
            total = total + self.of(w)
        return total

    def terms(self, weights: Any) -> dict[str, Any]:
        """The penalty term by term; by linearity the gradient of the whole is the sum of those of the terms.

        Args:
            weights: A module, or parameters.

        Returns:
            Terms by name, each of shape ().
        """
        return {repr(self): self(weights)}

    def __add__(self, other: Penalty) -> Penalty:
        return Sum(self, other)

    def __repr__(self) -> str:
        options = ", ".join(f"{v:g}" if isinstance(v, float) else f"{v}" for v in vars(self).values())
        return f"{type(self).__name__}({options})"


class Sum(Penalty):
    """Penalties beside each other; what `+` makes.

    Args:
        parts: The penalties.
    """

    def __init__(self, *parts: Penalty) -> None:
        self.parts = tuple(q for part in parts for q in (part.parts if isinstance(part, Sum) else (part,)))

    def of(self, w: Any) -> Any:
        """The sum of the penalties of one parameter."""
        total: Any = 0.0
        for part in self.parts:
            total = total + part.of(w)
        return total

    def __call__(self, weights: Any) -> Any:
        """The sum of all."""
        held = weights if isinstance(weights, Module) else list(weights)
        total: Any = 0.0
        for part in self.parts:
            total = total + part(held)
        return total

    def terms(self, weights: Any) -> dict[str, Any]:
        """The terms of all, by name; terms of one name are added."""
        held = weights if isinstance(weights, Module) else list(weights)
        out: dict[str, Any] = {}
        for part in self.parts:
            for name, term in part.terms(held).items():
                out[name] = out[name] + term if name in out else term
        return out

    def __repr__(self) -> str:
        return " + ".join(map(repr, self.parts))


def chosen(weights: Any) -> list[Any]:
    """The parameters a penalty looks at: the weights of a module by role, or what it is given.

    Raises:
        ArgumentError: It is given neither.

    Example:
        >>> [w.shape for w in chosen(wg.nn.Linear(2, 3))]
        [(3, 2)]
    """
    if isinstance(weights, Module):
        return weights_of(weights)
    if isinstance(weights, Mapping):
        return list(weights.values())
    if isinstance(weights, Tensor) or not isinstance(weights, Iterable):
        raise ArgumentError(
            "penalty: no weights", given=type(weights).__name__, expected="a module, or [parameter, ...]"
        )
    return list(weights)


def checked_strength(owner: str, value: Any) -> Any:
    """`value`, if it is a number >= 0.

    Raises:
        ArgumentError: It is not.

    Example:
        >>> checked_strength("L2", 0.1)
        0.1
    """
    if not float(value_of(value)) >= 0:
        raise ArgumentError(f"{owner}: the strength is out of range", given=repr(value), expected="a number >= 0")
    return value
