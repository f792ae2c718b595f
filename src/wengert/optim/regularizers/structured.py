"""Penalties by structure: of groups of weights, and of layers with strengths of their own.

Knows rows and filters, and the names of layers. The penalties of layers are any others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from wengert.errors import ArgumentError
from wengert.nn import Module
from wengert.ops import sum, vector_norm
from wengert.optim.regularizers.penalty import Penalty, checked_strength


class GroupLasso(Penalty):
    """λ Σ √size ‖w_group‖: whole groups become small together. Where a group is 0 its slope is 0.

    Args:
        strength: λ.
        axes: Axes within a group; all but the first when None: the rows of a matrix, the filters of a kernel.

    Raises:
        ArgumentError: λ is negative.

    References:
        Yuan & Lin (2006), J. R. Stat. Soc. B 68(1), 49-67.

    Example:
        >>> float(GroupLasso(0.5, axes=(1,)).of(np.array([[3.0, 4.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]])))
        5.0
    """

    def __init__(self, strength: float, axes: Sequence[int] | None = None) -> None:
        self.strength = checked_strength("GroupLasso", strength)
        self.axes = axes

    def of(self, w: Any) -> Any:
        """λ Σ √size ‖w_group‖. Shapes: (*s) -> ()."""
        axes = tuple(range(min(1, w.ndim - 1), w.ndim)) if self.axes is None else tuple(self.axes)
        size = math.prod(w.shape[a] for a in axes)
        return self.strength * math.sqrt(size) * sum(vector_norm(w, axis=axes))


class LayerWise(Penalty):
    """A penalty for each layer, by the dotted name of the module: strengths of their own, or none.

    Args:
        layers: Penalties by name; each is applied to the weights by role of that module and of those below it.

    Raises:
        ArgumentError: A name is of no module of the model, when it is called.

    References:
        Bishop (1995), Neural networks for pattern recognition, §9.2.1: one strength for all layers is not consistent
        with the symmetries of a network.

    Example:
        >>> from wengert.optim.regularizers import L2
        >>> model = wg.nn.mlp("3", 2, 1)
        >>> sorted(LayerWise({"0": L2(0.1), "2": L2(0.01)}).terms(model))
        ['0: L2(0.1)', '2: L2(0.01)']
    """

    def __init__(self, layers: Mapping[str, Penalty]) -> None:
        self.layers = dict(layers)

    def __call__(self, weights: Any) -> Any:
        """The sum over layers.

        Args:
            weights: A module.

        Returns:
            One number, shape ().
        """
        total: Any = 0.0
        for term in self.terms(weights).values():
            total = total + term
        return total

    def terms(self, weights: Any) -> dict[str, Any]:
        """A term for each layer.

        Args:
            weights: A module.

        Returns:
            Terms by the name of the layer and of the penalty.

        Raises:
            ArgumentError: It is no module, or has no layer of a name.
        """
        if not isinstance(weights, Module):
            raise ArgumentError("LayerWise: looks layers up by name", given=type(weights).__name__, expected="a module")
        modules = dict(weights.named_modules())
        out: dict[str, Any] = {}
        for name, penalty in self.layers.items():
            if name not in modules:
                known = ", ".join(n for n in modules if n)
                raise ArgumentError("LayerWise: there is no such layer", given=repr(name), expected=known)
            out |= {f"{name}: {term}": value for term, value in penalty.terms(modules[name]).items()}
        return out
