"""Leaves of different kinds by different methods, in one update.

Knows how a leaf chooses. Knows no method.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wengert import tree
from wengert.optim.update import Update
from wengert.tensor import value_of


def partitioned(choose: Callable[[Any], Update]) -> Update:
    """Each leaf by the link that `choose` gives for its parameter. State: a tuple of the states of the leaves.

    Args:
        choose: From a parameter to its link; may look at shape and dtype, not at values.

    Returns:
        The update.

    Example:
        >>> from wengert.optim import scale
        >>> method = partitioned(lambda p: scale(-1.0) if p.ndim == 2 else scale(-0.1))
        >>> params = [np.ones((1, 1)), np.ones(1)]
        >>> method.step(params, method.init(params), params)[0]
        [array([[-1.]]), array([-0.1])]
    """

    def init(params: Any) -> tuple[Any, ...]:
        return tuple(choose(value_of(p)).init(p) for p in tree.leaves(params))

    def step(gradients: Any, states: Any, params: Any) -> tuple[Any, Any]:
        leaves, structure = tree.flatten(gradients)
        rows = zip(leaves, states, tree.leaves(params), strict=True)
        moved = [choose(value_of(p)).step(g, state, p) for g, state, p in rows]
        return tree.unflatten(structure, [change for change, _ in moved]), tuple(state for _, state in moved)

    return Update(init, step)
